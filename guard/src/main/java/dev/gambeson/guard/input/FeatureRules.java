package dev.gambeson.guard.input;

import dev.gambeson.guard.input.InputFault.Kind;
import dev.gambeson.guard.input.InputProfile.FeatureProfile;
import dev.gambeson.guard.input.InputProfile.LevelProfile;
import dev.gambeson.guard.input.InputProfile.NumberProfile;
import java.util.List;

/// The profile of the features in arrays, for the hot path.
final class FeatureRules {
  /// What [#fault] gives when nothing is wrong; else an index into [#KINDS].
  static final int FINE = -1;

  private static final int MISSING = 0;
  private static final int INFINITE = 1;
  private static final int OUT_OF_RANGE = 2;
  private static final int FRACTION = 3;
  private static final int UNSEEN_LEVEL = 4;
  private static final List<Kind> KINDS =
      List.of(Kind.MISSING, Kind.INFINITE, Kind.OUT_OF_RANGE, Kind.FRACTION, Kind.UNSEEN_LEVEL);

  private final List<FeatureProfile> features;
  private final double[] min;
  private final double[] max;
  private final boolean[] whole;
  private final boolean[] complete;
  private final boolean[][] seen;

  FeatureRules(InputProfile profile) {
    features = profile.features();
    int width = features.size();
    min = new double[width];
    max = new double[width];
    whole = new boolean[width];
    complete = new boolean[width];
    seen = new boolean[width][];
    for (int f = 0; f < width; f++) {
      FeatureProfile feature = features.get(f);
      complete[f] = feature.missing() == 0;
      seen[f] = feature.levels().map(FeatureRules::seen).orElse(new boolean[0]);
      int at = f;
      feature.numbers().ifPresent(n -> keep(at, n));
    }
  }

  private void keep(int f, NumberProfile numbers) {
    min[f] = numbers.min();
    max[f] = numbers.max();
    whole[f] = numbers.integer();
  }

  private static boolean[] seen(LevelProfile levels) {
    boolean[] seen = new boolean[levels.shares().size()];
    for (int level = 0; level < seen.length; level++) {
      seen[level] = levels.shares().get(level) > 0;
    }
    return seen;
  }

  int width() {
    return features.size();
  }

  /// Number of what is wrong with a value, or [#FINE].
  int fault(int f, double value, double slack) {
    if (features.get(f).levels().isPresent()) {
      return level(f, value);
    }
    if (Double.isNaN(value)) {
      return complete[f] ? MISSING : FINE;
    }
    if (Double.isInfinite(value)) {
      return INFINITE;
    }
    double room = slack * (max[f] - min[f]);
    if (value < min[f] - room || value > max[f] + room) {
      return OUT_OF_RANGE;
    }
    return whole[f] && value != Math.rint(value) ? FRACTION : FINE;
  }

  /// Unknown and missing levels look the same (-1) once encoded: where training rows had none
  /// missing, it is an unknown one.
  private int level(int f, double value) {
    if (value < 0 || Double.isNaN(value)) {
      return complete[f] ? UNSEEN_LEVEL : FINE;
    }
    boolean known = value < seen[f].length && value == Math.rint(value) && seen[f][(int) value];
    return known ? FINE : UNSEEN_LEVEL;
  }

  InputFault fault(int kind, int row, int f) {
    return new InputFault(KINDS.get(kind), row, features.get(f).name());
  }
}
