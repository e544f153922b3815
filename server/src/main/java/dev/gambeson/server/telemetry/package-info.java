/// Metrics, traces and health of the gateway.
@NullMarked
package dev.gambeson.server.telemetry;

import org.jspecify.annotations.NullMarked;
