package dev.gambeson.benchmarks.triggers;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.model.nn.DenseNetwork;
import dev.gambeson.model.nn.TrainingOptions;
import dev.gambeson.model.onnx.OnnxModel;
import dev.gambeson.testing.Digits;
import dev.gambeson.testing.PoisonedDigits;
import dev.gambeson.testing.SharedData;
import java.util.Optional;
import java.util.stream.IntStream;

/// The joint verdict on the BadNets fixtures, their clean twin, and, at 5 %, on networks trained
/// here.
final class Models {
  private static final FeatureSpace PIXELS =
      new FeatureSpace(
          IntStream.range(0, Digits.PIXELS)
              .mapToObj(p -> (Feature) new Feature.Numeric("p" + p, false, 0, 1, 1, false))
              .toList());

  private Models() {}

  static void run(int seeds, Workers workers) {
    Digits clean = Digits.train();
    Tally.header();
    fixture("clean twin", new PoisonedDigits(clean, new boolean[10_000]), "mnist_cnn.onnx", seeds, workers);
    fixture("BadNets 10 %", PoisonedDigits.patched(clean, Digits.poisonedRows("mnist_badnets_10_idx.npz")), "mnist_cnn_badnets_10.onnx", seeds, workers);
    fixture("BadNets 1 %", PoisonedDigits.patched(clean, Digits.poisonedRows("mnist_badnets_01_idx.npz")), "mnist_cnn_badnets_01.onnx", seeds, workers);
    for (int s = 0; s < Math.min(seeds, 3); s++) {
      PoisonedDigits p = PoisonedDigits.of(clean, PoisonedDigits.Kind.PATCH, 0.05, new Seed(500 + s));
      TriggerBenchmark.joint(
          "own network, 5 %, training seed " + s,
          TriggerBenchmark.subject(p.digits(), Optional.of(trained(p.digits(), s))),
          p.poisoned(),
          Math.max(1, seeds / 3),
          workers);
    }
  }

  private static void fixture(
      String name, PoisonedDigits p, String model, int seeds, Workers workers) {
    TriggerBenchmark.joint(
        name,
        TriggerBenchmark.subject(p.digits(), Optional.of(onnx(model))),
        p.poisoned(),
        seeds,
        workers);
  }

  private static Activations onnx(String model) {
    return new Activations() {
      @Override
      public String tensor() {
        return "last hidden layer of " + model;
      }

      @Override
      public Rows of(Dataset rows) {
        try (OnnxModel file = OnnxModel.open(SharedData.require("peers/attack/models/" + model))) {
          Rows bytes = PIXELS.encode(rows);
          double[] scaled = new double[bytes.values().length];
          for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) bytes.values()[i] / 255f;
          }
          return file.hiddenLayer(PIXELS, Optional.empty())
              .orElseThrow()
              .of(new Rows(bytes.count(), bytes.width(), scaled));
        }
      }
    };
  }

  private static Activations trained(Digits digits, int seed) {
    float[] x = inputs(digits);
    DenseNetwork network =
        DenseNetwork.train(
            x, Digits.PIXELS, digits.labels(), 10, TrainingOptions.of(64, 32).epochs(8), new Seed(seed));
    Rows hidden = network.lastHidden(x);
    return new Activations() {
      @Override
      public String tensor() {
        return "32 units";
      }

      @Override
      public Rows of(Dataset rows) {
        return hidden;
      }
    };
  }

  private static float[] inputs(Digits digits) {
    float[] x = new float[digits.labels().length * Digits.PIXELS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (digits.pixels()[i / Digits.PIXELS][i % Digits.PIXELS] & 0xff) / 255f;
    }
    return x;
  }
}
