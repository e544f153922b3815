package dev.gambeson.model.nn;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// One training run: mini-batches in a seeded order, back-propagation, Adam.
final class Trainer {
  private final Samples samples;
  private final TrainingOptions options;
  private final List<Layer> layers;
  private final List<Adam> optimisers = new ArrayList<>();
  private final RandomGenerator order;
  private final int[] rows;
  private final int[] heldOut;
  private final float[][] activations;
  private final float[][] deltas;

  Trainer(Samples samples, TrainingOptions options, Seed seed) {
    this.samples = samples;
    this.options = options;
    this.layers = initial(samples, options, seed.child("weights").random());
    this.order = seed.child("order").random();
    int[] all = Shuffles.shuffled(samples.count(), seed.child("held out").random());
    int aside = samples.count() < 10 ? 0 : (int) Math.round(options.heldOut() * samples.count());
    this.heldOut = Arrays.copyOf(all, aside);
    this.rows = Arrays.copyOfRange(all, aside, all.length);
    for (Layer layer : layers) {
      optimisers.add(new Adam(layer.weights, options.l2()));
      optimisers.add(new Adam(new float[][] {layer.bias}, 0));
    }
    int batch = Math.min(options.batch(), rows.length);
    this.activations = buffers(batch);
    this.deltas = buffers(batch);
  }

  private static List<Layer> initial(Samples samples, TrainingOptions options, RandomGenerator r) {
    List<Layer> layers = new ArrayList<>();
    int in = samples.width();
    for (int out : options.hidden()) {
      layers.add(Layer.random(in, out, r));
      in = out;
    }
    layers.add(Layer.random(in, samples.classes(), r));
    return layers;
  }

  private float[][] buffers(int batch) {
    float[][] buffers = new float[layers.size() + 1][];
    buffers[0] = new float[batch * samples.width()];
    for (int l = 0; l < layers.size(); l++) {
      buffers[l + 1] = new float[batch * layers.get(l).out];
    }
    return buffers;
  }

  DenseNetwork run() {
    List<Layer> best = layers;
    double bestLoss = Double.POSITIVE_INFINITY;
    int sinceBest = 0;
    int batch = Math.min(options.batch(), rows.length);
    int perEpoch = (rows.length + batch - 1) / batch;
    for (int epoch = 0; epoch < options.epochs() && sinceBest < options.patience(); epoch++) {
      Shuffles.shuffle(rows, order);
      for (int b = 0; b < perEpoch; b++) {
        double done = (epoch + (double) b / perEpoch) / options.epochs();
        step(
            b * batch, Math.min(rows.length, (b + 1) * batch), options.learningRate() * (1 - done));
      }
      if (heldOut.length > 0) {
        double loss = heldOutLoss();
        sinceBest++;
        if (loss < bestLoss) {
          bestLoss = loss;
          best = layers.stream().map(Layer::copy).toList();
          sinceBest = 0;
        }
      }
    }
    return new DenseNetwork(best);
  }

  private void step(int from, int to, double rate) {
    int n = to - from;
    gather(from, n);
    DenseNetwork.forward(layers, activations, n);
    outputDelta(from, n);
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer layer = layers.get(l);
      Adam weights = optimisers.get(2 * l);
      Adam bias = optimisers.get(2 * l + 1);
      layer.gradient(activations[l], deltas[l + 1], n, weights.gradient, bias.gradient[0]);
      if (l > 0) {
        layer.backward(deltas[l + 1], deltas[l], n);
        DenseNetwork.mask(deltas[l], activations[l], n * layer.in);
      }
      weights.step(rate);
      bias.step(rate);
    }
  }

  private void gather(int from, int n) {
    int width = samples.width();
    for (int r = 0; r < n; r++) {
      System.arraycopy(samples.x(), rows[from + r] * width, activations[0], r * width, width);
    }
  }

  /// Softmax cross-entropy: probabilities minus targets, weighted, over the batch's weight.
  private void outputDelta(int from, int n) {
    int k = samples.classes();
    float[] delta = deltas[layers.size()];
    System.arraycopy(activations[layers.size()], 0, delta, 0, n * k);
    DenseNetwork.softmax(delta, k, n);
    double total = 0;
    for (int r = 0; r < n; r++) {
      total += samples.weights()[rows[from + r]];
    }
    for (int r = 0; r < n; r++) {
      int row = rows[from + r];
      float share = total == 0 ? 0 : (float) (samples.weights()[row] / total);
      for (int c = 0; c < k; c++) {
        delta[r * k + c] = (delta[r * k + c] - samples.targets()[row * k + c]) * share;
      }
    }
  }

  private double heldOutLoss() {
    int width = samples.width();
    int k = samples.classes();
    float[] x = new float[heldOut.length * width];
    for (int r = 0; r < heldOut.length; r++) {
      System.arraycopy(samples.x(), heldOut[r] * width, x, r * width, width);
    }
    float[] p = new DenseNetwork(layers).scores(x);
    double loss = 0;
    for (int r = 0; r < heldOut.length; r++) {
      for (int c = 0; c < k; c++) {
        double target = samples.targets()[heldOut[r] * k + c];
        loss -=
            samples.weights()[heldOut[r]] * target * StrictMath.log(Math.max(p[r * k + c], 1e-12));
      }
    }
    return loss;
  }
}
