package dev.gambeson.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Everything a source gave.
record Reading(
    List<String> names,
    List<List<String>> rows,
    List<Long> numbers,
    List<Batch.Flaw> flaws,
    String sha256) {
  static Reading of(TableSource source) {
    List<List<String>> rows = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    List<Batch.Flaw> flaws = new ArrayList<>();
    try (BatchReader reader = source.open()) {
      for (Optional<Batch> next = reader.next(); next.isPresent(); next = reader.next()) {
        Batch batch = next.get();
        assertThat(batch.names()).isEqualTo(reader.names());
        for (int r = 0; r < batch.size(); r++) {
          int row = r;
          rows.add(batch.columns().stream().map(c -> c.text(row)).toList());
        }
        LongStream.of(batch.rowNumbers()).forEach(numbers::add);
        flaws.addAll(batch.flaws());
      }
      assertThat(reader.next()).isEmpty();
      return new Reading(reader.names(), rows, numbers, flaws, reader.sha256());
    }
  }

  static Reading of(Object address) {
    return of(Sources.open(address.toString()));
  }

  List<String> column(String name) {
    return rows.stream().map(r -> r.get(names.indexOf(name))).toList();
  }

  static void refuses(ThrowingCallable call, ExitCode code, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GambesonException.class,
            e -> {
              assertThat(e.getMessage()).contains(words);
              assertThat(e.exitCode()).isEqualTo(code);
            });
  }

  static void refuses(Object address, ExitCode code, String... words) {
    refuses(() -> of(address), code, words);
  }
}
