package dev.gambeson.redteam.poisoning;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.model.HiddenLayer;
import dev.gambeson.model.onnx.OnnxModel;
import dev.gambeson.testing.Digits;
import dev.gambeson.testing.PoisonedDigits;
import dev.gambeson.testing.SharedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The digits and networks of `peers/attack/models`, as a subject for the backdoor screens.
final class BadNets {
  private BadNets() {}

  static Activations activations(String model) {
    FeatureSpace space =
        new FeatureSpace(
            IntStream.range(0, Digits.PIXELS)
                .mapToObj(p -> (Feature) new Feature.Numeric("p" + p, false, 0, 1, 1, false))
                .toList());
    return new Activations() {
      @Override
      public String tensor() {
        try (OnnxModel file = OnnxModel.open(SharedData.require("peers/attack/models/" + model))) {
          return file.hiddenLayer(space, Optional.empty()).map(HiddenLayer::tensor).orElse("");
        }
      }

      @Override
      public Rows of(Dataset rows) {
        try (OnnxModel file = OnnxModel.open(SharedData.require("peers/attack/models/" + model))) {
          Rows bytes = space.encode(rows);
          double[] scaled = new double[bytes.values().length];
          for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) bytes.values()[i] / 255f;
          }
          return file.hiddenLayer(space, Optional.empty())
              .orElseThrow()
              .of(new Rows(bytes.count(), bytes.width(), scaled));
        }
      }
    };
  }

  static ScreenSubject subject(Digits digits, Optional<Activations> activations) {
    ScreenSubject plain =
        ScreenSubjects.of(digits.table("digits"), Roles.NONE.withLabel("label"));
    return new ScreenSubject(
        plain.data(),
        plain.rowNumbers(),
        plain.totalRows(),
        plain.roles(),
        plain.features(),
        plain.featureColumns(),
        plain.label(),
        plain.source(),
        Optional.of(new ScreenSubject.Image(28, 28, 1)),
        plain.trusted(),
        activations);
  }

  static List<Screened> run(List<Screen> screens, ScreenSubject subject, long seed) {
    try (Workers workers = new Workers(2)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(seed), workers, Progress.silent());
      return screens.stream().map(s -> s.run(subject, context)).toList();
    }
  }

  static List<CheckResult> results(List<Screened> all) {
    List<CheckResult> out = new ArrayList<>();
    all.forEach(s -> out.addAll(s.results()));
    return out;
  }
}
