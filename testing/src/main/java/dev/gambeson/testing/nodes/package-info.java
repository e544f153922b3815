/// Whole gateways as processes, with the PostgreSQL and the Redis that they share: what tests and
/// long measurements of several nodes and of failures are made with.
@NullMarked
package dev.gambeson.testing.nodes;

import org.jspecify.annotations.NullMarked;
