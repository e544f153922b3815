package dev.gambeson.guard.output;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;

/// How much of an answer one class of clients gets.
///
/// No policy stops extraction: a label is enough to copy most models, only more slowly, and
/// rounding changes nothing that was ever measured (docs/output-policies.md). What is left is said
/// by [Leakage], and bounded by the budget.
///
/// @param reveal how much of the scores is given
/// @param top how many classes [Reveal#TOP] names; 1 when absent
/// @param digits decimal digits of each score, 1 to 6; floats as they are when absent. Rounded
///   scores sum to one as the scores did and never contradict the label
/// @param bands number of equal bands of [Reveal#BAND], 2 to 100; even, so that with two classes no
///   band holds both labels
/// @param abstainBelow no label and no score when the two highest scores are closer than this,
///   above 0 and at most 1
/// @param noise private prediction
/// @param watermark answers flipped on purpose; off when absent
/// @param explanation how much an explanation tells; explanations are refused when absent
public record OutputPolicy(
    Reveal reveal,
    Optional<Integer> top,
    Optional<Integer> digits,
    Optional<Integer> bands,
    Optional<Double> abstainBelow,
    Optional<PrivateAnswers> noise,
    Optional<AnswerMark> watermark,
    Optional<ExplanationLimit> explanation) {
  /// How much of the scores is given. For a model that gives a number instead of a class, only
  /// [#SCORES] makes sense; anything less withholds it.
  public enum Reveal {
    /// The label alone.
    LABEL,
    /// The label and in which band its score lies.
    BAND,
    /// The label and the highest scores.
    TOP,
    /// All scores.
    SCORES
  }

  /// How much an explanation tells.
  ///
  /// @param features how many contributions are named, the largest first; 1 to 1000
  /// @param digits decimal digits of each contribution, 0 (its sign alone) to 6
  public record ExplanationLimit(int features, int digits) {
    public ExplanationLimit {
      require(features >= 1 && features <= 1000, "explanation.features", features, "1 to 1000");
      require(digits >= 0 && digits <= 6, "explanation.digits", digits, "0 to 6");
    }
  }

  public OutputPolicy {
    requireNonNull(reveal, "reveal");
    top.ifPresent(k -> require(k >= 1 && k <= 1000, "top", k, "1 to 1000"));
    digits.ifPresent(d -> require(d >= 1 && d <= 6, "digits", d, "1 to 6"));
    bands.ifPresent(b ->
        require(
            b >= 2 && b <= 100 && b % 2 == 0,
            "bands",
            b,
            "an even number from 2 to 100, so that no band holds both labels"));
    abstainBelow.ifPresent(m -> require(m > 0 && m <= 1, "abstain-below", m, "above 0, up to 1"));
    requireNonNull(noise, "noise");
    requireNonNull(watermark, "watermark");
    requireNonNull(explanation, "explanation");
    requireUse(top.isPresent(), Reveal.TOP, reveal, "top");
    requireUse(bands.isPresent(), Reveal.BAND, reveal, "bands");
    if (reveal == Reveal.BAND && bands.isEmpty()) {
      throw new IllegalArgumentException(
          "reveal is band, but bands is not set: say how many, for example 4.");
    }
    if (digits.isPresent() && (reveal == Reveal.LABEL || reveal == Reveal.BAND)) {
      throw new IllegalArgumentException(
          "digits is set, but no scores are given: drop it, or set reveal to top or scores.");
    }
    if (noise.isPresent()
        && (noise.get().mechanism() == PrivateAnswers.Mechanism.EXPONENTIAL)
            != (reveal == Reveal.LABEL)) {
      throw new IllegalArgumentException(
          "noise.mechanism must be exponential when reveal is label, and laplace otherwise.");
    }
    if (abstainBelow.isPresent() && reveal == Reveal.LABEL && noise.isPresent()) {
      throw new IllegalArgumentException(
          "abstain-below needs scores, but the noise leaves a label only: drop one of them.");
    }
    if (noise.isPresent() && (watermark.isPresent() || explanation.isPresent())) {
      throw new IllegalArgumentException(
          "noise goes with neither watermark nor explanation: both are computed from the true answer, which the noise is to hide.");
    }
  }

  private static void require(boolean fine, String what, Object value, String range) {
    if (!fine) {
      throw new IllegalArgumentException("%s is %s, but must be %s.".formatted(what, value, range));
    }
  }

  private static void requireUse(boolean set, Reveal needed, Reveal reveal, String what) {
    if (set && reveal != needed) {
      throw new IllegalArgumentException(
          "%s is set, but reveal is %s: drop it, or set reveal to %s."
              .formatted(what, lower(reveal), lower(needed)));
    }
  }

  private static String lower(Reveal reveal) {
    return reveal.name().toLowerCase(Locale.ROOT);
  }

  private static OutputPolicy plain(
      Reveal reveal, Optional<Integer> top, Optional<Integer> digits, Optional<Integer> bands) {
    return new OutputPolicy(
        reveal,
        top,
        digits,
        bands,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// The label alone: what a client gets whose class no policy names.
  public static OutputPolicy label() {
    return plain(Reveal.LABEL, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// All scores as floats: for trusted roles only.
  public static OutputPolicy scores() {
    return plain(Reveal.SCORES, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// All scores, rounded.
  public static OutputPolicy rounded(int digits) {
    return plain(Reveal.SCORES, Optional.empty(), Optional.of(digits), Optional.empty());
  }

  /// The highest scores, rounded.
  public static OutputPolicy top(int classes, int digits) {
    return plain(Reveal.TOP, Optional.of(classes), Optional.of(digits), Optional.empty());
  }

  /// The label and its band.
  public static OutputPolicy banded(int bands) {
    return plain(Reveal.BAND, Optional.empty(), Optional.empty(), Optional.of(bands));
  }

  /// The same with private prediction.
  public OutputPolicy with(PrivateAnswers answers) {
    return new OutputPolicy(
        reveal, top, digits, bands, abstainBelow, Optional.of(answers), watermark, explanation);
  }

  /// The same with a watermark.
  public OutputPolicy with(AnswerMark mark) {
    return new OutputPolicy(
        reveal, top, digits, bands, abstainBelow, noise, Optional.of(mark), explanation);
  }

  /// The same with abstention.
  public OutputPolicy abstaining(double margin) {
    return new OutputPolicy(
        reveal, top, digits, bands, Optional.of(margin), noise, watermark, explanation);
  }

  /// The same with explanations.
  public OutputPolicy with(ExplanationLimit limit) {
    return new OutputPolicy(
        reveal, top, digits, bands, abstainBelow, noise, watermark, Optional.of(limit));
  }
}
