package dev.gambeson.data.screen.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Three classes in the plane, four units: a model whose last hidden layer knows the plane and, in
/// one unit, the trigger.
class ActivationScreensTest {
  private static final int N = 900;

  /// @param poison rows of class b that are labelled a
  /// @param seen how far the model's unit sets them apart
  private static ScreenSubject subject(int poison, double seen) {
    RandomGenerator r = new Seed(5).random();
    double[] x = new double[N];
    double[] y = new double[N];
    List<String> label = new ArrayList<>();
    double[] hidden = new double[4 * N];
    for (int i = 0; i < N; i++) {
      int c = i % 3;
      boolean bad = c == 1 && i / 3 < poison;
      x[i] = (c == 1 ? 6 : 0) + r.nextGaussian();
      y[i] = (c == 2 ? 6 : 0) + r.nextGaussian();
      label.add(bad ? "a" : List.of("a", "b", "c").get(c));
      hidden[4 * i] = x[i];
      hidden[4 * i + 1] = y[i];
      hidden[4 * i + 2] = bad ? seen + 0.3 * r.nextGaussian() : 0;
      hidden[4 * i + 3] = r.nextGaussian();
    }
    Dataset data =
        new Dataset(
            "t",
            List.of(
                new NumericColumn("x", x),
                new NumericColumn("y", y),
                TextColumn.of("label", label)));
    return with(
        ScreenSubjects.of(data, Roles.NONE.withLabel("label")),
        Optional.of(fixed(new Rows(N, 4, hidden))));
  }

  private static Activations fixed(Rows rows) {
    return new Activations() {
      @Override
      public String tensor() {
        return "hidden";
      }

      @Override
      public Rows of(Dataset data) {
        return rows;
      }
    };
  }

  private static ScreenSubject with(ScreenSubject s, Optional<Activations> activations) {
    return new ScreenSubject(
        s.data(),
        s.rowNumbers(),
        s.totalRows(),
        s.roles(),
        s.features(),
        s.featureColumns(),
        s.label(),
        s.source(),
        s.image(),
        s.trusted(),
        activations);
  }

  private static Screened run(Screen screen, ScreenSubject subject, int threads) {
    try (Workers workers = new Workers(threads)) {
      return screen.run(
          subject, new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()));
    }
  }

  @Test
  void clusters_of_a_poisoned_label_are_found_and_held() {
    Screened screened = run(new ActivationClusterScreen(), subject(60, 8), 2);
    assertThat(screened.results().getFirst().outcome()).contains(new Outcome.Fail());
    assertThat(screened.results().getFirst().findings()).hasSize(1);
    assertThat(screened.results().getFirst().findings().getFirst().aspect()).isEqualTo("a");
    assertThat(screened.held()).hasSizeGreaterThan(55).allMatch(h -> h.row() % 3 == 1);
  }

  @Test
  void spectral_scores_of_a_poisoned_label_are_found() {
    Screened screened = run(new SpectralScreen(), subject(20, 8), 2);
    assertThat(screened.results().getFirst().outcome()).contains(new Outcome.Fail());
    assertThat(screened.held()).hasSizeGreaterThan(15).allMatch(h -> h.row() % 3 == 1);
  }

  @Test
  void clean_labels_pass() {
    for (Screen screen : List.of(new ActivationClusterScreen(), new SpectralScreen())) {
      Screened screened = run(screen, subject(0, 8), 2);
      assertThat(screened.results().getFirst().outcome()).contains(new Outcome.Pass());
      assertThat(screened.held()).isEmpty();
      assertThat(screened.suspicion()).hasSize(N);
    }
  }

  @Test
  void without_a_model_nothing_is_examined() {
    ScreenSubject bare = with(subject(0, 8), Optional.empty());
    Screened screened = run(new ActivationClusterScreen(), bare, 1);
    assertThat(screened.results().getFirst().outcome()).isEmpty();
    assertThat(screened.results().getFirst().notExaminedBecause()).contains("--model");
  }

  @Test
  void a_model_that_gives_no_numbers_is_inconclusive() {
    double[] broken = new double[4 * N];
    broken[17] = Double.NaN;
    ScreenSubject subject = with(subject(0, 8), Optional.of(fixed(new Rows(N, 4, broken))));
    assertThat(run(new SpectralScreen(), subject, 1).results().getFirst().outcome())
        .containsInstanceOf(Outcome.Inconclusive.class);
  }

  @Test
  void the_answer_does_not_depend_on_threads() {
    Screened one = run(new ActivationClusterScreen(), subject(60, 8), 1);
    Screened three = run(new ActivationClusterScreen(), subject(60, 8), 3);
    assertThat(three.held()).isEqualTo(one.held());
    assertThat(three.suspicion()).containsExactly(one.suspicion());
  }

  @Test
  void two_means_split_what_is_apart() {
    double[] values = new double[100];
    for (int i = 0; i < 100; i++) {
      values[i] = i < 30 ? 10 + i / 100.0 : i / 100.0;
    }
    TwoMeans cut = TwoMeans.of(new Rows(100, 1, values), new Seed(2));
    assertThat(cut.small()).isEqualTo(30);
    assertThat(cut.second()[0]).isTrue();
    assertThat(cut.second()[99]).isFalse();
    assertThat(cut.silhouette()).isGreaterThan(0.9);
  }

  @Test
  void the_first_component_is_the_direction_of_largest_spread() {
    double[] values = new double[200];
    for (int i = 0; i < 100; i++) {
      values[2 * i] = i % 2;
      values[2 * i + 1] = i;
    }
    int[] all = java.util.stream.IntStream.range(0, 100).toArray();
    Rows projected = Principal.project(new Rows(100, 2, values), all, 1);
    assertThat(projected.at(99, 0) - projected.at(0, 0)).isBetween(98.9, 99.1);
  }
}
