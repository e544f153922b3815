package dev.gambeson.guard.output;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.output.OutputPolicy.Reveal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Restricts the answers of models that give a number instead of a class.
final class Numbers {
  private Numbers() {}

  /// Rounded to significant digits, or withheld where scores are not revealed or are to be private:
  /// noise needs a known range, which a number does not have.
  static Answer restrict(OutputPolicy policy, Answer answer) {
    if (policy.reveal() != Reveal.SCORES || policy.noise().isPresent()) {
      return answer.labelsOnly();
    }
    if (policy.digits().isEmpty()) {
      return answer;
    }
    MathContext digits = new MathContext(policy.digits().get(), RoundingMode.HALF_EVEN);
    float[] rounded = new float[answer.scores().length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = new BigDecimal(answer.scores()[i]).round(digits).floatValue();
    }
    return new Answer(answer.classes(), answer.count(), answer.labels(), rounded);
  }
}
