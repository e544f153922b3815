package dev.gambeson.artifact.advisory;

import dev.gambeson.core.Severity;
import java.util.List;
import java.util.Optional;
import us.springett.cvss.Cvss;

/// Severity of a vulnerability from its CVSS vectors.
final class Scores {
  private static final int MAX_LENGTH = 512;

  private Scores() {}

  /// A base score with the vector it comes from.
  ///
  /// @param value 0 to 10
  record Score(double value, String vector) {
    /// The qualitative scale of CVSS 3.1 and 4.0.
    Severity severity() {
      if (value >= 9) {
        return Severity.CRITICAL;
      }
      if (value >= 7) {
        return Severity.HIGH;
      }
      return value >= 4 ? Severity.MEDIUM : value > 0 ? Severity.LOW : Severity.INFO;
    }
  }

  /// The score of the newest scheme among the vectors; the worst where a scheme stands twice.
  static Optional<Score> best(List<String> vectors) {
    Optional<Score> best = Optional.empty();
    for (String vector : vectors) {
      Optional<Score> one = score(vector);
      if (one.isPresent() && (best.isEmpty() || better(one.get(), best.get()))) {
        best = one;
      }
    }
    return best;
  }

  private static boolean better(Score a, Score b) {
    int scheme = Integer.compare(scheme(a.vector()), scheme(b.vector()));
    return scheme != 0 ? scheme > 0 : a.value() > b.value();
  }

  static int scheme(String vector) {
    return vector.startsWith("CVSS:4") ? 4 : vector.startsWith("CVSS:3") ? 3 : 2;
  }

  static Optional<Score> score(String vector) {
    if (vector.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      Cvss cvss = Cvss.fromVector(vector);
      return cvss == null
          ? Optional.empty()
          : Optional.of(new Score(cvss.calculateScore().getBaseScore(), vector));
    } catch (RuntimeException e) {
      return Optional.empty(); // a malformed vector: the database's own word counts instead
    }
  }

  /// The severity of a word that databases use; HIGH when it is unknown, so that nothing is played
  /// down.
  static Severity stated(String word) {
    return switch (word) {
      case "CRITICAL" -> Severity.CRITICAL;
      case "MODERATE", "MEDIUM" -> Severity.MEDIUM;
      case "LOW" -> Severity.LOW;
      default -> Severity.HIGH;
    };
  }
}
