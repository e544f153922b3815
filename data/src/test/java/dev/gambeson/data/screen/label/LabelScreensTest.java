package dev.gambeson.data.screen.label;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.data.screen.RealRows;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelScreensTest {
  private static final Screen ERRORS = new LabelErrorScreen();
  private static final Screen NEIGHBOURS = new NeighbourLabelScreen();
  private static final Screen FLIPS = new LabelFlipScreen();
  private static final Screen CLEAN_LABEL = new CleanLabelScreen();

  private static boolean[] held(Screened s, int n) {
    boolean[] out = new boolean[n];
    s.held().forEach(h -> out[h.row()] = true);
    return out;
  }

  private static double share(boolean[] held, boolean[] among) {
    double hits = IntStream.range(0, held.length).filter(i -> held[i] && among[i]).count();
    return hits / IntStream.range(0, held.length).filter(i -> among[i]).count();
  }

  private static boolean[] not(boolean[] marks) {
    boolean[] out = new boolean[marks.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = !marks[i];
    }
    return out;
  }

  /// A share of the rows, drawn by seed, gets the next class.
  private static boolean[] drawn(int n, double rate, long seed) {
    RandomGenerator random = new Seed(seed).random();
    boolean[] out = new boolean[n];
    for (int i = 0; i < n; i++) {
      out[i] = random.nextDouble() < rate;
    }
    return out;
  }

  @Test
  void flippedDigitsAreHeldAndCleanOnesSpared() {
    Dataset clean = RealRows.digits(0, 1500);
    int[] truth = RealRows.labels(clean);
    boolean[] wrong = drawn(1500, 0.1, 3);
    Dataset given =
        RealRows.labelled(clean, i -> wrong[i] ? (truth[i] + 1 + i % 9) % 10 : truth[i]);
    ScreenSubject subject = RealRows.subject(given);
    for (Screen screen : List.of(ERRORS, NEIGHBOURS)) {
      Screened s = RealRows.run(screen, subject, 1, 2);
      assertThat(RealRows.outcome(s)).isEqualTo("fail");
      assertThat(share(held(s, 1500), wrong)).as("found").isGreaterThan(0.6);
      assertThat(share(held(s, 1500), not(wrong))).as("false").isLessThan(0.02); // 1 % and 3 s.e.
      assertThat(s.held().getFirst().reason()).startsWith("label '");
    }
  }

  @ParameterizedTest
  @CsvSource({"digits,1500", "adult,2000", "bank,2000", "breast_cancer,500"})
  void cleanRealDataKeepTheBudget(String set, int rows) {
    Dataset data =
        switch (set) {
          case "digits" -> RealRows.digits(0, rows);
          case "adult" -> RealRows.table(set, "income", rows);
          case "bank" -> RealRows.table(set, "y", rows);
          default -> RealRows.table(set, "benign", rows);
        };
    ScreenSubject subject = RealRows.subject(data);
    for (Screen screen : LabelScreens.all()) {
      Screened s = RealRows.run(screen, subject, 1, 2);
      assertThat(s.results())
          .as(set + " " + s.results().getFirst().summary())
          .noneMatch(r -> r.outcome().map(o -> o.id()).orElse("").equals("fail"));
      // budget 1 %, three standard errors of 500 rows
      assertThat(s.held().size() / (double) data.size()).isLessThan(0.024);
    }
  }

  @Test
  void labelsFlippedInOneDirectionAreNamed() {
    Dataset clean = RealRows.digits(0, 2000);
    int[] truth = RealRows.labels(clean);
    boolean[] drawn = drawn(2000, 0.5, 5);
    Dataset given = RealRows.labelled(clean, i -> truth[i] == 7 && drawn[i] ? 1 : truth[i]);
    Screened s = RealRows.run(FLIPS, RealRows.subject(given), 1, 2);
    assertThat(RealRows.outcome(s)).as(s.results().getFirst().summary()).isEqualTo("fail");
    assertThat(s.results().getFirst().summary()).contains("'7' labelled '1'");
    assertThat(s.held()).allMatch(h -> h.reason().contains("'1'"));
  }

  @Test
  void labelsFlippedByOneSourceAreNamed() {
    Dataset clean = RealRows.table("adult", "income", 2000);
    int[] truth = RealRows.labels(clean);
    Dataset given = RealRows.labelled(clean, i -> i % 8 == 5 ? 1 - truth[i] : truth[i]);
    Screened s = RealRows.run(FLIPS, RealRows.subject(RealRows.sourced(given, i -> i % 8)), 1, 2);
    assertThat(s.results().get(1).summary()).contains("source = s5");
    assertThat(s.results().get(1).outcome().orElseThrow().id()).isEqualTo("fail");
  }

  @Test
  void aFlippedSliceThatTheFeaturesNameIsSeenBesideTrustedRows() {
    Dataset all = RealRows.table("adult", "income", 4000);
    Dataset clean = all.select(IntStream.range(0, 2000).toArray());
    Dataset trusted = all.select(IntStream.range(2000, 4000).toArray());
    int[] truth = RealRows.labels(clean);
    Column job = clean.column("occupation");
    Dataset given =
        RealRows.labelled(clean, i -> job.text(i).equals("Sales") && truth[i] == 0 ? 1 : truth[i]);
    Roles roles = Roles.NONE.withLabel("label");
    Screened s = RealRows.run(FLIPS, ScreenSubjects.of(given, roles, trusted), 1, 2);
    assertThat(s.results().get(1).summary()).contains("occupation = Sales", "trusted rows");
    assertThat(s.results().get(1).outcome().orElseThrow().id()).isEqualTo("fail");
  }

  /// Feature collisions (Shafahi et al. 2018) against a linear layer: the smallest change of a
  /// digit that gives it the activations of a digit of another class.
  @Test
  void collisionsInTheModelsLayerAreHeldAndUnseenWithoutIt() {
    int n = 1500;
    Dataset clean = RealRows.digits(0, n);
    int[] truth = RealRows.labels(clean);
    Rows x = pixels(clean);
    DMatrixRMaj layer = layer(x, truth);
    DMatrixRMaj back = new DMatrixRMaj(49, 10);
    CommonOps_DDRM.pinv(layer, back);
    boolean[] poison = new boolean[n];
    double[] moved = x.values().clone();
    for (int i = 0; i < 20; i++) {
      int row = 40 * i + 7;
      int target = nearestOther(truth, row);
      poison[row] = true;
      collide(x, moved, layer, back, row, target);
    }
    Dataset given = withPixels(clean, moved);
    ScreenSubject outside = RealRows.subject(given);
    Screened inside = RealRows.run(CLEAN_LABEL, with(outside, layer), 1, 2);
    assertThat(share(held(inside, n), poison)).as("found with the model").isGreaterThan(0.5);
    assertThat(share(held(inside, n), not(poison))).as("false").isLessThan(0.015);
    Screened without = RealRows.run(CLEAN_LABEL, outside, 1, 2);
    assertThat(share(held(without, n), poison)).as("found without").isLessThan(0.5);
    assertThat(without.results().getFirst().summary()).contains("cannot be seen");
  }

  private static Rows pixels(Dataset data) {
    double[] out = new double[data.size() * 49];
    for (int c = 0; c < 49; c++) {
      double[] values = ((NumericColumn) data.column("p" + c)).values();
      for (int i = 0; i < values.length; i++) {
        out[i * 49 + c] = values[i];
      }
    }
    return new Rows(data.size(), 49, out);
  }

  private static Dataset withPixels(Dataset data, double[] pixels) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < 49; c++) {
      int column = c;
      columns.add(
          new NumericColumn(
              "p" + c,
              IntStream.range(0, data.size()).mapToDouble(i -> pixels[i * 49 + column]).toArray()));
    }
    columns.add(data.column("label"));
    return new Dataset(data.name(), columns);
  }

  /// Rows: the class means over the within-class variance of each pixel.
  private static DMatrixRMaj layer(Rows x, int[] labels) {
    double[] counts = new double[10];
    double[][] means = new double[10][49];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]]++;
      for (int c = 0; c < 49; c++) {
        means[labels[i]][c] += x.at(i, c);
      }
    }
    for (int k = 0; k < 10; k++) {
      for (int c = 0; c < 49; c++) {
        means[k][c] /= counts[k];
      }
    }
    double[] variance = new double[49];
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < 49; c++) {
        variance[c] += Math.pow(x.at(i, c) - means[labels[i]][c], 2) / labels.length;
      }
    }
    for (int k = 0; k < 10; k++) {
      for (int c = 0; c < 49; c++) {
        means[k][c] /= variance[c] + 0.02;
      }
    }
    return new DMatrixRMaj(means);
  }

  private static int nearestOther(int[] labels, int row) {
    int other = row + 1;
    while (labels[other] == labels[row]) {
      other++;
    }
    return other;
  }

  private static void collide(
      Rows x, double[] moved, DMatrixRMaj layer, DMatrixRMaj back, int row, int target) {
    DMatrixRMaj gap = new DMatrixRMaj(49, 1);
    for (int c = 0; c < 49; c++) {
      gap.set(c, x.at(target, c) - x.at(row, c));
    }
    DMatrixRMaj there = new DMatrixRMaj(10, 1);
    CommonOps_DDRM.mult(layer, gap, there);
    DMatrixRMaj change = new DMatrixRMaj(49, 1);
    CommonOps_DDRM.mult(back, there, change);
    for (int c = 0; c < 49; c++) {
      moved[row * 49 + c] += change.get(c);
    }
  }

  private static ScreenSubject with(ScreenSubject s, DMatrixRMaj layer) {
    Activations activations =
        new Activations() {
          @Override
          public String tensor() {
            return "means";
          }

          @Override
          public Rows of(Dataset rows) {
            Rows x = pixels(rows);
            DMatrixRMaj out = new DMatrixRMaj(x.count(), 10);
            CommonOps_DDRM.multTransB(DMatrixRMaj.wrap(x.count(), 49, x.values()), layer, out);
            return new Rows(x.count(), 10, out.data);
          }
        };
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
        Optional.of(activations));
  }

  /// Two Gaussian classes.
  private static Dataset synthetic(int n, int classes) {
    RandomGenerator random = new Seed(1).random();
    double[] x =
        IntStream.range(0, n).mapToDouble(i -> 6 * (i % classes) + random.nextGaussian()).toArray();
    double[] label = IntStream.range(0, n).mapToDouble(i -> i % classes).toArray();
    return new Dataset(
        "synthetic", List.of(new NumericColumn("x", x), new NumericColumn("label", label)));
  }

  @Test
  void oneClassOrTooFewRowsAreInconclusive() {
    for (Screen screen : LabelScreens.all()) {
      for (Dataset data : List.of(synthetic(200, 1), synthetic(40, 2))) {
        Screened s = RealRows.run(screen, RealRows.subject(data), 1, 1);
        assertThat(RealRows.outcome(s)).isEqualTo("inconclusive");
        assertThat(s.held()).isEmpty();
      }
    }
  }

  @Test
  void regressionLabelsAndMissingOnesAreNotExamined() {
    Dataset data = synthetic(3000, 2);
    double[] fractions = IntStream.range(0, 3000).mapToDouble(i -> i * 0.37).toArray();
    Dataset regression =
        new Dataset("r", List.of(data.column("x"), new NumericColumn("label", fractions)));
    for (Screen screen : LabelScreens.all()) {
      Screened s = RealRows.run(screen, RealRows.subject(regression), 1, 1);
      assertThat(RealRows.outcome(s)).isEqualTo("not examined");
      assertThat(s.results().getFirst().summary()).contains("regression");
      Screened unlabelled = RealRows.run(screen, ScreenSubjects.of(data, Roles.NONE), 1, 1);
      assertThat(RealRows.outcome(unlabelled)).isEqualTo("not examined");
    }
  }

  @Test
  void rowsWithoutALabelGetNoOpinion() {
    Dataset data = synthetic(300, 2);
    double[] label = ((NumericColumn) data.column("label")).values().clone();
    Arrays.fill(label, 0, 5, Double.NaN);
    Dataset given = new Dataset("g", List.of(data.column("x"), new NumericColumn("label", label)));
    Screened s = RealRows.run(ERRORS, RealRows.subject(given), 1, 1);
    assertThat(Arrays.copyOf(s.suspicion(), 5)).containsOnly(Double.NaN);
    assertThat(Arrays.stream(s.suspicion()).skip(5)).noneMatch(v -> Double.isNaN(v));
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    ScreenSubject once = RealRows.subject(RealRows.digits(0, 400));
    ScreenSubject again = RealRows.subject(RealRows.digits(0, 400));
    for (Screen screen : LabelScreens.all()) {
      Screened one = RealRows.run(screen, once, 5, 1);
      Screened three = RealRows.run(screen, again, 5, 3);
      assertThat(one.results()).isEqualTo(three.results());
      assertThat(one.held()).isEqualTo(three.held());
      assertThat(one.suspicion()).containsExactly(three.suspicion());
    }
  }
}
