/// How soon the query watch sees attacks, and how often it cries wolf, on real tables.
@NullMarked
package dev.gambeson.benchmarks.probing;

import org.jspecify.annotations.NullMarked;
