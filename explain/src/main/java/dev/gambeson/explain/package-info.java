@NullMarked
package dev.gambeson.explain;

import org.jspecify.annotations.NullMarked;
