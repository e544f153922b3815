package dev.gambeson.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SmallestHashesTest {
  private static SmallestHashes of(int k, int distinct, int times, String prefix) {
    SmallestHashes sketch = new SmallestHashes(k);
    for (int t = 0; t < times; t++) {
      for (int i = 0; i < distinct; i++) {
        sketch.add(Hash64.of(prefix + i), 1);
      }
    }
    return sketch;
  }

  @Test
  void upToKTheCountIsExact() {
    SmallestHashes sketch = of(64, 64, 3, "v");
    assertThat(sketch.distinct()).isEqualTo(64);
    assertThat(sketch.isExact()).isTrue();
    assertThat(sketch.relativeError()).isZero();
  }

  /// 200 sketches of 20,000 values at k = 256: the root mean square error stays below the stated
  /// bound. The error of that figure itself is 1/sqrt(400) = 5 %; at 1.2 it fails by chance less
  /// than once in 10,000 seeds, and the seeds are fixed.
  @Test
  void theErrorKeepsItsBoundAndTheCountIsUnbiased() {
    double squares = 0;
    double sum = 0;
    for (int run = 0; run < 200; run++) {
      double error = of(256, 20_000, 1, "run" + run + "-").distinct() / 20_000 - 1;
      squares += error * error;
      sum += error;
    }
    double bound = 1 / Math.sqrt(254);
    assertThat(Math.sqrt(squares / 200)).isLessThan(1.2 * bound).isGreaterThan(0.8 * bound);
    assertThat(Math.abs(sum / 200)).isLessThan(4 * bound / Math.sqrt(200));
  }

  @Test
  void numbersThatFollowEachOtherAreCountedAsWell() {
    SmallestHashes sketch = new SmallestHashes(1024);
    for (int i = 0; i < 1_000_000; i++) {
      sketch.add(Hash64.of((double) i), 1);
    }
    assertThat(sketch.distinct() / 1e6).isBetween(0.9, 1.1);
  }

  @Test
  void keptValuesAreCountedCompletely() {
    assertThat(of(32, 5000, 1, "v").singletons()).isEqualTo(1);
    assertThat(of(32, 5000, 2, "v").singletons()).isZero();
  }

  @Test
  void anyOrderAndAnyTreeOfMergesGiveOneState() {
    Random random = new Random(3);
    List<Long> hashes =
        LongStream.generate(() -> Hash64.of("v" + random.nextInt(800)))
            .limit(3000)
            .boxed()
            .toList();
    for (int k : new int[] {3, 50, 799, 5000}) {
      MergeLaw.holds(
          hashes, () -> new SmallestHashes(k), (s, h) -> s.add(h, 1), SmallestHashes::merge);
    }
  }

  @Test
  void sketchesOfDifferentSizeDoNotMerge() {
    assertThatThrownBy(() -> new SmallestHashes(8).merge(new SmallestHashes(9)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hashesOfTextsDependOnEveryCharacterAndOnTheLength() {
    assertThat(
            LongStream.of(
                    Hash64.of(""),
                    Hash64.of("\0"),
                    Hash64.of("\0\0\0\0"),
                    Hash64.of("abcd"),
                    Hash64.of("abce"),
                    Hash64.of("bacd"),
                    Hash64.of("abcde"),
                    Hash64.of("ابجد"))
                .distinct()
                .count())
        .isEqualTo(8);
    assertThat(Hash64.of(-0.0)).isEqualTo(Hash64.of(0.0));
  }
}
