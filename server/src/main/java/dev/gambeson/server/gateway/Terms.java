package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

/// What holds for one client class and model.
///
/// @param bodyBytes largest body
/// @param rows most rows of a request
/// @param admission rates, requests in flight, bans
/// @param guards of requests and answers
/// @param spending the budget
public record Terms(
    long bodyBytes, int rows, Admission admission, Guards guards, Spending spending) {
  public Terms {
    requireNonNull(admission, "admission");
    requireNonNull(guards, "guards");
    requireNonNull(spending, "spending");
    if (bodyBytes < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "bodyBytes is %d and rows %d, but both must be at least 1.".formatted(bodyBytes, rows));
    }
  }
}
