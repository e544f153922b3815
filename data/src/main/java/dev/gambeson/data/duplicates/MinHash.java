package dev.gambeson.data.duplicates;

import dev.gambeson.core.Seed;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// MinHash signatures of texts (Broder 1997): the share of values two signatures have in common
/// estimates the Jaccard similarity of their sets of 5-character shingles, with a standard error of
/// at most 0.045.
final class MinHash {
  static final int VALUES = 128;
  static final int BANDS = 16;
  private static final int BAND = VALUES / BANDS;
  private static final int SHINGLE = 5;
  private static final int MOST_CHARS = 20_000; // of a text that are looked at

  private final long[] factors = new long[VALUES];
  private final long[] offsets = new long[VALUES];

  MinHash(Seed seed) {
    RandomGenerator random = seed.random();
    for (int i = 0; i < VALUES; i++) {
      factors[i] = random.nextLong() | 1;
      offsets[i] = random.nextLong();
    }
  }

  /// The signature of a text.
  int[] of(String text) {
    String folded = RoundedRows.fold(text.substring(0, Math.min(text.length(), MOST_CHARS)));
    int[] signature = new int[VALUES];
    Arrays.fill(signature, Integer.MAX_VALUE);
    int last = Math.max(0, folded.length() - SHINGLE);
    for (int i = 0; i <= last; i++) {
      long hash = 0xcbf29ce484222325L; // FNV-1a
      for (int k = i; k < Math.min(folded.length(), i + SHINGLE); k++) {
        hash = (hash ^ folded.charAt(k)) * 0x100000001b3L;
      }
      hash ^= hash >>> 32;
      for (int v = 0; v < VALUES; v++) {
        int value = (int) ((hash * factors[v] + offsets[v]) >>> 33);
        signature[v] = Math.min(signature[v], value);
      }
    }
    return signature;
  }

  static double similarity(int[] a, int[] b) {
    int same = 0;
    for (int v = 0; v < VALUES; v++) {
      same += a[v] == b[v] ? 1 : 0;
    }
    return (double) same / VALUES;
  }

  /// For each text the first earlier one that is at least that similar, among those that share a
  /// band of 8 values with it (the first text of each bucket is compared); -1 when there is none.
  static int[] firstLike(int[][] signatures, double least) {
    int[] like = new int[signatures.length];
    Arrays.fill(like, -1);
    for (int band = 0; band < BANDS; band++) {
      Map<Long, Integer> first = new HashMap<>();
      for (int i = 0; i < signatures.length; i++) {
        if (signatures[i].length > 0) {
          Integer earlier = first.putIfAbsent(key(signatures[i], band), i);
          if (earlier != null && similarity(signatures[i], signatures[earlier]) >= least) {
            like[i] = like[i] < 0 ? earlier : Math.min(like[i], earlier);
          }
        }
      }
    }
    return like;
  }

  private static long key(int[] signature, int band) {
    long key = 0;
    for (int i = band * BAND; i < (band + 1) * BAND; i++) {
      key = (key ^ signature[i]) * 0x9E3779B97F4A7C15L;
      key ^= key >>> 32;
    }
    return key;
  }
}
