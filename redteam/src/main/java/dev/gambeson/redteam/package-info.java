@NullMarked
package dev.gambeson.redteam;

import org.jspecify.annotations.NullMarked;
