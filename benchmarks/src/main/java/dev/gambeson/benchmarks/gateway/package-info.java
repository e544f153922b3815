/// The gateway beside its peers.
@NullMarked
package dev.gambeson.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
