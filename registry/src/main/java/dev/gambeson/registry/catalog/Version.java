package dev.gambeson.registry.catalog;

import dev.gambeson.registry.store.Digest;
import java.time.Instant;

/// A version of a data set or model, as it stands now. Its content never changes, its stage does.
///
/// @param number from 1, never used again
/// @param manifest digest of its [Manifest]: what evidence must be about
/// @param files number of files
/// @param bytes their total size
/// @param addedBy who added it
/// @param note the adder's words; may be empty
/// @param purged whether its content was removed on purpose
public record Version(
    String name,
    Kind kind,
    int number,
    Digest manifest,
    int files,
    long bytes,
    Stage stage,
    Instant addedAt,
    String addedBy,
    String note,
    boolean purged) {
  /// Its name and number.
  public Ref ref() {
    return Ref.of(name, number);
  }

  /// `NAME@NUMBER`.
  public String label() {
    return name + "@" + number;
  }
}
