@NullMarked
package dev.gambeson.benchmarks;

import org.jspecify.annotations.NullMarked;
