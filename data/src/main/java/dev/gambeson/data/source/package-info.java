/// Tables from anywhere, as a stream of batches.
@NullMarked
package dev.gambeson.data.source;

import org.jspecify.annotations.NullMarked;
