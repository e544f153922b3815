package dev.gambeson.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.DataFiles;
import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.reference.ModelShape;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against scipy, NannyML, evidently and alibi-detect on the electricity data (drift.ref.json).
final class DriftReferenceTest {
  private static final List<String> NAMES =
      List.of("feat_2", "feat_3", "feat_4", "feat_5", "feat_6");
  private static JsonNode expected;
  private static double[][] elec;

  @BeforeAll
  static void read() throws IOException {
    expected =
        JsonMapper.builder()
            .build()
            .readTree(
                Files.readString(
                    SharedData.require("reference/fairness-explain-drift/drift.ref.json")));
    var table = DataFiles.read(SharedData.require("data/elec/elec.csv"));
    elec =
        NAMES.stream()
            .map(n -> ((NumericColumn) table.column(n)).values())
            .toArray(double[][]::new);
  }

  private static double[] part(int f, int from, int to) {
    return Arrays.copyOfRange(elec[f], from, to);
  }

  private static Rows rows(int from, int to, int step) {
    double[][] rows =
        IntStream.iterate(from, i -> i < to, i -> i + step)
            .mapToObj(i -> IntStream.range(0, 5).mapToDouble(f -> elec[f][i]).toArray())
            .toArray(double[][]::new);
    return Rows.of(rows);
  }

  @Test
  void exactDistancesAreThoseOfScipy() {
    for (int f = 0; f < NAMES.size(); f++) {
      JsonNode e = expected.path("elec").path("features").path(NAMES.get(f));
      double[] a = part(f, 0, 10_000);
      double[] b = part(f, 20_000, 30_000);
      assertThat(TwoSample.ks(a, b).distance()).isCloseTo(e.path("ks").asDouble(), within(1e-9));
      assertThat(TwoSample.ks(a, b).p()).isCloseTo(e.path("ks_p_asymp").asDouble(), within(1e-9));
      assertThat(TwoSample.wasserstein(a, b))
          .isCloseTo(e.path("wasserstein").asDouble(), within(1e-9));
      assertThat(TwoSample.quantilePsi(a, b, 10, 1e-4))
          .isCloseTo(e.path("psi_quantile10").asDouble(), within(1e-9));
    }
  }

  @Test
  void countsSayNearlyWhatTheValuesSay() {
    Map<String, FeatureDrift> drifts = drifts();
    for (String name : NAMES) {
      JsonNode e = expected.path("elec").path("features").path(name);
      double ks = e.path("ks").asDouble();
      assertThat(drifts.get(name).ks()).as(name).isBetween(ks - 0.02, ks + 1e-9);
    }
    JsonNode e = expected.path("elec").path("features");
    for (String continuous : List.of("feat_2", "feat_3")) {
      assertThat(drifts.get(continuous).psi().value())
          .isCloseTo(e.path(continuous).path("psi_quantile10").asDouble(), within(0.25));
      assertThat(drifts.get(continuous).wasserstein())
          .isCloseTo(e.path(continuous).path("wasserstein").asDouble(), within(0.007));
    }
  }

  @Test
  void aConstantFeatureThatStartsToMoveIsLarge() {
    // NannyML's Jensen-Shannon distance says 0.0158, 0.0 and 0.0274 here
    Map<String, FeatureDrift> drifts = drifts();
    for (String constant : List.of("feat_4", "feat_5", "feat_6")) {
      assertThat(drifts.get(constant).psi().value()).as(constant).isGreaterThan(2);
      assertThat(drifts.get(constant).jensenShannon()).as(constant).isGreaterThan(0.5);
    }
  }

  private static Map<String, FeatureDrift> drifts() {
    FeatureSpace space =
        new FeatureSpace(
            NAMES.stream()
                .map(n -> (Feature) new Feature.Numeric(n, false, 0, 1, 1, false))
                .toList());
    Reference reference =
        Reference.of(
            ModelShape.of("m", "1", space, List.of()),
            Observed.of(rows(0, 10_000, 1)),
            new int[0],
            0,
            new Seed(1));
    Layout layout = reference.layout();
    long[] counts = new long[layout.size()];
    layout.add(counts, Observed.of(rows(20_000, 30_000, 1)));
    return FeatureDrift.all(reference, counts, 1e-4).stream()
        .collect(Collectors.toMap(FeatureDrift::feature, Function.identity()));
  }

  @Test
  void theDiscrepancyIsThatOfAlibiDetect() {
    JsonNode e = expected.path("mmd_elec");
    Mmd drift = Mmd.of(rows(0, 10_000, 20), rows(20_000, 30_000, 20), 200, new Seed(1));
    assertThat(drift.sigma()).isCloseTo(e.path("drift").path("sigma").asDouble(), within(1e-9));
    assertThat(drift.squared())
        .isCloseTo(e.path("drift").path("mmd2_unbiased").asDouble(), within(1e-7));
    assertThat(drift.exceeded()).isZero();
    Mmd none = Mmd.of(rows(0, 10_000, 20), rows(10, 10_000, 20), 200, new Seed(1));
    assertThat(none.squared())
        .isCloseTo(e.path("no_drift_interleaved").path("mmd2_unbiased").asDouble(), within(1e-7));
    assertThat(none.p()).isCloseTo(0.68, within(0.12));
  }
}
