/// Screens for poisoned, mislabelled and outlying rows, and the seam they share.
@NullMarked
package dev.gambeson.data.screen;

import org.jspecify.annotations.NullMarked;
