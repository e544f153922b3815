package dev.gambeson.server.passport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.canary.GoldenQueries;
import dev.gambeson.server.ReferenceTable;
import dev.gambeson.server.serving.ModelVersion;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenRecordsTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(List.of(new Feature.Numeric("x", false, 0, 10, 1, false)));
  private static final ReferenceTable TABLE =
      new ReferenceTable(
          SPACE,
          new Rows(4, 1, new double[] {Double.NaN, 2, 3, 4}),
          new int[0],
          List.of("no", "yes"),
          Map.of(),
          "table");

  @TempDir private Path folder;

  @Test
  void aRecordOutlivesTheProcessAndTellsAnotherModel() {
    GoldenQueries first = records().of("fraud", version(0.1f), TABLE).orElseThrow();
    GoldenQueries again = records().of("fraud", version(0.9f), TABLE).orElseThrow();

    assertThat(again.question().count()).as("rows with holes are left out").isEqualTo(3);
    assertThat(again.mismatch(answer(again.question(), 0.1f))).isEmpty();
    assertThat(again.mismatch(answer(again.question(), 0.9f))).isPresent();
    assertThat(again.scores()).isEqualTo(first.scores());
  }

  @Test
  void aRecordThatSomebodyChangedIsRefused() throws IOException {
    records().of("fraud", version(0.1f), TABLE);
    try (var files = Files.list(folder.resolve("golden"))) {
      Path file = files.findFirst().orElseThrow();
      Files.writeString(file, Files.readString(file).replace("0.1", "0.2"));
    }

    assertThatThrownBy(() -> records().of("fraud", version(0.1f), TABLE))
        .hasMessageContaining("were changed");
  }

  @Test
  void aTableWithoutAWholeRowHasNone() {
    ReferenceTable holes =
        new ReferenceTable(
            SPACE,
            new Rows(1, 1, new double[] {Double.NaN}),
            new int[0],
            List.of("no", "yes"),
            Map.of(),
            "holes");

    assertThat(records().of("fraud", version(0.1f), holes)).isEmpty();
  }

  private GoldenRecords records() {
    return new GoldenRecords(folder.resolve("golden"), folder);
  }

  private static Answer answer(Rows rows, float score) {
    float[] scores = new float[2 * rows.count()];
    for (int i = 0; i < rows.count(); i++) {
      scores[2 * i] = 1 - score;
      scores[2 * i + 1] = score;
    }
    int[] labels = new int[rows.count()];
    java.util.Arrays.fill(labels, score > 0.5f ? 1 : 0);
    return new Answer(List.of("no", "yes"), rows.count(), labels, scores);
  }

  private static ModelVersion version(float score) {
    return new ModelVersion() {
      @Override
      public String version() {
        return "1";
      }

      @Override
      public String digest() {
        return "ab";
      }

      @Override
      public Future<Answer> infer(Rows rows) {
        return Future.succeededFuture(answer(rows, score));
      }
    };
  }
}
