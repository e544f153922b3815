package dev.gambeson.benchmarks.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.core.stats.Roc;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.budget.ExtractionCurve;
import dev.gambeson.guard.output.AnswerMark;
import dev.gambeson.guard.output.Leakage;
import dev.gambeson.guard.output.OutputGuard;
import dev.gambeson.guard.output.OutputPolicy;
import dev.gambeson.guard.output.PrivateAnswers;
import dev.gambeson.guard.output.PrivateAnswers.Mechanism;
import dev.gambeson.model.nn.DenseNetwork;
import dev.gambeson.model.nn.Samples;
import dev.gambeson.model.nn.TabularEncoder;
import dev.gambeson.model.nn.TrainingOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// What is left of an answer under each output policy: bits, fidelity of a copy trained on natural
/// rows, AUC of membership inference, and what the policy costs in honest answers. Prints the table
/// of docs/output-policies.md.
public final class OutputPolicyBenchmark {
  private static final int MEMBERS = 1500; // of the overfitted network, see shared/models/README
  private static final int EXAM = 3000;
  private static final Client THIEF =
      new Client("thief", "acme", "thief", Set.of(), Map.of(), "192.0.2.7");

  private OutputPolicyBenchmark() {}

  private static Map<String, OutputPolicy> policies() {
    Map<String, OutputPolicy> all = new LinkedHashMap<>();
    all.put("scores as floats", OutputPolicy.scores());
    all.put("4 digits", OutputPolicy.rounded(4));
    all.put("2 digits", OutputPolicy.rounded(2));
    all.put("1 digit", OutputPolicy.rounded(1));
    all.put("10 bands", OutputPolicy.banded(10));
    all.put("4 bands", OutputPolicy.banded(4));
    all.put("label alone", OutputPolicy.label());
    all.put("label, abstains under 0.2", OutputPolicy.label().abstaining(0.2));
    all.put("label, watermark", OutputPolicy.label().with(new AnswerMark(0.0045, 0.5)));
    for (double epsilon : new double[] {0.5, 2, 8}) {
      all.put("private label, epsilon " + epsilon, privately(epsilon, Optional.empty()));
    }
    all.put("private label, epsilon 0.5, 20 teachers", privately(0.5, Optional.of(0.05)));
    return all;
  }

  private static OutputPolicy privately(double epsilon, Optional<Double> sensitivity) {
    return OutputPolicy.label()
        .with(new PrivateAnswers(Mechanism.EXPONENTIAL, epsilon, sensitivity));
  }

  /// @param args folder `shared`, number of queries (comma between), then tables
  @SuppressWarnings("SystemOut") // a benchmark reports on standard output
  public static void main(String[] args) {
    int[] queries = Arrays.stream(args[1].split(",", -1)).mapToInt(Integer::parseInt).toArray();
    for (String table : Arrays.asList(args).subList(2, args.length)) {
      Served served = Served.open(Path.of(args[0]), table, "mlp");
      Served overfit = Served.open(Path.of(args[0]), table, "overfit_mlp");
      System.out.printf("%n%s: fidelity of a copy after %s natural queries%n", table, args[1]);
      System.out.println("| policy | bits | fidelity | membership AUC | honest label kept |");
      System.out.println("|---|---|---|---|---|");
      ExtractionCurve curve =
          curve(served, OutputPolicy.label(), List.of(50, 100, 250, 500, 1000, 2500));
      policies()
          .forEach((name, policy) -> {
            StringBuilder fidelity = new StringBuilder();
            for (int n : queries) {
              fidelity.append(fidelity.isEmpty() ? "" : ", ").append(text(copy(served, policy, n)));
            }
            System.out.printf(
                "| %s | %.2f | %s | %s | %s |%n",
                name,
                Leakage.perRow(policy, served.model().classes().size()),
                fidelity,
                text(membership(overfit, policy)),
                text(kept(served, policy)));
          });
      System.out.printf("%nExtraction curve, label alone: knee at %.0f bits%n", curve.knee());
      curve.points().forEach(p -> System.out.printf("  %.0f bits: %.3f%n", p.bits(), p.fidelity()));
    }
  }

  private static String text(Estimate e) {
    return "%.3f [%.3f, %.3f]".formatted(e.value(), e.low(), e.high());
  }

