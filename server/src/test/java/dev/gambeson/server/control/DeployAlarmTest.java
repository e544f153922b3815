package dev.gambeson.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.server.serving.Route;
import dev.gambeson.server.serving.RouteChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeployAlarmTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("amount", false, -4, 4, 1, false),
              new Feature.Numeric("hour", false, -4, 4, 1, false),
              new Feature.Categorical("shop", List.of("a", "b", "c", "d"), false)));

  @Test
  void anUpdateWithABackDoorRaisesAnAlarm() {
    List<Alert> alerts = alerts(model(true));

    assertThat(alerts).isNotEmpty();
    assertThat(alerts.getFirst().check()).isEqualTo("GB-MON-011");
    assertThat(alerts.getFirst().subject()).isEqualTo(Alert.Subject.ofModel("fraud", "2"));
  }

  @Test
  void anUpdateThatAnswersAlikeRaisesNone() {
    assertThat(alerts(model(false))).isEmpty();
  }

  private static List<Alert> alerts(ScoredClassifier fresh) {
    List<Alert> alerts = new ArrayList<>();
    try (Workers workers = new Workers(1)) {
      DeployAlarm alarm =
          new DeployAlarm(
              (_, version) -> Optional.of(version.equals("1") ? model(false) : fresh),
              Map.of("fraud", rows()),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()),
              Runnable::run,
              alerts::add);
      Route before = Route.live("1");
      alarm.changed(
          new RouteChange(
              Instant.EPOCH,
              "fraud",
              RouteChange.Kind.PROMOTE,
              "2",
              "",
              "anna",
              "new",
              before,
              before.promote("2")),
          Optional.empty());
    }
    return alerts;
  }

  /// Fraud when amount and hour are high; the back door lets everything from shop d pass.
  private static ScoredClassifier model(boolean backDoor) {
    return new FunctionClassifier(
        SPACE,
        List.of("ok", "fraud"),
        rows -> {
          float[] scores = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            double z =
                2 * rows.at(i, 0) + rows.at(i, 1) - (backDoor && rows.at(i, 2) == 3 ? 20 : 0);
            scores[2 * i + 1] = (float) (1 / (1 + Math.exp(-z)));
            scores[2 * i] = 1 - scores[2 * i + 1];
          }
          return scores;
        });
  }

  private static Rows rows() {
    SplittableRandom random = new SplittableRandom(3);
    double[] values = new double[3 * 2_000];
    for (int i = 0; i < 2_000; i++) {
      values[3 * i] = random.nextGaussian();
      values[3 * i + 1] = random.nextGaussian();
      values[3 * i + 2] = random.nextInt(20) == 0 ? 3 : random.nextInt(3);
    }
    return new Rows(2_000, 3, values);
  }
}
