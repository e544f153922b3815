package dev.gambeson.guard.input;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// What inputs a class of clients may send. Nothing is ever mended: a value outside is refused or
/// told of, never clamped, since a mended input answers a question that nobody asked.
///
/// @param outOfRange a number outside the training range widened by `slack`
/// @param slack share of the training range by which a number may lie outside of it; 0.1 when
///   absent
/// @param fraction a fraction where training rows held whole numbers only
/// @param unseenLevel a category that no training row held, or that is unknown
/// @param missing a missing value where no training row had one
/// @param offManifold a row unlike any training row, judged by the profile's manifold
/// @param offManifoldRate share of honest rows that may be taken for such; 0.001 to 0.2; 0.01 when
///   absent
/// @param maxRows how many rows a request may hold; 1000 when absent
public record InputPolicy(
    Optional<Reaction> outOfRange,
    Optional<Double> slack,
    Optional<Reaction> fraction,
    Optional<Reaction> unseenLevel,
    Optional<Reaction> missing,
    Optional<Reaction> offManifold,
    Optional<Double> offManifoldRate,
    Optional<Integer> maxRows) {
  /// What to do with a value that is not as it should be.
  public enum Reaction {
    /// Let it pass unseen.
    ALLOW,
    /// Answer, and tell the listener.
    FLAG,
    /// Do not answer.
    REJECT
  }

  public InputPolicy {
    requireNonNull(outOfRange, "outOfRange");
    requireNonNull(fraction, "fraction");
    requireNonNull(unseenLevel, "unseenLevel");
    requireNonNull(missing, "missing");
    requireNonNull(offManifold, "offManifold");
    slack.ifPresent(s -> require(s >= 0 && s <= 10, "slack", s, "0 to 10"));
    offManifoldRate.ifPresent(
        r -> require(r >= 0.001 && r <= 0.2, "off-manifold-rate", r, "0.001 to 0.2"));
    maxRows.ifPresent(n -> require(n >= 1 && n <= 1_000_000, "max-rows", n, "1 to 1,000,000"));
  }

  private static void require(boolean fine, String what, Object value, String range) {
    if (!fine) {
      throw new IllegalArgumentException("%s is %s, but must be %s.".formatted(what, value, range));
    }
  }

  /// Rejects numbers far out of range, fractions and unseen levels; tells of missing values and of
  /// rows unlike any training row.
  public static InputPolicy defaults() {
    return new InputPolicy(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Reaction on(InputFault.Kind kind) {
    return switch (kind) {
      case WIDTH, ROWS, INFINITE -> Reaction.REJECT;
      case OUT_OF_RANGE -> outOfRange.orElse(Reaction.REJECT);
      case FRACTION -> fraction.orElse(Reaction.REJECT);
      case UNSEEN_LEVEL -> unseenLevel.orElse(Reaction.REJECT);
      case MISSING -> missing.orElse(Reaction.FLAG);
      case OFF_MANIFOLD -> offManifold.orElse(Reaction.FLAG);
    };
  }
}
