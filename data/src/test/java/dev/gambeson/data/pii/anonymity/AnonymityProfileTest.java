package dev.gambeson.data.pii.anonymity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AnonymityProfileTest {
  private static AnonymityProfile profile() {
    return new AnonymityProfile(_ -> new ColumnChoice.Chosen(List.of("q"), List.of("s"), false));
  }

  /// Rows whose class has one row where the number is odd, else three.
  private static Batch batch(int from, int to) {
    String[] q =
        IntStream.range(from, to)
            .mapToObj(i -> i % 2 == 0 ? "t" + i / 6 : "u" + i)
            .toArray(String[]::new);
    String[] s = IntStream.range(from, to).mapToObj(i -> "" + i % 5).toArray(String[]::new);
    return new Batch(
        List.of("q", "s"),
        List.of(new Cells.Texts(q), new Cells.Texts(s)),
        LongStream.rangeClosed(from + 1L, to).toArray(),
        List.of());
  }

  private static Estimate alone(AnonymityProfile profile) {
    return Anonymity.share("alone", profile.seen(), c -> c.rows() == 1);
  }

  @Test
  void fewClassesAreCountedExactly() {
    AnonymityProfile profile = profile();
    profile.add(batch(0, 6000));
    assertThat(alone(profile).value()).isEqualTo(0.5);
    assertThat(alone(profile).method()).isEqualTo("exact");
  }

  @Test
  void ofManyClassesASampleGivesTheShareWithAnInterval() {
    AnonymityProfile profile = profile();
    for (int from = 0; from < 300_000; from += 50_000) {
      profile.add(batch(from, from + 50_000));
    }
    Estimate alone = alone(profile);
    assertThat(profile.seen().complete()).isFalse();
    assertThat(profile.seen().all()).hasSize(AnonymityProfile.MAX_CLASSES);
    assertThat(alone.low()).isLessThan(0.5);
    assertThat(alone.high()).isGreaterThan(0.5).isLessThan(0.51);
  }

  @Test
  void aSampleOfClassesDoesNotDependOnThePartition() {
    AnonymityProfile whole = profile();
    whole.add(batch(0, 300_000));
    AnonymityProfile merged = profile();
    for (int from = 270_000; from >= 0; from -= 30_000) {
      AnonymityProfile part = profile();
      part.add(batch(from, from + 30_000));
      merged.merge(part);
    }
    assertThat(alone(merged)).isEqualTo(alone(whole));
    assertThat(merged.seen().all())
        .extracting(ClassTally::firstRow)
        .isEqualTo(whole.seen().all().stream().map(ClassTally::firstRow).toList());
  }
}
