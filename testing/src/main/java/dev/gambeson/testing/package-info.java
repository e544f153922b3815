@NullMarked
package dev.gambeson.testing;

import org.jspecify.annotations.NullMarked;
