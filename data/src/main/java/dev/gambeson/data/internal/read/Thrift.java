package dev.gambeson.data.internal.read;

import org.jspecify.annotations.Nullable;

/// Fields of Parquet's structures are null when a file leaves them out.
final class Thrift {
  private Thrift() {}

  /// The value; a damaged file otherwise.
  static <T> T need(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a required field is absent");
    }
    return value;
  }
}
