/// Label noise on real data, beside cleanlab.
@NullMarked
package dev.gambeson.benchmarks.labels;

import org.jspecify.annotations.NullMarked;
