package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import java.util.Arrays;
import java.util.Optional;

/// Estimates made of independent estimates.
final class Combine {
  private Combine() {}

  /// `scale` (positive) times the sum of independent estimates, with the interval by variance
  /// estimates recovery (Zou and Donner 2008, eq. 8).
  static Estimate sum(String name, double scale, Estimate... terms) {
    return undefined(name, terms).orElseGet(() -> defined(name, scale, terms));
  }

  private static Estimate defined(String name, double scale, Estimate... terms) {
    double value = 0;
    double below = 0;
    double above = 0;
    for (Estimate t : terms) {
      value += t.value();
      below += (t.value() - t.low()) * (t.value() - t.low());
      above += (t.high() - t.value()) * (t.high() - t.value());
    }
    return new Estimate(
        name,
        scale * value,
        scale * (value - Math.sqrt(below)),
        scale * (value + Math.sqrt(above)),
        rows(terms),
        "recovered variances (Zou and Donner) of " + terms[0].method());
  }

  /// The distance from zero.
  static Estimate absolute(Estimate e) {
    if (!e.isDefined()) {
      return e;
    }
    double near =
        e.low() <= 0 && e.high() >= 0 ? 0 : Math.min(Math.abs(e.low()), Math.abs(e.high()));
    return new Estimate(
        e.name(),
        Math.abs(e.value()),
        near,
        Math.max(Math.abs(e.low()), Math.abs(e.high())),
        e.n(),
        e.method());
  }

  /// The largest of some estimates whose intervals hold simultaneously.
  static Estimate largest(String name, Estimate... terms) {
    return undefined(name, terms)
        .orElseGet(() ->
            new Estimate(
                name,
                Arrays.stream(terms).mapToDouble(Estimate::value).max().orElseThrow(),
                Arrays.stream(terms).mapToDouble(Estimate::low).max().orElseThrow(),
                Arrays.stream(terms).mapToDouble(Estimate::high).max().orElseThrow(),
                rows(terms),
                "largest of " + terms.length + ", each " + terms[0].method()));
  }

  /// The smallest of some estimates whose intervals hold simultaneously.
  static Estimate smallest(String name, Estimate... terms) {
    return undefined(name, terms)
        .orElseGet(() ->
            new Estimate(
                name,
                Arrays.stream(terms).mapToDouble(Estimate::value).min().orElseThrow(),
                Arrays.stream(terms).mapToDouble(Estimate::low).min().orElseThrow(),
                Arrays.stream(terms).mapToDouble(Estimate::high).min().orElseThrow(),
                rows(terms),
                "smallest of " + terms.length + ", each " + terms[0].method()));
  }

  private static long rows(Estimate... terms) {
    return Arrays.stream(terms).mapToLong(Estimate::n).sum();
  }

  private static Optional<Estimate> undefined(String name, Estimate... terms) {
    return Arrays.stream(terms)
        .filter(t -> !t.isDefined())
        .findFirst()
        .map(t -> Estimate.undefined(name, t.n(), t.method().replaceFirst("^undefined: ", "")));
  }
}
