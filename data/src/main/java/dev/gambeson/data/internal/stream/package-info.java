/// The streaming readers behind [dev.gambeson.data.source.Sources].
@NullMarked
package dev.gambeson.data.internal.stream;

import org.jspecify.annotations.NullMarked;
