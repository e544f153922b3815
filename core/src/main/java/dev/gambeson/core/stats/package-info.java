/// Intervals, ROC analysis and multiple testing, each with its source.
@NullMarked
package dev.gambeson.core.stats;

import org.jspecify.annotations.NullMarked;
