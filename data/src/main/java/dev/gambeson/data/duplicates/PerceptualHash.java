package dev.gambeson.data.duplicates;

import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// 64-bit perceptual hashes of images (pHash, Zauner 2010): the image in grey at 32 by 32 points,
/// the 8 by 8 lowest frequencies of its cosine transform, one bit each for lying above their
/// median.
final class PerceptualHash {
  private static final int SIDE = 32;
  private static final int LOW = 8;
  static final int MOST_BITS = 6;
  private static final int BLOCKS = MOST_BITS + 1; // 6 bits of difference leave one of 7 untouched
  private static final int MOST_COMPARED = 200; // earlier images of a block

  private static final double[][] COSINES = new double[LOW][SIDE];

  static {
    for (int u = 0; u < LOW; u++) {
      for (int x = 0; x < SIDE; x++) {
        COSINES[u][x] = Math.cos((2 * x + 1) * u * Math.PI / (2 * SIDE));
      }
    }
  }

  private PerceptualHash() {}

  /// The hash of one image.
  ///
  /// @param pixels of one row of the table, as [ScreenSubject.Image] orders them
  static long of(double[] pixels, ScreenSubject.Image image) {
    double[][] grey = new double[SIDE][SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        grey[y][x] = at(pixels, image, (y + 0.5) / SIDE, (x + 0.5) / SIDE);
      }
    }
    double[] low = new double[LOW * LOW];
    for (int v = 0; v < LOW; v++) {
      for (int u = 0; u < LOW; u++) {
        double sum = 0;
        for (int y = 0; y < SIDE; y++) {
          for (int x = 0; x < SIDE; x++) {
            sum += grey[y][x] * COSINES[u][x] * COSINES[v][y];
          }
        }
        low[v * LOW + u] = sum;
      }
    }
    double[] sorted = Arrays.copyOfRange(low, 1, low.length); // without the mean brightness
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    long hash = 0;
    for (int i = 0; i < low.length; i++) {
      hash |= low[i] > median ? 1L << i : 0;
    }
    return hash;
  }

  /// Bilinear, at a place given as shares of height and width; the mean of the channels.
  private static double at(double[] pixels, ScreenSubject.Image image, double fy, double fx) {
    double y = Math.clamp(fy * image.height() - 0.5, 0, image.height() - 1.0);
    double x = Math.clamp(fx * image.width() - 0.5, 0, image.width() - 1.0);
    int y0 = (int) y;
    int x0 = (int) x;
    int y1 = Math.min(y0 + 1, image.height() - 1);
    int x1 = Math.min(x0 + 1, image.width() - 1);
    double top =
        grey(pixels, image, y0, x0) * (1 - x + x0) + grey(pixels, image, y0, x1) * (x - x0);
    double bottom =
        grey(pixels, image, y1, x0) * (1 - x + x0) + grey(pixels, image, y1, x1) * (x - x0);
    return top * (1 - y + y0) + bottom * (y - y0);
  }

  private static double grey(double[] pixels, ScreenSubject.Image image, int y, int x) {
    double sum = 0;
    for (int c = 0; c < image.channels(); c++) {
      sum += pixels[(y * image.width() + x) * image.channels() + c];
    }
    return sum / image.channels();
  }

  /// The hashes of all images of a table.
  static long[] of(Rows rows, ScreenSubject.Image image) {
    long[] hashes = new long[rows.count()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = of(rows.row(i), image);
    }
    return hashes;
  }

  /// For each image the first earlier one with at most 6 other bits, -1 when there is none. In
  /// every block of bits an image is compared with at most 200 earlier ones.
  static int[] firstLike(long[] hashes) {
    int[] like = new int[hashes.length];
    Arrays.fill(like, -1);
    for (int block = 0; block < BLOCKS; block++) {
      Map<Long, List<Integer>> buckets = new HashMap<>();
      for (int i = 0; i < hashes.length; i++) {
        List<Integer> bucket =
            buckets.computeIfAbsent(bits(hashes[i], block), _ -> new ArrayList<>());
        for (int earlier : bucket) {
          if (Long.bitCount(hashes[i] ^ hashes[earlier]) <= MOST_BITS) {
            like[i] = like[i] < 0 ? earlier : Math.min(like[i], earlier);
            break;
          }
        }
        if (bucket.size() < MOST_COMPARED) {
          bucket.add(i);
        }
      }
    }
    return like;
  }

  private static long bits(long hash, int block) {
    int from = block * Long.SIZE / BLOCKS;
    int to = (block + 1) * Long.SIZE / BLOCKS;
    return (hash >>> from) & ((1L << (to - from)) - 1);
  }
}
