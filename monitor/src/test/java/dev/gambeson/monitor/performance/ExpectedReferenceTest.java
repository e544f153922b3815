package dev.gambeson.monitor.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.data.DataFiles;
import dev.gambeson.monitor.reference.Calibration;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against NannyML's CBPE on the Adult fixture (drift.ref.json).
final class ExpectedReferenceTest {
  private static double[] numbers(Dataset data, String name, int[] rows) {
    double[] all = ((NumericColumn) data.column(name)).values();
    return Arrays.stream(rows).mapToDouble(i -> all[i]).toArray();
  }

  private static boolean[] ones(double[] values) {
    boolean[] ones = new boolean[values.length];
    for (int i = 0; i < ones.length; i++) {
      ones[i] = values[i] == 1;
    }
    return ones;
  }

  @Test
  void expectationsAreThoseOfNannyMl() throws IOException {
    Dataset data =
        DataFiles.read(SharedData.require("reference/fairness-explain-drift/adult.fixture.csv"));
    JsonNode chunks =
        JsonMapper.builder()
            .build()
            .readTree(
                Files.readString(
                    SharedData.require("reference/fairness-explain-drift/drift.ref.json")))
            .path("cbpe_adult")
            .path("chunks");
    Column split = data.column("split");
    int[] train =
        IntStream.range(0, data.size()).filter(i -> split.text(i).equals("train")).toArray();
    int[] test =
        IntStream.range(0, data.size()).filter(i -> split.text(i).equals("test")).toArray();
    Calibration calibration =
        Calibration.fit(numbers(data, "score", train), ones(numbers(data, "y", train)));
    assertThat(chunks.size()).isGreaterThan(10);
    for (JsonNode chunk : chunks) {
      int from = 2_000 * chunk.path("chunk").asInt();
      int[] rows = Arrays.copyOfRange(test, from, from + 2_000);
      double[] scores = numbers(data, "score", rows);
      double[] probability = Arrays.stream(scores).map(calibration::at).toArray();
      Expected e = Expected.of(scores, ones(numbers(data, "pred", rows)), probability);
      assertThat(e.f1()).isCloseTo(chunk.path("est_f1").asDouble(), within(1e-9));
      assertThat(e.precision()).isCloseTo(chunk.path("est_precision").asDouble(), within(1e-9));
      assertThat(e.recall()).isCloseTo(chunk.path("est_recall").asDouble(), within(1e-9));
      assertThat(e.specificity()).isCloseTo(chunk.path("est_specificity").asDouble(), within(1e-9));
      assertThat(e.accuracy()).isCloseTo(chunk.path("est_accuracy").asDouble(), within(1e-9));
      assertThat(e.auc())
          .isCloseTo(chunk.path("est_auc").asDouble(), within(1e-7)); // NannyML rounds its curve
    }
  }
}
