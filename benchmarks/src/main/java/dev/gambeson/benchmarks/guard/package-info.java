/// Measurements of the guards on real tables and models.
@NullMarked
package dev.gambeson.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
