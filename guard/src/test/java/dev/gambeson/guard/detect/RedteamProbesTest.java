package dev.gambeson.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.guard.Answer;
import dev.gambeson.model.LoadedClassifier;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.redteam.evasion.Attack;
import dev.gambeson.redteam.evasion.Evasion;
import dev.gambeson.redteam.evasion.HopSkipJump;
import dev.gambeson.redteam.evasion.Norm;
import dev.gambeson.redteam.evasion.SquareAttack;
import dev.gambeson.redteam.evasion.ThreatModel;
import dev.gambeson.testing.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The attacks of `redteam`, run in earnest, on the German credit table and its boosted trees. The
/// figures are those of `benchmarks`; here a few runs.
class RedteamProbesTest {
  static Stream<Attack> attacks() {
    return Stream.of(HopSkipJump.nearest(), SquareAttack.tabular());
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void anEvasionAttackOnTheGermanTreesIsSeenWithinItsFirst150Queries(Attack attack) {
    Path folder = SharedData.require("models/german");
    Preprocessing steps = Preprocessing.read(folder.resolve("preprocessing.json"));
    ReadOptions options =
        ReadOptions.defaults()
            .withTypes(
                steps.textColumns().stream()
                    .collect(Collectors.toMap(c -> c, _ -> ReadOptions.Kind.TEXT)));
    Dataset train = DataFiles.read(folder.resolve("train.csv"), options);
    Dataset test = DataFiles.read(folder.resolve("test.csv"), options);
    FeatureSpace space =
        FeatureSpaces.learn(train, steps.columns(), Set.of(), Map.copyOf(steps.knownLevels()));
    try (LoadedClassifier model =
        ModelLoader.open(folder.resolve("boosted.json")).classifier(space, Optional.of(steps))) {
      Rows held = space.encode(test);
      int[] truth = Labels.of(test, steps.label().orElseThrow(), model.classes()).truth();
      ModelBaseline baseline = ModelBaseline.learn(model, space.encode(train), new Seed(1));
      for (int run = 0; run < 3; run++) {
        List<Rows> asked = attack(attack, model, held, truth, 30 + 10 * run, run);
        assertThat(firstAlarm(model, baseline, asked)).isBetween(1, 150);
      }
    }
  }

  /// One record is attacked; the attacker holds twenty records of its own.
  private static List<Rows> attack(
      Attack attack, ScoredClassifier model, Rows held, int[] truth, int victim, int seed) {
    List<Rows> asked = Collections.synchronizedList(new ArrayList<>());
    ScoredClassifier recorded =
        new FunctionClassifier(
            model.features(),
            model.classes(),
            rows -> {
              asked.add(rows);
              return model.scores(rows);
            });
    int v = victim;
    while (model.labels(held.slice(v, v + 1))[0] != truth[v]) {
      v++;
    }
    ThreatModel threat = ThreatModel.untargeted(Norm.LINF, 0.5, 2, 400, new Seed(seed));
    try (Workers one = new Workers(1)) {
      new Evasion(recorded, held.slice(v, v + 1), new int[] {truth[v]}, held.slice(0, 20))
          .run(attack, threat, one);
    }
    return asked;
  }

  private static int firstAlarm(ScoredClassifier model, ModelBaseline baseline, List<Rows> asked) {
    QueryWatch watch = Fixture.watch(Fixture.policy(), 1);
    watch.watch(Fixture.MODEL, baseline);
    int queries = 0;
    for (Rows rows : asked) {
      for (int i = 0; i < rows.count(); i++) {
        Rows one = rows.slice(i, i + 1);
        float[] scores = model.scores(one);
        Answer answer = new Answer(model.classes(), 1, ScoredClassifier.argMax(scores, 2), scores);
        queries++;
        if (!watch
            .observe(Fixture.query(Fixture.client("eve"), one, queries), answer)
            .alerts()
            .isEmpty()) {
          return queries;
        }
      }
    }
    return 0;
  }
}
