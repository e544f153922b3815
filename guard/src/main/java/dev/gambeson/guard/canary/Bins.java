package dev.gambeson.guard.canary;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.guard.input.InputProfile.FeatureProfile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// A record as quantile bins, cut into bands: two records that agree on all bins of a band are
/// alike there (locality-sensitive hashing). A record that was rounded keeps most of its bins.
final class Bins {
  private static final int STEP = 5; // bins of five per cent

  private final double[][] cuts;

  Bins(InputProfile profile) {
    List<FeatureProfile> features = profile.features();
    cuts = new double[features.size()][];
    for (int f = 0; f < cuts.length; f++) {
      cuts[f] =
          features
              .get(f)
              .numbers()
              .map(n -> {
                double[] q = new double[100 / STEP - 1];
                for (int i = 0; i < q.length; i++) {
                  q[i] = n.quantiles().get((i + 1) * STEP);
                }
                return q;
              })
              .orElse(new double[0]);
    }
  }

  /// Keyed hashes of the bands, band `b` over the features `b, b + bands, ...`.
  void bands(MacKey key, Rows rows, int row, long[] out) {
    int bands = out.length;
    for (int b = 0; b < bands; b++) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * (2 + cuts.length / bands)).putInt(b);
      for (int f = b; f < cuts.length; f += bands) {
        bytes.putInt(bin(f, rows.at(row, f)));
      }
      out[b] = ByteBuffer.wrap(key.mac(bytes.array())).getLong();
    }
  }

  private int bin(int f, double value) {
    if (Double.isNaN(value)) {
      return -2;
    }
    if (cuts[f].length == 0) {
      return (int) value;
    }
    int at = Arrays.binarySearch(cuts[f], value);
    return at >= 0 ? at + 1 : -at - 1;
  }
}
