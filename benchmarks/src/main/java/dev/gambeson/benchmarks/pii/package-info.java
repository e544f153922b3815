/// Personal data: a labelled corpus and what we and Presidio find in it.
@NullMarked
package dev.gambeson.benchmarks.pii;

import org.jspecify.annotations.NullMarked;
