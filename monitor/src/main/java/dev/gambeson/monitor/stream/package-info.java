/// Change detectors over streams of errors, each after its paper.
@NullMarked
package dev.gambeson.monitor.stream;

import org.jspecify.annotations.NullMarked;