  private static Answer answers(ScoredClassifier model, OutputPolicy policy, Rows rows) {
    OutputGuard guard =
        new OutputGuard(
            Map.of(), policy, MacKey.of("benchmark key, not secret".getBytes(US_ASCII)));
    Query query = new Query("q", THIEF, "m", "v", rows, Instant.EPOCH);
    Answer said = new Answer(model.classes(), rows.count(), model.labels(rows), model.scores(rows));
    return ((Decision.Transform) guard.check(query, said)).answer();
  }

  /// Class probabilities as a thief would fill them in: what is withheld is shared out evenly, a
  /// label counts as certain.
  private static float[] filled(Answer answer, int row) {
    int k = answer.classes().size();
    float[] p = new float[k];
    if (answer.scores().length == 0) {
      p[answer.labels()[row]] = 1;
      return p;
    }
    float left = 1;
    int open = 0;
    for (int c = 0; c < k; c++) {
      p[c] = answer.scores()[row * k + c];
      left -= Float.isNaN(p[c]) ? 0 : p[c];
      open += Float.isNaN(p[c]) ? 1 : 0;
    }
    for (int c = 0; c < k; c++) {
      p[c] = Float.isNaN(p[c]) ? Math.max(0, left / open) : p[c];
    }
    return p;
  }

  private static Estimate copy(Served served, OutputPolicy policy, int n) {
    Seed seed = new Seed(11);
    int[] order = Shuffles.shuffled(served.test().count(), seed.child("rows").random());
    int half = order.length / 2;
    Rows asked = served.test().select(Arrays.copyOf(order, Math.min(n, half)));
    Rows exam =
        served.test().select(Arrays.copyOfRange(order, half, Math.min(order.length, half + EXAM)));
    Answer answer = answers(served.model(), policy, asked);
    int[] told = IntStream.range(0, asked.count()).filter(i -> answer.labels()[i] >= 0).toArray();
    int k = served.model().classes().size();
    float[] targets = new float[told.length * k];
    for (int i = 0; i < told.length; i++) {
      System.arraycopy(filled(answer, told[i]), 0, targets, i * k, k);
    }
    TabularEncoder encoder = TabularEncoder.fit(served.model().features(), asked);
    Samples samples = Samples.soft(encoder.encode(asked.select(told)), encoder.width(), targets, k);
    TrainingOptions options =
        TrainingOptions.of(64, 32).batch(32).epochs(Math.clamp(60_000 / n, 20, 100));
    DenseNetwork copy = DenseNetwork.train(samples, options, seed.child("copy"));
    int[] stolen = ScoredClassifier.argMax(copy.scores(encoder.encode(exam)), k);
    int[] real = served.model().labels(exam);
    long same = IntStream.range(0, real.length).filter(i -> real[i] == stolen[i]).count();
    return Intervals.wilson("fidelity", same, real.length);
  }

  /// The loss attack (Yeom et al. 2018) on the answers as shown: members have the smaller loss.
  private static Estimate membership(Served overfit, OutputPolicy policy) {
    int n = Math.min(Math.min(MEMBERS, overfit.train().count()), overfit.test().count());
    Rows members = overfit.train().slice(0, n);
    Rows others = overfit.test().slice(0, n);
    return Roc.of(
            confidence(overfit, policy, members, overfit.trainTruth()),
            confidence(overfit, policy, others, overfit.testTruth()))
        .auc("membership");
  }

  private static double[] confidence(Served served, OutputPolicy policy, Rows rows, int[] truth) {
    Answer answer = answers(served.model(), policy, rows);
    double[] out = new double[rows.count()];
    Arrays.setAll(out, i -> answer.labels()[i] < 0 ? 0.5 : filled(answer, i)[truth[i]]);
    return out;
  }

  private static Estimate kept(Served served, OutputPolicy policy) {
    Rows rows = served.test().slice(0, Math.min(EXAM, served.test().count()));
    int[] real = served.model().labels(rows);
    int[] shown = answers(served.model(), policy, rows).labels();
    long same = IntStream.range(0, real.length).filter(i -> real[i] == shown[i]).count();
    return Intervals.wilson("kept", same, real.length);
  }

  /// The extraction curve of a model under a policy, for the ledger.
  static ExtractionCurve curve(Served served, OutputPolicy policy, List<Integer> queries) {
    double bits = Leakage.perRow(policy, served.model().classes().size());
    return new ExtractionCurve(
        queries.stream()
            .map(n -> new ExtractionCurve.Point(bits * n, copy(served, policy, n).value()))
            .toList(),
        "network 64-32 on natural rows");
  }
}
