package dev.gambeson.cli.demo;

/// What to simulate.
///
/// @param trainRows payments in the first part of the time
/// @param testRows payments in the second part
/// @param fraudShare share of fraudulent payments over both, from 0.001 to 0.2
/// @param missedShare share of frauds that nobody reports: they are labelled legitimate
/// @param reportDelayDays mean days until a fraud is reported; what is reported after the last
///   simulated day is labelled legitimate
public record FraudOptions(
    int trainRows, int testRows, double fraudShare, double missedShare, double reportDelayDays) {
  public FraudOptions {
    if (trainRows < 100 || testRows < 100 || trainRows + (long) testRows > 5_000_000) {
      throw new IllegalArgumentException(
          "%d training and %d test rows; each at least 100, at most 5,000,000 together"
              .formatted(trainRows, testRows));
    }
    if (!(fraudShare >= 0.001 && fraudShare <= 0.2)
        || !(missedShare >= 0 && missedShare < 1)
        || !(reportDelayDays >= 0)) {
      throw new IllegalArgumentException(
          "fraudShare %s, missedShare %s, reportDelayDays %s"
              .formatted(fraudShare, missedShare, reportDelayDays));
    }
  }

  /// 20,000 and 10,000 payments, 1.5 % fraud, labels without noise.
  public static FraudOptions defaults() {
    return new FraudOptions(20_000, 10_000, 0.015, 0, 0);
  }

  int rows() {
    return trainRows + testRows;
  }
}
