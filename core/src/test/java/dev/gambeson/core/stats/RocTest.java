package dev.gambeson.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Estimate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RocTest {

  @Test
  void aucCountsPairsAndHalvesTies() {
    Roc roc = Roc.of(new double[] {0.8, 0.5, 0.5}, new double[] {0.5, 0.2});
    // Pairs: 0.8 beats both (2); each 0.5 ties once and beats once (1.5 each): 5 of 6.
    assertThat(roc.auc("auc").value()).isCloseTo(5.0 / 6, within(1e-12));
  }

  @Test
  void delongVarianceAgreesWithItsDefinition() {
    double[] pos = {3, 1, 4, 1.5};
    double[] neg = {1, 2, 0.5};
    Estimate auc = Roc.of(pos, neg).auc("auc");
    // Placements by hand: pos 1, 0.5, 1, 2/3 (mean 19/24); neg against pos 0.125, 0.5, 0.
    double[] v10 = {1, 0.5, 1, 2.0 / 3};
    double mean = 19.0 / 24;
    double s10 = 0;
    for (double v : v10) {
      s10 += (v - mean) * (v - mean) / 3;
    }
    double[] v01 = {0.125, 0.5, 0};
    double s01 = 0;
    for (double v : v01) {
      s01 += (v - 5.0 / 24) * (v - 5.0 / 24) / 2;
    }
    assertThat(auc.value()).isCloseTo(mean, within(1e-12));
    assertThat(auc.low())
        .isCloseTo(mean - Intervals.Z95 * Math.sqrt(s10 / 4 + s01 / 3), within(1e-12));
  }

  @Test
  void truePositiveRateNeverSpendsMoreFalsePositivesThanAllowed() {
    double[] pos = {0.9, 0.7, 0.4, 0.2};
    double[] neg = new double[100];
    for (int i = 0; i < 100; i++) {
      neg[i] = i == 0 ? 0.8 : 0.3;
    }
    Roc roc = Roc.of(pos, neg);
    assertThat(roc.tprAt(0.01, "tpr").value()).isEqualTo(0.75);
    assertThat(roc.tprAt(0.001, "tpr").isDefined()).isFalse();
  }

  @Test
  void aScoreOfPureNoiseHasAnIntervalAroundOneHalf() {
    SplittableRandom random = new SplittableRandom(3);
    int hits = 0;
    for (int r = 0; r < 400; r++) {
      Estimate auc = Roc.of(random.doubles(60).toArray(), random.doubles(80).toArray()).auc("auc");
      hits += auc.low() <= 0.5 && 0.5 <= auc.high() ? 1 : 0;
    }
    assertThat(hits / 400.0).isBetween(0.90, 0.99);
  }

  @Test
  void theCurveRunsFromCornerToCorner() {
    var points = Roc.of(new double[] {1, 2, 3}, new double[] {0, 2.5}).curve(100);
    assertThat(points.getFirst()).containsExactly(0, 0);
    assertThat(points.getLast()).containsExactly(1, 1);
  }
}
