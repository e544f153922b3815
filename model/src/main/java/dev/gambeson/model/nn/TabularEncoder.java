package dev.gambeson.model.nn;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.model.RowEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Turns raw rows into network inputs: numbers are standardised by the mean and deviation of the
/// rows it was fitted on (missing becomes the mean), categories become one-hot columns (missing or
/// unknown: all zero). Every value it gives is finite.
public final class TabularEncoder {
  private static final float BOUND = 1e6f;

  private final Preprocessing preprocessing;
  private final RowEncoder encoder;

  private TabularEncoder(FeatureSpace space, Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
    this.encoder = RowEncoder.of(space, Optional.of(preprocessing));
  }

  /// Learns means and deviations. A column without spread keeps a deviation of one.
  public static TabularEncoder fit(FeatureSpace space, Rows rows) {
    List<Preprocessing.Step> steps = new ArrayList<>();
    for (int f = 0; f < space.width(); f++) {
      steps.add(
          switch (space.features().get(f)) {
            case Feature.Numeric n -> standard(n.name(), rows, f);
            case Feature.Categorical c -> new Preprocessing.OneHot(c.name(), c.levels());
          });
    }
    return new TabularEncoder(
        space, new Preprocessing(steps, Optional.empty(), Optional.empty(), List.of()));
  }

  private static Preprocessing.Standard standard(String name, Rows rows, int f) {
    int n = 0;
    double mean = 0;
    double squares = 0;
    for (int r = 0; r < rows.count(); r++) { // Welford 1962
      double v = rows.at(r, f);
      if (Double.isFinite(v)) {
        n++;
        double d = v - mean;
        mean += d / n;
        squares += d * (v - mean);
      }
    }
    double sd = n > 1 ? Math.sqrt(squares / n) : 0;
    double usable = sd > 0 && Double.isFinite(sd) ? sd : 1;
    return new Preprocessing.Standard(name, mean, usable, OptionalDouble.of(mean));
  }

  /// The same steps as a preprocessing description, which goes along with an exported network.
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /// Inputs per row.
  public int width() {
    return encoder.width();
  }

  /// The raw space it encodes.
  public FeatureSpace features() {
    return encoder.features();
  }

  /// Encodes rows of the fitted space, row-major.
  public float[] encode(Rows rows) {
    float[] out = encoder.encode(rows);
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.clamp(out[i], -BOUND, BOUND);
    }
    return out;
  }
}
