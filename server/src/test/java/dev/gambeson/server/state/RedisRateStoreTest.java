package dev.gambeson.server.state;

import dev.gambeson.guard.limit.LeasedRateStore;
import dev.gambeson.guard.limit.RateStore;
import dev.gambeson.guard.limit.RateStoreContract;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract of rates against a real Redis.
class RedisRateStoreTest extends RateStoreContract {
  private static RedisServerForTests server;
  private static RedisHub hub;
  private final RateStore store =
      new LeasedRateStore(new RedisRateLeases(hub), hub::nodes, 10_000, System::nanoTime);

  @BeforeAll
  static void start() throws IOException {
    server = new RedisServerForTests();
    hub = server.hub(RedisServerForTests.cluster(), "one");
  }

  @AfterAll
  static void stop() throws IOException {
    hub.close();
    server.close();
  }

  @Override
  protected RateStore store() {
    return store;
  }

  @Override
  protected void pass(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
