@NullMarked
package dev.gambeson.artifact;

import org.jspecify.annotations.NullMarked;
