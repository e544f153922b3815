package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Profile;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.TableSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTest {
  private static final int ROWS = 10_000;

  /// Counts to 10,000, in batches of a given size; may break off.
  private record Counting(int batch, int breaksAt) implements TableSource {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String kind() {
      return "test";
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.of(ROWS);
    }

    @Override
    public BatchReader open() {
      return new BatchReader() {
        private int at;

        @Override
        public List<String> names() {
          return List.of("n", "parity");
        }

        @Override
        public Optional<Batch> next() {
          if (at >= breaksAt) {
            throw GambesonException.badInput("counting broke off at row " + at + ".");
          }
          if (at == ROWS) {
            return Optional.empty();
          }
          long[] rows = LongStream.rangeClosed(at + 1, Math.min(ROWS, at + batch)).toArray();
          at += rows.length;
          String[] numbers = Arrays.stream(rows).mapToObj(Long::toString).toArray(String[]::new);
          String[] parity =
              Arrays.stream(rows).mapToObj(n -> n % 2 == 0 ? "even" : "odd").toArray(String[]::new);
          return Optional.of(
              new Batch(
                  names(),
                  List.of(new Cells.Texts(numbers), new Cells.Texts(parity)),
                  rows,
                  List.of()));
        }

        @Override
        public long bytesRead() {
          return at;
        }

        @Override
        public String sha256() {
          return "0";
        }

        @Override
        public void close() {}
      };
    }
  }

  private static final class Sum implements Profile<Sum> {
    private long rows;
    private long total;

    @Override
    public void add(Batch batch) {
      rows += batch.size();
      total += Arrays.stream(batch.rowNumbers()).sum();
    }

    @Override
    public void merge(Sum other) {
      rows += other.rows;
      total += other.total;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyRowIsSeenOnceOnAnyNumberOfThreads(int threads) {
    Fold fold = new Fold();
    Fold.Slot<Sum> sum = fold.ask(Sum::new);

    Fold.Done done = fold.over(new Counting(77, Integer.MAX_VALUE), threads, Progress.silent());

    assertThat(done.rows()).isEqualTo(ROWS);
    assertThat(sum.answer().rows).isEqualTo(ROWS);
    assertThat(sum.answer().total).isEqualTo(ROWS * (ROWS + 1L) / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void aSourceThatBreaksOffFailsTheFold(int threads) {
    Fold fold = new Fold();
    Fold.Slot<Sum> sum = fold.ask(Sum::new);

    assertThatThrownBy(() -> fold.over(new Counting(100, 5000), threads, Progress.silent()))
        .hasMessageContaining("broke off at row 5000");
    assertThatThrownBy(sum::answer).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void aMemoryThatFailsFailsTheFold(int threads) {
    Fold fold = new Fold();
    fold.ask(Broken::new);

    assertThatThrownBy(
            () -> fold.over(new Counting(10, Integer.MAX_VALUE), threads, Progress.silent()))
        .hasMessage("no more");
  }

  private static final class Broken implements Profile<Broken> {
    @Override
    public void add(Batch batch) {
      throw new IllegalStateException("no more");
    }

    @Override
    public void merge(Broken other) {}
  }

  private static RowSample sample(int capacity, int batch, int threads, long seed) {
    Fold fold = new Fold();
    Fold.Slot<RowSample> slot = fold.ask(() -> new RowSample(capacity, Set.of(), new Seed(seed)));
    fold.over(new Counting(batch, Integer.MAX_VALUE), threads, Progress.silent());
    return slot.answer();
  }

  @Test
  void aSampleDependsOnTheSeedAndNotOnThePartition() {
    long[] one = sample(500, 64, 1, 7).rowNumbers();

    assertThat(one).hasSize(500).isSorted();
    assertThat(sample(500, 333, 4, 7).rowNumbers()).isEqualTo(one);
    assertThat(sample(500, 64, 1, 8).rowNumbers()).isNotEqualTo(one);
  }

  @Test
  void aSampleIsSpreadOverTheWholeTable() {
    long[] rows = sample(2000, 64, 1, 3).rowNumbers();

    long early = Arrays.stream(rows).filter(r -> r <= ROWS / 2).count();
    assertThat(early).isBetween(880L, 1120L); // 6 standard deviations of the hypergeometric law
  }

  @Test
  void aSmallTableIsKeptWholeAndTyped() {
    RowSample sample = sample(ROWS, 64, 2, 1);
    Dataset data = sample.dataset("t");

    assertThat(sample.seen()).isEqualTo(ROWS);
    assertThat(data.size()).isEqualTo(ROWS);
    assertThat(data.column("n")).isInstanceOf(dev.gambeson.core.data.NumericColumn.class);
    assertThat(data.column("parity").text(1)).isEqualTo("even");
  }
}
