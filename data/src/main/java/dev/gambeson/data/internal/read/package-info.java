/// The readers of CSV and Parquet files.
@NullMarked
package dev.gambeson.data.internal.read;

import org.jspecify.annotations.NullMarked;
