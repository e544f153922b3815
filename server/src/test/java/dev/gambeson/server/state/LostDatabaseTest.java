package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.guard.Client;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.Credential;
import dev.gambeson.server.identity.Identities;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.KeyRules;
import dev.gambeson.server.identity.Pepper;
import io.vertx.core.Future;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes on one PostgreSQL, which is then stopped.
class LostDatabaseTest {
  private static final KeyGrant GRANT =
      new KeyGrant("acme", "c", "partner", Set.of(), Map.of(), Set.of(), Set.of(), "");
  @TempDir Path folder;

  private ApiKeys keys(Database database) {
    return new ApiKeys(
        new SqlKeyStore(database),
        Pepper.file(folder.resolve("pepper"), new SecureRandom()),
        KeyRules.DEFAULT,
        InstantSource.system(),
        new SecureRandom());
  }

  private static long millisUntil(BooleanSupplier holds) throws InterruptedException {
    long begin = System.nanoTime();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
      Thread.sleep(5);
    }
    return (System.nanoTime() - begin) / 1_000_000;
  }

  @Test
  void revocationsReachTheOtherNodeAndALostDatabaseStopsItAfterMaxStale() throws Exception {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> Instant.now().plus(ahead.get());
    EmbeddedPostgres server = PostgresServer.start();
    String address = PostgresServer.newSchema(server);
    try (Database one = Database.postgresql(address, Optional.empty());
        Database two = Database.postgresql(address, Optional.empty());
        ChangeFeed feed = new ChangeFeed(two, clock)) {
      ApiKeys admin = keys(one);
      ApiKeys serving = keys(two);
      Identities identities =
          new Identities(
              serving,
              Optional.empty(),
              Optional.empty(),
              () -> feed.age().compareTo(Duration.ofMinutes(15)) <= 0);
      feed.on(Topic.KEYS, serving::refresh);
      feed.start();
      ApiKeys.Issued first = admin.issue(GRANT, Duration.ofDays(1), "anna");
      ApiKeys.Issued second = admin.issue(GRANT, Duration.ofDays(1), "anna");
      millisUntil(() -> ask(identities, second).succeeded());

      admin.revoke(first.key().id());
      assertThat(millisUntil(() -> ask(identities, first).failed())).isLessThan(2000);

      server.close();
      millisUntil(feed::lost);
      assertThat(ask(identities, second).succeeded()).as("from the last snapshot").isTrue();
      assertThatThrownBy(() -> serving.revoke(second.key().id())).isInstanceOf(Database.Lost.class);
      ahead.set(Duration.ofMinutes(16));
      assertThat(ask(identities, second).cause()).hasMessage("stale");
    } finally {
      server.close();
    }
  }

  private static Future<Client> ask(Identities identities, ApiKeys.Issued issued) {
    return identities.authenticate(new Credential.ApiKey(issued.reveal()), "192.0.2.1");
  }
}
