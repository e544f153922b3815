package dev.gambeson.registry.catalog;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How far a version has come. Fixed: `candidate -> verified -> live -> retired`, and out of any of
/// them to `quarantined` or `revoked`.
public enum Stage {
  /// Just added; nothing is known about it.
  CANDIDATE,
  /// Shown to meet the policy for use.
  VERIFIED,
  /// In use; at most one version of a name.
  LIVE,
  /// Was live once.
  RETIRED,
  /// Under suspicion: not given out, may come back as a candidate.
  QUARANTINED,
  /// Withdrawn for good: never given out, never live again.
  REVOKED;

  /// Lower-case name, as written and typed.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether its content may be given out.
  public boolean usable() {
    return this != QUARANTINED && this != REVOKED;
  }

  /// Reads an id.
  public static Stage of(String id) {
    return Arrays.stream(values())
        .filter(s -> s.id().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private static GambesonException unknown(String id) {
    List<String> known = Arrays.stream(values()).map(Stage::id).toList();
    String hint = Text.didYouMean(id, known).map(k -> " Did you mean '" + k + "'?").orElse("");
    return GambesonException.usage(
        "'%s' is no stage.%s Stages: %s.".formatted(id, hint, String.join(", ", known)));
  }
}
