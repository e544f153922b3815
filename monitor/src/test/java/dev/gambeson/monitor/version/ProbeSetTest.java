package dev.gambeson.monitor.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ProbeSetTest {
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(1), new Workers(1), Progress.silent());
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("x", false, -9, 9, 1, false),
              new Feature.Numeric("y", false, -9, 9, 1, false)));

  /// A checksum stands in for a signature: it is the caller's business.
  private static byte[] sum(byte[] message) {
    return new byte[] {(byte) Arrays.hashCode(message), (byte) (Arrays.hashCode(message) >> 8)};
  }

  private static boolean verify(byte[] message, byte[] signature) {
    return Arrays.equals(sum(message), signature);
  }

  private static ScoredClassifier model(double weight) {
    return new FunctionClassifier(
        SPACE,
        List.of("no", "yes"),
        rows -> {
          float[] scores = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            scores[2 * i + 1] =
                (float) (1 / (1 + Math.exp(-weight * rows.at(i, 0) - rows.at(i, 1))));
            scores[2 * i] = 1 - scores[2 * i + 1];
          }
          return scores;
        });
  }

  private static Rows rows() {
    return new Rows(50, 2, new SplittableRandom(3).doubles(100).toArray());
  }

  private static String outcome(double weight) {
    ProbeSet probes = ProbeSet.of("m", "1", model(1), rows());
    return ProbeCheck.run(probes, model(weight), CONTEXT).outcome().orElseThrow().id();
  }

  @Test
  void theApprovedModelPassesAndAnyOtherFails() {
    assertThat(outcome(1)).isEqualTo("pass");
    assertThat(outcome(1 + 1e-6)).isEqualTo("pass");
    assertThat(outcome(1.001)).isEqualTo("fail");
  }

  @Test
  void scoresThatAreNoNumberOrTooFewFail() {
    ProbeSet probes = ProbeSet.of("m", "1", model(1), rows());
    float[] scores = probes.scores().clone();
    scores[7] = Float.NaN;
    assertThat(ProbeCheck.compare(probes, scores, CONTEXT).outcome().orElseThrow().id())
        .isEqualTo("fail");
    assertThat(ProbeCheck.compare(probes, new float[3], CONTEXT).outcome().orElseThrow().id())
        .isEqualTo("fail");
  }

  @Test
  void whatIsSealedIsOpenedTheSame() {
    ProbeSet probes = ProbeSet.of("m", "1", model(1), rows());
    ProbeSet opened = ProbeSet.open(probes.sealed(ProbeSetTest::sum), ProbeSetTest::verify);
    assertThat(opened.digest()).isEqualTo(probes.digest());
    assertThat(opened.scores()).isEqualTo(probes.scores());
  }

  @Test
  void noChangedByteAndNoOtherSignatureIsAccepted() {
    byte[] sealed = ProbeSet.of("m", "1", model(1), rows()).sealed(ProbeSetTest::sum);
    for (int i = 0; i < sealed.length; i += 7) {
      byte[] bad = sealed.clone();
      bad[i] ^= 1;
      assertThatThrownBy(() -> ProbeSet.open(bad, ProbeSetTest::verify))
          .isInstanceOf(GambesonException.class);
      byte[] torn = Arrays.copyOf(sealed, i);
      assertThatThrownBy(() -> ProbeSet.open(torn, ProbeSetTest::verify))
          .isInstanceOf(GambesonException.class);
    }
    assertThatThrownBy(() -> ProbeSet.open(sealed, (_, _) -> false))
        .hasMessageContaining("no good signature");
  }

  @Test
  void malformedContentIsRefusedEvenWhenItsSignatureIsGood() {
    byte[] sealed = ProbeSet.of("m", "1", model(1), rows()).sealed(_ -> new byte[0]);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      byte[] bad = sealed.clone();
      bad[random.nextInt(80)] = (byte) random.nextInt();
      try {
        ProbeSet.open(bad, (_, _) -> true);
      } catch (GambesonException e) {
        assertThat(e).hasMessageContaining("make it again");
      }
    }
  }
}
