package dev.gambeson.guard.detect;

/// One step of Wald's sequential probability ratio test (1945) as an e-value: the likelihood of a
/// yes/no sign at the alarming rate over that at the harmless rate.
final class SignTest {
  private static final double HARMLESS = of(DetectInfos.SIGN_RATE);
  private static final double ALARMING = of(DetectInfos.SIGN_RATE_ALARM);

  private SignTest() {}

  private static double of(String name) {
    return DetectInfos.SIGN.parameter(name).orElseThrow().byDefault();
  }

  static double e(boolean sign, double harmless, double alarming) {
    return sign ? alarming / harmless : (1 - alarming) / (1 - harmless);
  }

  static double ofRequests(boolean sign) {
    return e(sign, HARMLESS, ALARMING);
  }
}
