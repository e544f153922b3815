/// Whole gateways as processes: several nodes, failures, kill -9, hours of load.
@NullMarked
package dev.gambeson.benchmarks.nodes;

import org.jspecify.annotations.NullMarked;
