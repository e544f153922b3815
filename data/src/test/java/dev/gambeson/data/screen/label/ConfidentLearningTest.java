package dev.gambeson.data.screen.label;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import dev.gambeson.core.data.Rows;
import dev.gambeson.testing.NpyArrays;
import dev.gambeson.testing.SharedData;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Parity with cleanlab on its own output (`shared/reference/supply/cleanlab_fixtures.npz`, made by
/// `shared/peers/supply/cl.py`), and the edges it has no fixture for.
class ConfidentLearningTest {
  private static final List<String> CASES =
      List.of(
          "digits_0.05",
          "digits_0.1",
          "digits_0.2",
          "breast_cancer_0.05",
          "breast_cancer_0.1",
          "breast_cancer_0.2");

  /// Rows picked or not by which of two exactly equal remainders is rounded up. cleanlab leaves
  /// that to NumPy's sort: the fixtures are from NumPy 2 with AVX-512, and the same cleanlab on the
  /// same probabilities with NumPy 1.24.2 gives exactly our rows and our joint.
  private static final Map<String, Set<Integer>> TIES =
      Map.of("digits_0.1", Set.of(33, 678, 891), "digits_0.2", Set.of(1283));

  private static Map<String, NpyArrays.Array> fixtures = Map.of();

  private static Map<String, NpyArrays.Array> fixtures() {
    if (fixtures.isEmpty()) {
      fixtures = NpyArrays.read(SharedData.require("reference/supply/cleanlab_fixtures.npz"));
    }
    return fixtures;
  }

  private static NpyArrays.Array fixture(String name) {
    return requireNonNull(fixtures().get(name), name);
  }

  private static ConfidentLearning learned(String set) {
    NpyArrays.Array p = fixture(set + "_pp");
    return ConfidentLearning.of(
        fixture(set + "_labels").ints(), new Rows(p.shape()[0], p.shape()[1], p.values()));
  }

  static Stream<Arguments> filters() {
    return CASES.stream()
        .flatMap(c -> Arrays.stream(LabelFilter.values()).map(f -> Arguments.of(c, f)));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void everyFilterPicksTheRowsThatCleanlabPicks(String set, LabelFilter filter) {
    int[] expected = fixture(set + "_" + filter.name().toLowerCase(Locale.ROOT)).ints();
    Set<Integer> differing = new TreeSet<>();
    Arrays.stream(expected).forEach(differing::add);
    int[] ours = learned(set).issues(filter);
    Arrays.stream(ours).filter(i -> !differing.remove(i)).forEach(differing::add);
    boolean byJoint = filter == LabelFilter.PRUNE_BY_NOISE_RATE || filter == LabelFilter.BOTH;
    assertThat(differing).isEqualTo(byJoint ? TIES.getOrDefault(set, Set.of()) : Set.of());
    assertThat(ours).isNotEmpty().isSorted();
  }

  @ParameterizedTest
  @MethodSource("scores")
  void selfConfidenceAndMarginAreCleanlabsToEightDecimals(String set, LabelQuality score) {
    double[] expected = fixture(set + "_q_" + score.name().toLowerCase(Locale.ROOT)).values();
    double[] ours = learned(set).quality(score);
    for (int i = 0; i < ours.length; i++) { // both were rounded to 8 decimals
      assertThat(ours[i]).as("row %d", i).isCloseTo(expected[i], offset(1.01e-8));
    }
  }

  static Stream<Arguments> scores() {
    return CASES.stream()
        .flatMap(c ->
            Stream.of(LabelQuality.SELF_CONFIDENCE, LabelQuality.NORMALIZED_MARGIN)
                .map(q -> Arguments.of(c, q)));
  }

  /// The entropy score magnifies the rounding of the stored probabilities (up to 0.04), so its
  /// reference is cleanlab 2.9.1 run on the rounded probabilities: sum, sum of squares, and sum
  /// weighted by row.
  @ParameterizedTest
  @CsvSource({
    "digits_0.05, 1466.803166908869, 1314.077226068795, 1312265.834157406352",
    "digits_0.1, 1306.620986162867, 1085.968243002651, 1175271.885015402688",
    "digits_0.2, 1077.660055370950, 796.699655379078, 966122.050173393451",
    "breast_cancer_0.05, 457.081630546230, 383.474469752707, 130173.111329031235",
    "breast_cancer_0.1, 409.869203616851, 309.978596774356, 116806.664514350516",
    "breast_cancer_0.2, 357.839052098520, 234.176745301747, 102224.765314178658"
  })
  void theEntropyScoreIsCleanlabs(String set, double sum, double squares, double byRow) {
    double[] ours = learned(set).quality(LabelQuality.CONFIDENCE_WEIGHTED_ENTROPY);
    double[] sums = new double[3];
    for (int i = 0; i < ours.length; i++) {
      sums[0] += ours[i];
      sums[1] += ours[i] * ours[i];
      sums[2] += ours[i] * i;
    }
    assertThat(sums[0]).isCloseTo(sum, offset(1e-8));
    assertThat(sums[1]).isCloseTo(squares, offset(1e-8));
    assertThat(sums[2]).isCloseTo(byRow, offset(1e-6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"digits_0.05", "breast_cancer_0.05", "breast_cancer_0.1", "breast_cancer_0.2"})
  void theConfidentJointIsCleanlabs(String set) {
    NpyArrays.Array joint = fixture(set + "_cj");
    int[] ours = Arrays.stream(learned(set).joint()).flatMapToInt(Arrays::stream).toArray();
    assertThat(ours).isEqualTo(joint.ints());
  }

  @Test
  void theNoiseIsTheShareOffTheDiagonal() {
    int[] joint = fixture("digits_0.05_cj").ints();
    double right = IntStream.range(0, 10).map(k -> joint[11 * k]).sum();
    assertThat(learned("digits_0.05").noise()).isCloseTo(1 - right / 1797, offset(1e-12));
  }

  @Test
  void labelsThatAgreeHaveNoIssues() {
    Rows p = Rows.of(new double[] {0.9, 0.1}, new double[] {0.2, 0.8}, new double[] {0.7, 0.3});
    ConfidentLearning learned = ConfidentLearning.of(new int[] {0, 1, 0}, p);
    for (LabelFilter filter : LabelFilter.values()) {
      assertThat(learned.issues(filter)).as(filter.name()).isEmpty();
    }
  }

  @Test
  void aClassWithoutRowsIsNeverSuggested() {
    Rows p =
        Rows.of(
            new double[] {0.5, 0.1, 0.4},
            new double[] {0.2, 0.3, 0.5},
            new double[] {0.1, 0.3, 0.6});
    ConfidentLearning learned = ConfidentLearning.of(new int[] {0, 1, 1}, p);
    assertThat(learned.joint()[0][2]).isZero();
    assertThat(learned.joint()[1][2]).isZero();
  }

  @Test
  void aSurelyWrongLabelScoresZero() {
    Rows p = Rows.of(new double[] {1, 0}, new double[] {0, 1});
    ConfidentLearning learned = ConfidentLearning.of(new int[] {1, 1}, p);
    assertThat(learned.quality(LabelQuality.SELF_CONFIDENCE)).containsExactly(0, 1);
    assertThat(learned.quality(LabelQuality.NORMALIZED_MARGIN)).containsExactly(0, 1);
  }

  @Test
  void refusesLabelsThatAreNoClass() {
    Rows p = Rows.of(new double[] {0.5, 0.5});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidentLearning.of(new int[] {2}, p))
        .withMessageContaining("between 0 and 1");
    assertThatIllegalArgumentException().isThrownBy(() -> ConfidentLearning.of(new int[] {-1}, p));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidentLearning.of(new int[] {0, 1}, p));
  }
}
