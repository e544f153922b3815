package dev.gambeson.guard.output;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.AnswerGuard;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import java.util.Map;
import java.util.Optional;

/// Gives each class of clients as much of an answer as its [OutputPolicy] says, and no more.
///
/// Guaranteed: a client whose class no policy names gets what `otherwise` says; what a policy
/// withholds is not in the answer at all (NaN or absent); an answer with a score that is no finite
/// number is refused. Deterministic: the same row, model version, policy and keys give the same
/// answer. NOT guaranteed: that what is left cannot be learnt from ([Leakage]).
public final class OutputGuard implements AnswerGuard {
  private static final Decision.Refuse NOT_FINITE =
      new Decision.Refuse(
          "answer-not-finite", "The model gave no usable answer to this input.", Optional.empty());

  private final Map<String, OutputPolicy> byClass;
  private final OutputPolicy otherwise;
  private final MacKey noise;
  private final MacKey watermark;

  /// @param byClass policies by [dev.gambeson.guard.Client#clientClass]
  /// @param otherwise for classes that are not named; [OutputPolicy#label] is a safe choice
  /// @param key secret of noise and watermark. The same on all nodes and over restarts, or the same
  ///   row gets fresh noise each time, which averages out
  public OutputGuard(Map<String, OutputPolicy> byClass, OutputPolicy otherwise, MacKey key) {
    this.byClass = Map.copyOf(byClass);
    this.otherwise = requireNonNull(otherwise, "otherwise");
    this.noise = key.derive("gambeson answer noise");
    this.watermark = WatermarkCheck.key(key);
  }

  /// The policy for a class of clients.
  public OutputPolicy policy(String clientClass) {
    return byClass.getOrDefault(clientClass, otherwise);
  }

  @Override
  public Decision check(Query query, Answer answer) {
    for (float score : answer.scores()) {
      if (!Float.isFinite(score)) {
        return NOT_FINITE;
      }
    }
    OutputPolicy policy = policy(query.client().clientClass());
    return new Decision.Transform(
        answer.classes().isEmpty()
            ? Numbers.restrict(policy, answer)
            : classes(policy, query, answer));
  }

  private Answer classes(OutputPolicy policy, Query query, Answer answer) {
    int k = answer.classes().size();
    int[] labels = answer.labels().clone();
    float[] scores = answer.scores().clone();
    policy.noise().ifPresent(p -> new Noise(noise, p, query).apply(k, labels, scores));
    policy
        .watermark()
        .ifPresent(mark -> Flips.apply(watermark, mark, query.rows(), k, labels, scores));
    policy.abstainBelow().ifPresent(least -> abstain(least, k, labels, scores));
    return Restriction.apply(policy, answer, labels, scores);
  }

  private static void abstain(double least, int k, int[] labels, float[] scores) {
    for (int row = 0; row < labels.length && scores.length > 0; row++) {
      if (Flips.margin(scores, row * k, k) < least) {
        labels[row] = -1;
      }
    }
  }
}
