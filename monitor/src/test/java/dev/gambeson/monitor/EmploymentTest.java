package dev.gambeson.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.DataFiles;
import dev.gambeson.monitor.performance.Expected;
import dev.gambeson.monitor.reference.GroupSource;
import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.reference.ModelShape;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real model over four real years: what the counts say without outcomes, against NannyML's CBPE
/// (employment_cbpe.json), and against what turned out.
final class EmploymentTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(List.of(new Feature.Numeric("AGEP", true, 0, 120, 20, true)));
  private static final ModelShape SHAPE =
      ModelShape.of("employment", "2015", SPACE, List.of("0", "1"))
          .watching(1, List.of(GroupSource.given("SEX", List.of("1", "2"))));

  private record Year(Observed observed, int[] truth) {
    static Year of(Dataset data, Dataset outcomes, int[] rows) {
      double[] ages = numbers(data, "AGEP", rows);
      double[] p = numbers(data, "predicted_probability", rows);
      float[] scores = new float[2 * rows.length];
      for (int i = 0; i < rows.length; i++) {
        scores[2 * i] = (float) (1 - p[i]);
        scores[2 * i + 1] = (float) p[i];
      }
      Column sex = data.column("SEX");
      int[] groups = IntStream.of(rows).map(i -> sex.text(i).startsWith("1") ? 0 : 1).toArray();
      return new Year(
          new Observed(
              new Rows(rows.length, 1, ages),
              ints(data, "prediction", rows),
              scores,
              List.of(groups)),
          ints(outcomes, "employed", rows));
    }

    private static double[] numbers(Dataset data, String name, int[] rows) {
      double[] all = ((NumericColumn) data.column(name)).values();
      return IntStream.of(rows).mapToDouble(i -> all[i]).toArray();
    }

    private static int[] ints(Dataset data, String name, int[] rows) {
      Column column = data.column(name);
      return IntStream.of(rows).map(i -> (int) Double.parseDouble(column.text(i))).toArray();
    }
  }

  private static int[] year(Dataset data, int year) {
    Column column = data.column("year");
    return IntStream.range(0, data.size())
        .filter(i -> (int) Double.parseDouble(column.text(i)) == year)
        .toArray();
  }

  @Test
  void estimatesOfFourYearsAreThoseOfNannyMlAndCloseToTheTruth() throws IOException {
    Dataset before =
        DataFiles.read(SharedData.require("data/employment_ma/employment_MA_reference.parquet"));
    Dataset after =
        DataFiles.read(SharedData.require("data/employment_ma/employment_MA_analysis.parquet"));
    Dataset outcomes =
        DataFiles.read(
            SharedData.require("data/employment_ma/employment_MA_analysis_target.parquet"));
    JsonNode expected =
        JsonMapper.builder()
            .build()
            .readTree(
                Files.readString(
                    SharedData.require("reference/fairness-explain-drift/employment_cbpe.json")));
    Year first = Year.of(before, before, year(before, 2015));
    Reference reference = Reference.of(SHAPE, first.observed(), first.truth(), 0, new Seed(1));
    Layout layout = reference.layout();
    for (JsonNode e : expected) {
      int when = e.path("year").asInt();
      Year y = when == 2015 ? first : Year.of(after, outcomes, year(after, when));
      long[] counts = new long[layout.size()];
      layout.add(counts, y.observed());
      Expected estimate = EstimatedCheck.expected(layout, counts);
      assertThat(estimate.accuracy()).isCloseTo(e.path("est_acc").asDouble(), within(1e-4));
      assertThat(estimate.f1()).isCloseTo(e.path("est_f1").asDouble(), within(1e-4));
      assertThat(estimate.auc()).isCloseTo(e.path("est_auc").asDouble(), within(5e-4));
      assertThat(estimate.accuracy()).isCloseTo(e.path("real_acc").asDouble(), within(0.003));
      int at = layout.groupAt(0);
      double difference = rate(counts, at + 2) - rate(counts, at);
      assertThat(difference).isCloseTo(e.path("spd_sex2_minus_sex1").asDouble(), within(1e-9));
      assertThat(
              MonitorGate.run(reference, y.observed(), y.truth(), Streams.CONTEXT).stream()
                  .filter(r -> r.outcome().isPresent())
                  .map(r -> r.check() + " " + r.outcome().get().id() + " " + r.summary()))
          .noneMatch(r -> r.contains(" fail "));
    }
  }

  private static double rate(long[] counts, int at) {
    return counts[at] / (double) (counts[at] + counts[at + 1]);
  }
}
