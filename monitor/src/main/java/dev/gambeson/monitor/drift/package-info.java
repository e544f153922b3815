/// How far two samples differ: on counts, exactly on values, and jointly over all features.
@NullMarked
package dev.gambeson.monitor.drift;

import org.jspecify.annotations.NullMarked;
