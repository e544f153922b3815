/// Detection and false-positive rates of the backdoor screens and of slow drift, on real data.
@NullMarked
package dev.gambeson.benchmarks.triggers;

import org.jspecify.annotations.NullMarked;
