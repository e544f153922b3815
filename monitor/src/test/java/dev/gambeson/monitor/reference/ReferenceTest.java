package dev.gambeson.monitor.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReferenceTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("x", false, -9, 9, 1, false),
              new Feature.Categorical("c", List.of("a", "b"), false)));

  private static Reference reference(int sample) {
    SplittableRandom random = new SplittableRandom(3);
    int n = 500;
    double[] values = new double[2 * n];
    float[] scores = new float[2 * n];
    int[] truth = new int[n];
    for (int i = 0; i < n; i++) {
      values[2 * i] = i % 20 == 0 ? Double.NaN : random.nextGaussian();
      values[2 * i + 1] = random.nextInt(3) - 1;
      scores[2 * i + 1] = random.nextFloat();
      scores[2 * i] = 1 - scores[2 * i + 1];
      truth[i] = random.nextFloat() < scores[2 * i + 1] ? 1 : 0;
    }
    ModelShape shape =
        ModelShape.of("m", "1", SPACE, List.of("no", "yes"))
            .watching(
                1,
                List.of(
                    GroupSource.ofFeature(SPACE, "c"), GroupSource.given("s", List.of("f", "m"))));
    return Reference.of(
        shape, Observed.of(new Rows(n, 2, values), scores), truth, sample, new Seed(1));
  }

  @Test
  void whatIsWrittenIsReadBackTheSame() {
    Reference reference = reference(50);
    Reference read = Reference.fromJson(reference.toJson());
    assertThat(read.toJson()).isEqualTo(reference.toJson());
    assertThat(read.digest()).isEqualTo(reference.digest());
    assertThat(read.counts()).isEqualTo(reference.counts());
    assertThat(read.layout().outcomes(read.counts())).isEqualTo(500);
  }

  @Test
  void theSameRowsGiveTheSameDigestAndOtherRowsAnother() {
    assertThat(reference(50).digest()).isEqualTo(reference(50).digest());
    assertThat(reference(50).digest()).isNotEqualTo(reference(49).digest());
  }

  @Test
  void noSampleIsKeptWhenNoneIsWanted() {
    assertThat(reference(0).sample().count()).isZero();
  }

  @Test
  void missingAndUnknownValuesHaveABinOfTheirOwn() {
    Reference r = reference(0);
    assertThat(r.counts()[r.layout().featureAt(0) + r.layout().features().get(0).missing()])
        .isEqualTo(25);
    assertThat(r.layout().features().get(1).of(7)).isEqualTo(2);
    assertThat(r.layout().features().get(1).of(Double.NaN)).isEqualTo(2);
  }

  @Test
  void damageIsRefusedWithOneSentence() {
    String json = new String(reference(5).toJson(), StandardCharsets.UTF_8);
    for (String bad :
        List.of(
            "",
            "[]",
            "{",
            json.replace("reference/1", "reference/9"),
            json.replace("\"counts\":[500,", "\"counts\":["),
            json.replace("\"counts\":[500,", "\"counts\":[-1,"),
            json.replaceFirst("\"edges\":\\[", "\"edges\":[9e9,"),
            json.replace("\"scale\":1.0", "\"scale\":0"),
            json.replace("\"feature\":1", "\"feature\":77"),
            json.replace("\"favourable\":1", "\"favourable\":9"),
            json.replaceFirst("\"model\":\"m\"", "\"model\":3"))) {
      assertThatThrownBy(() -> Reference.fromJson(bad.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("make it again");
    }
  }
}
