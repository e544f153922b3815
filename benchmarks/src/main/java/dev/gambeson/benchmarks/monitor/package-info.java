/// False alarms, detections and costs of the room `monitor`.
@NullMarked
package dev.gambeson.benchmarks.monitor;

import org.jspecify.annotations.NullMarked;
