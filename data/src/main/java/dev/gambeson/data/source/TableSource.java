package dev.gambeson.data.source;

import dev.gambeson.data.screen.ScreenSubject;
import java.util.Optional;
import java.util.OptionalLong;

/// A table that can be read from its beginning, more than once.
///
/// A second reading gives the same rows or fails: an implementation notices when what it reads has
/// changed in between (size and time of a file, entity tag of an object, content digest).
public interface TableSource {
  /// What messages call it. Holds no password and no query of a URL.
  String name();

  /// What it is written in: `csv`, `jsonl`, `parquet`, `arrow`, `jdbc`, `images`.
  String kind();

  /// Size in bytes, where known beforehand; for progress only.
  OptionalLong bytes();

  /// Shape of the images, when the columns `p0`, `p1`, … are the pixels of one image a row.
  default Optional<ScreenSubject.Image> image() {
    return Optional.empty();
  }

  /// Begins a reading.
  ///
  /// @throws dev.gambeson.core.GambesonException when it cannot be read; the message says what to
  ///   do
  BatchReader open();
}
