package dev.gambeson.artifact.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.engine.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;

/// What every parser must withstand: files that break off at any byte, and files with random
/// damage. Neither may end in an exception, a hang or, for a cut, in "clean".
public final class Hostility {
  private static final int ROUNDS = 500;
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private Hostility() {}

  /// The report of the standard scanner.
  public static FileReport scan(String name, byte[] bytes) {
    return ArtifactScanner.standard().scan(name, bytes);
  }

  /// Cuts the file at every byte.
  ///
  /// @param isWhole lengths at which what is left is a whole file again
  public static void cut(String name, byte[] file, IntPredicate isWhole) {
    for (int length = 1; length < file.length; length++) {
      FileReport report = scan(name, Arrays.copyOf(file, length));
      if (!isWhole.test(length)) {
        assertThat(report.verdict()).as("cut after %d bytes", length).isNotEqualTo(Verdict.CLEAN);
      }
    }
  }

  /// Overwrites random bytes, 500 times with a fixed seed.
  public static void damage(String name, byte[] file) {
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = file.clone();
      int hits = 1 + random.nextInt(8);
      for (int i = 0; i < hits; i++) {
        int at = random.nextInt(damaged.length);
        damaged[at] = (byte) (random.nextInt(4) == 0 ? 0xff : random.nextInt());
      }
      long start = System.nanoTime();
      FileReport report = scan(name, damaged);
      assertThat(report.verdict()).isNotNull();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("round %d", round)
          .isLessThan(LIMIT);
    }
  }

  /// The titles of the flaws.
  public static Set<String> titles(FileReport report) {
    return report.flaws().stream()
        .map(f -> f.title())
        .collect(java.util.stream.Collectors.toCollection(java.util.TreeSet::new));
  }
}
