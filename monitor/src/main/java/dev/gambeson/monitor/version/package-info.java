/// What changed from one version of a model to the next, before the next one serves.
@NullMarked
package dev.gambeson.monitor.version;

import org.jspecify.annotations.NullMarked;
