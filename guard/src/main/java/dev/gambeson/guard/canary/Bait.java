package dev.gambeson.guard.canary;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Rows;
import java.time.Instant;

/// Bait records as they are handed out, in the clear: to be planted, and then thrown away. What
/// matching needs is the [BaitSet].
///
/// @param set the set for matching
/// @param rows the records
/// @param collision chance that one honest record equals a bait record, as it was estimated
public record Bait(BaitSet set, Rows rows, double collision) {
  public Bait {
    requireNonNull(set, "set");
    requireNonNull(rows, "rows");
  }

  /// Where bait is planted, and who answers for it. One set for each place: what comes back tells
  /// where it leaked.
  ///
  /// @param id of the set, unique
  /// @param place where it is planted, for example `sandbox data set of partner X`
  /// @param owner who is to be called
  /// @param purpose why
  /// @param expires after which hits are no longer reported
  public record Label(String id, String place, String owner, String purpose, Instant expires) {
    public Label {
      requireNonNull(expires, "expires");
      for (String text : new String[] {id, place, owner, purpose}) {
        if (text.isBlank() || text.length() > 200) {
          throw new IllegalArgumentException(
              "A bait set needs an id, a place, an owner and a purpose, each of 1 to 200 characters: without them a hit tells nobody anything.");
        }
      }
    }
  }
}
