/// Whether a model in service is still itself.
@NullMarked
package dev.gambeson.monitor;

import org.jspecify.annotations.NullMarked;
