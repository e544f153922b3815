package dev.gambeson.server.serving.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/// Lets retries grow with requests: each request earns a part of one, each retry costs a whole one.
final class RetryBudget {
  private static final int ONE = 1000;
  private static final int MOST = 10 * ONE;

  private final int earned;
  private final AtomicInteger balance = new AtomicInteger(MOST);

  RetryBudget(double perRequest) {
    this.earned = (int) Math.round(ONE * perRequest);
  }

  void request() {
    if (balance.get() < MOST) {
      balance.addAndGet(earned); // may go a little over the top, by one request a thread
    }
  }

  boolean retry() {
    int before = balance.getAndUpdate(b -> b >= ONE ? b - ONE : b);
    return before >= ONE;
  }
}
