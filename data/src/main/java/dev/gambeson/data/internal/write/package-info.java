/// The writers behind [dev.gambeson.data.source.TableWriters].
@NullMarked
package dev.gambeson.data.internal.write;

import org.jspecify.annotations.NullMarked;
