/// How well a model does: estimated without outcomes, and measured with them.
@NullMarked
package dev.gambeson.monitor.performance;

import org.jspecify.annotations.NullMarked;
