package dev.gambeson.data.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.TextColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenSubjectsTest {
  private static final Roles ROLES = Roles.NONE.withLabel("y").withSource("who");

  private static Dataset table(List<String> colours, List<String> labels, double... numbers) {
    return new Dataset(
        "t",
        List.of(
            new NumericColumn("n", numbers),
            TextColumn.of("colour", colours),
            TextColumn.of("y", labels),
            TextColumn.of("who", labels)));
  }

  private static Dataset small() {
    return table(
        List.of("red", "blue", "", "red"), List.of("no", "yes", "no", "yes"), 1, 3, Double.NaN, 5);
  }

  @Test
  void numbersAreStandardisedAndMissingOnesMarked() {
    ScreenSubject subject = ScreenSubjects.of(small(), ROLES);

    assertThat(subject.featureColumns()).containsExactly("n", "n", "colour", "colour");
    assertThat(subject.features().at(1, 0)).isEqualTo(0);
    assertThat(subject.features().at(3, 0)).isCloseTo(2 / Math.sqrt(8 / 3.0), within(1e-12));
    assertThat(subject.features().row(2)).containsExactly(0, 1, 0, 0);
  }

  @Test
  void rowsThatDifferInOneCategoryLieOneApart() {
    ScreenSubject subject = ScreenSubjects.of(small(), ROLES);
    double[] red = subject.features().row(3);
    double[] blue = subject.features().row(1);

    assertThat(Math.hypot(red[2] - blue[2], red[3] - blue[3])).isCloseTo(1, within(1e-12));
  }

  @Test
  void labelAndSourceAreCodedAndNoFeatures() {
    ScreenSubject subject = ScreenSubjects.of(small(), ROLES);

    assertThat(subject.label().orElseThrow().names()).containsExactly("no", "yes");
    assertThat(subject.label().orElseThrow().codes()).containsExactly(0, 1, 0, 1);
    assertThat(subject.source()).isPresent();
  }

  @Test
  void trustedRowsShareTheCodingAndTheScales() {
    Dataset trusted =
        table(List.of("red", "red", "red", "red"), List.of("maybe", "no", "no", "no"), 0, 0, 2, 2);

    ScreenSubject subject = ScreenSubjects.of(small(), ROLES, trusted);
    ScreenSubject earlier = subject.trusted().orElseThrow();

    assertThat(subject.label().orElseThrow().names()).containsExactly("maybe", "no", "yes");
    assertThat(earlier.label().orElseThrow().codes()).containsExactly(0, 1, 1, 1);
    assertThat(subject.features().at(1, 0)).isEqualTo(2); // (3 - 1) / 1, by the trusted rows
    assertThat(subject.featureColumns()).containsExactly("n", "colour", "colour");
    assertThat(subject.features().at(1, 2)).isPositive(); // blue is unknown to the trusted rows
  }

  @Test
  void aContinuousLabelIsNoClass() {
    double[] values = new double[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 0.5;
    }
    Dataset data =
        new Dataset("t", List.of(new NumericColumn("x", values), new NumericColumn("y", values)));

    assertThat(ScreenSubjects.of(data, Roles.NONE.withLabel("y")).label()).isEmpty();
  }

  @Test
  void constantColumnsAndTextThatNamesRowsAreLeftOut() {
    double[] constant = new double[200];
    List<String> names = new java.util.ArrayList<>();
    for (int i = 0; i < constant.length; i++) {
      names.add("name " + i);
    }
    Dataset data =
        new Dataset(
            "t", List.of(new NumericColumn("zero", constant), TextColumn.of("name", names)));

    assertThat(ScreenSubjects.of(data, Roles.NONE).featureColumns()).isEmpty();
  }
}
