package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// What holds for one client class and model.
///
/// @param bodyBytes largest body
/// @param rows most rows of a request
/// @param admission rates, requests in flight, bans
/// @param guards of requests and answers
/// @param spending the budget
/// @param repeats requests that were heard before
/// @param explaining explanations; none are given when empty
/// @param doubts rows that look made to deceive
/// @param sign whether answers are signed
public record Terms(
    long bodyBytes,
    int rows,
    Admission admission,
    Guards guards,
    Spending spending,
    Repeats repeats,
    Optional<Explaining> explaining,
    Doubts doubts,
    boolean sign) {
  /// Terms without memory, explanations and signatures.
  public Terms(long bodyBytes, int rows, Admission admission, Guards guards, Spending spending) {
    this(
        bodyBytes,
        rows,
        admission,
        guards,
        spending,
        Repeats.NONE,
        Optional.empty(),
        Doubts.NONE,
        false);
  }

  public Terms {
    requireNonNull(admission, "admission");
    requireNonNull(guards, "guards");
    requireNonNull(spending, "spending");
    requireNonNull(repeats, "repeats");
    requireNonNull(explaining, "explaining");
    requireNonNull(doubts, "doubts");
    if (bodyBytes < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "bodyBytes is %d and rows %d, but both must be at least 1.".formatted(bodyBytes, rows));
    }
  }
}
