package dev.gambeson.benchmarks.evasion;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.redteam.evasion.Attack;
import dev.gambeson.redteam.evasion.AttackResult;
import dev.gambeson.redteam.evasion.Evasion;
import dev.gambeson.redteam.evasion.HopSkipJump;
import dev.gambeson.redteam.evasion.ImageShape;
import dev.gambeson.redteam.evasion.Norm;
import dev.gambeson.redteam.evasion.SquareAttack;
import dev.gambeson.redteam.evasion.ThreatModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// Our attacks on the rows and models that `benchmarks/evasion/art_blackbox.py` gives to ART. One
/// thread; one line per run on standard output.
public final class EvasionPeers {
  private static final LongAdder MODEL_NANOS = new LongAdder();

  private EvasionPeers() {}

  /// @param args folder of models, folder of rows (made by `art_blackbox.py dump`)
  public static void main(String[] args) throws IOException, OrtException {
    Path rows = Path.of(args[1]);
    FunctionClassifier mlp = model(Path.of(args[0], "bc_mlp.onnx"), 30, new long[] {30});
    FunctionClassifier cnn = model(Path.of(args[0], "mnist_cnn.onnx"), 784, new long[] {1, 28, 28});
    Rows patients = floats(rows.resolve("bc_test.f32"), 30);
    int[] benign = ints(rows.resolve("bc_test.i32"));
    Evasion tabular = new Evasion(mlp, patients, benign, floats(rows.resolve("bc_train.f32"), 30));
    Rows digits = floats(rows.resolve("mnist.f32"), 784);
    int[] labels = ints(rows.resolve("mnist.i32"));
    Rows pool = floats(rows.resolve("mnist_pool.f32"), 784);
    Evasion images = new Evasion(cnn, digits, labels, pool);
    Evasion fewImages = new Evasion(cnn, digits.slice(0, 50), Arrays.copyOf(labels, 50), pool);
    for (int repeat = 0; repeat < 3; repeat++) {
      for (int budget : new int[] {1_000, 2_200, 6_400}) {
        hsj(tabular, Norm.L2, budget, "MLP");
        hsj(tabular, Norm.LINF, budget, "MLP");
      }
      square(images, 0.3, "100 digits");
      square(fewImages, 0.1, "50 digits");
    }
  }

  private static void hsj(Evasion evasion, Norm norm, int budget, String what) {
    Seed seed = new Seed(1);
    ThreatModel threat = ThreatModel.untargeted(norm, Double.POSITIVE_INFINITY, 0, budget, seed);
    run(
        "HopSkipJump " + norm + " " + what + " budget " + budget,
        evasion,
        HopSkipJump.nearest(),
        threat);
  }

  private static void square(Evasion evasion, double epsilon, String what) {
    ThreatModel threat = ThreatModel.untargeted(Norm.LINF, epsilon, 0, 1_000, new Seed(1));
    SquareAttack attack = SquareAttack.image(new ImageShape(1, 28, 28));
    run("Square " + epsilon + " " + what + " budget 1000", evasion, attack, threat);
  }

  @SuppressWarnings("SystemOut") // a benchmark reports on standard output
  private static void run(String name, Evasion evasion, Attack attack, ThreatModel threat) {
    try (Workers workers = new Workers(1)) {
      MODEL_NANOS.reset();
      long wall = System.nanoTime();
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      AttackResult r = evasion.run(attack, threat, workers);
      double cpuSeconds =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
      double wallSeconds = (System.nanoTime() - wall) / 1e9;
      double l2 =
          r.rows().stream()
              .filter(row -> row.distances().l2() > 0)
              .mapToDouble(row -> row.distances().l2())
              .average()
              .orElse(Double.NaN);
      double linf =
          r.rows().stream()
              .filter(row -> row.distances().linf() > 0)
              .mapToDouble(row -> row.distances().linf())
              .average()
              .orElse(Double.NaN);
      IO.println(
          "%s: attacked %d success %.4f mean L2 %.4f Linf %.4f queries/row %.1f wall %.2f s cpu %.2f s model %.2f s"
              .formatted(
                  name,
                  r.attacked(),
                  r.success().value(),
                  l2,
                  linf,
                  r.meanQueries(),
                  wallSeconds,
                  cpuSeconds,
                  MODEL_NANOS.sum() / 1e9));
    }
  }

  private static FunctionClassifier model(Path file, int width, long[] shape) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession session = environment.createSession(file.toString(), options);
    String input = session.getInputNames().iterator().next();
    FeatureSpace space =
        new FeatureSpace(
            IntStream.range(0, width)
                .<Feature>mapToObj(j -> new Feature.Numeric("f" + j, false, 0, 1, 1, false))
                .toList());
    int classes = width == 30 ? 2 : 10;
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new FunctionClassifier(
        space, names, rows -> logits(session, input, rows, shape, classes));
  }

  private static float[] logits(
      OrtSession session, String input, Rows rows, long[] shape, int classes) {
    long start = System.nanoTime();
    float[] x = new float[rows.values().length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) rows.values()[i];
    }
    long[] dims = new long[shape.length + 1];
    dims[0] = rows.count();
    System.arraycopy(shape, 0, dims, 1, shape.length);
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(x), dims);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      float[] out = new float[rows.count() * classes];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(out);
      MODEL_NANOS.add(System.nanoTime() - start);
      return out;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Rows floats(Path file, int width) throws IOException {
    FloatBuffer buffer =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    double[] values = new double[buffer.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = buffer.get(i);
    }
    return new Rows(values.length / width, width, values);
  }

  private static int[] ints(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int[] values = new int[bytes.remaining() / 4];
    bytes.asIntBuffer().get(values);
    return values;
  }
}
