package dev.gambeson.guard.output;

/// A watermark of answers: of those with a low margin, a keyed few get the second best label, so
/// that a copy trained on the answers carries them (after DAWN, Szyller et al. 2021).
///
/// It alters decisions: do not use it where decisions are regulated. It is off unless set, and even
/// then touches at most `rate` of the answers under `margin`. [WatermarkCheck] looks for it in a
/// suspect model.
///
/// @param rate share of low-margin answers that are flipped; above 0, below 0.005
/// @param margin an answer counts as low-margin when the two highest scores are closer; above 0, at
///   most 0.5
public record AnswerMark(double rate, double margin) {
  public AnswerMark {
    if (!(rate > 0 && rate < 0.005)) {
      throw new IllegalArgumentException(
          "watermark.rate is %s, but must be above 0 and below 0.005.".formatted(rate));
    }
    if (!(margin > 0 && margin <= 0.5)) {
      throw new IllegalArgumentException(
          "watermark.margin is %s, but must be above 0 and at most 0.5.".formatted(margin));
    }
  }
}
