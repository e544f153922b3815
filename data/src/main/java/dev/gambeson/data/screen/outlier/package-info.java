/// Detectors of rows that lie apart from the others, and the screen that uses them.
@NullMarked
package dev.gambeson.data.screen.outlier;

import org.jspecify.annotations.NullMarked;
