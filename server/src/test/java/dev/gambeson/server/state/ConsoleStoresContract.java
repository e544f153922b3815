package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.admin.port.SessionStore;
import dev.gambeson.server.admin.port.SessionStore.Session;
import dev.gambeson.server.admin.port.UserStore;
import dev.gambeson.server.admin.port.UserStore.Account;
import dev.gambeson.server.admin.port.UserStore.Factor;
import dev.gambeson.server.admin.port.UsersControl.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the stores of the console's users and sessions do.
abstract class ConsoleStoresContract {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456789Z");
  private static final String HASH = "ab".repeat(32);
  private UserStore users;
  private SessionStore sessions;

  abstract Database database();

  @BeforeEach
  void open() {
    users = new SqlUserStore(database());
    sessions = new SqlSessionStore(database());
  }

  private static Account account(String name, long epoch) {
    return new Account(
        name,
        Role.values()[0],
        Source.LOCAL,
        true,
        NOW,
        Optional.empty(),
        Optional.of("$argon2id$v=19$hash"),
        Optional.empty(),
        Optional.of(NOW),
        epoch);
  }

  @Test
  void anAccountIsFoundAsItWasToTheMicrosecond() {
    users.add(account("anna", 0));

    Account found = users.find("anna").orElseThrow();

    assertThat(found.password()).contains("$argon2id$v=19$hash");
    assertThat(found.setup()).isEmpty();
    assertThat(found.created()).isEqualTo(Instant.parse("2026-11-22T10:00:00.123456Z"));
    assertThat(users.find("Anna")).isEmpty();
  }

  @Test
  void aNameIsDataAndNeverSql() {
    users.add(account("anna", 0));
    for (String name :
        new String[] {"' OR '1'='1", "x'; DROP TABLE users; --", "anna\\'", "%", "anna'--"}) {
      assertThat(users.find(name)).as(name).isEmpty();
      assertThat(users.add(account(name, 1))).as(name).isTrue();
      assertThat(users.find(name).orElseThrow().name()).isEqualTo(name);
    }
    assertThat(users.accounts()).hasSize(6);
    assertThat(users.find("anna").orElseThrow().epoch()).isZero();
  }

  @Test
  void aNameIsGivenOnce() {
    assertThat(users.add(account("anna", 0))).isTrue();
    assertThat(users.add(account("anna", 1))).isFalse();
    users.add(account("aaron", 0));
    assertThat(users.accounts()).extracting(Account::name).containsExactly("aaron", "anna");
  }

  @Test
  void anAccountIsReplacedOnlyAsItWasSeen() {
    users.add(account("anna", 0));

    assertThat(users.replace(account("anna", 0), account("anna", 1))).isTrue();
    assertThat(users.replace(account("anna", 0), account("anna", 2))).isFalse();
    assertThat(users.replace(account("eve", 0), account("eve", 1))).isFalse();
    assertThat(users.find("anna").orElseThrow().epoch()).isEqualTo(1);
  }

  @Test
  void aSecondFactorIsKeptAndReplacedOnlyAsItWasSeen() {
    users.add(account("anna", 0));
    Account before = users.find("anna").orElseThrow();
    Account with =
        before.withFactor(Optional.of(new Factor("c2VhbGVk", true, 58_000_000, 2, List.of(HASH))));

    assertThat(users.replace(before, with)).isTrue();
    assertThat(users.find("anna")).contains(with);
    Account used =
        with.withFactor(Optional.of(new Factor("c2VhbGVk", true, 58_000_001, 0, List.of())));
    assertThat(users.replace(with, used)).isTrue();
    assertThat(users.replace(with, used)).as("the same code at the same moment").isFalse();
    assertThat(users.find("anna").orElseThrow().factor().orElseThrow().codes()).isEmpty();
    assertThat(users.replace(used, used.withFactor(Optional.empty()))).isTrue();
    assertThat(users.find("anna").orElseThrow().factor()).isEmpty();
  }

  @Test
  void ofManyWhoReplaceOneWins() {
    users.add(account("anna", 0));
    AtomicInteger won = new AtomicInteger();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 16; i++) {
        Account now = account("anna", i);
        threads.execute(() -> won.addAndGet(users.replace(account("anna", 0), now) ? 1 : 0));
      }
    }

    assertThat(won).hasValue(1);
  }

  @Test
  void aSessionIsKeptTouchedAndForgotten() {
    sessions.put(HASH, new Session("anna", 3, NOW, NOW, "192.0.2.1"));
    sessions.put(HASH, new Session("anna", 4, NOW, NOW, "192.0.2.1"));
    sessions.touch(HASH, NOW.plusSeconds(60));

    Session found = sessions.find(HASH).orElseThrow();
    assertThat(found.epoch()).isEqualTo(4);
    assertThat(found.used()).isEqualTo(Instant.parse("2026-11-22T10:01:00.123456Z"));
    assertThat(found.address()).isEqualTo("192.0.2.1");
    sessions.remove(HASH);
    assertThat(sessions.find(HASH)).isEmpty();
  }

  @Test
  void sessionsEndByUserAndByAge() {
    List<String> hashes = List.of("1", "2", "3", "4");
    sessions.put("1", new Session("anna", 0, NOW, NOW, "192.0.2.1"));
    sessions.put("2", new Session("bert", 0, NOW, NOW, "192.0.2.1"));
    sessions.put("3", new Session("bert", 0, NOW.minusSeconds(9000), NOW, "192.0.2.1"));
    sessions.put("4", new Session("bert", 0, NOW, NOW.minusSeconds(900), "192.0.2.1"));

    sessions.removeAllOf("anna");
    sessions.expire(NOW.minusSeconds(5000), NOW.minusSeconds(500));

    assertThat(sessions.of("bert")).containsOnlyKeys("2");
    assertThat(sessions.of("' OR '1'='1")).isEmpty();
    assertThat(hashes).filteredOn(hash -> sessions.find(hash).isPresent()).containsExactly("2");
  }
}
