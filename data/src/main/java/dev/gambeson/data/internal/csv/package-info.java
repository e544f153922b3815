/// The CSV reader.
@NullMarked
package dev.gambeson.data.internal.csv;

import org.jspecify.annotations.NullMarked;
