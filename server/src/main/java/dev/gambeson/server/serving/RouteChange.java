package dev.gambeson.server.serving;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;

/// A change of what serves a model.
///
/// @param time when
/// @param model the model
/// @param kind what was done
/// @param version the version that it was done to
/// @param digest what that version is; empty when it is not loaded
/// @param by who did it; `gambeson:` and the trigger when nobody did
/// @param reason in the words of whoever did it
/// @param before the route before
/// @param after the route after
public record RouteChange(
    Instant time,
    String model,
    Kind kind,
    String version,
    String digest,
    String by,
    String reason,
    Route before,
    Route after) {
  public RouteChange {
    requireNonNull(time, "time");
    requireNonNull(kind, "kind");
    requireNonNull(before, "before");
    requireNonNull(after, "after");
  }

  /// What can be done.
  public enum Kind {
    /// A version was loaded; it serves nobody yet.
    LOAD,
    /// A version went live.
    PROMOTE,
    /// A version got a share of the clients.
    CANARY,
    /// The canary lost its clients.
    END_CANARY,
    /// A version gets copies.
    SHADOW,
    /// It gets none any more.
    END_SHADOW,
    /// The version before is live again.
    ROLLBACK,
    /// A version was taken out of service under suspicion.
    QUARANTINE,
    /// The suspicion was lifted.
    RELEASE,
    /// A version was unloaded.
    RETIRE;

    /// Whether it makes things safer, and so is never held up by a log or a store that fails.
    public boolean urgent() {
      return this == ROLLBACK || this == QUARANTINE;
    }

    /// Lower-case name with hyphens.
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
