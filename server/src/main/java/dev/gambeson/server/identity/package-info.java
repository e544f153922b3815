/// Who asks, and what they may do.
@NullMarked
package dev.gambeson.server.identity;

import org.jspecify.annotations.NullMarked;
