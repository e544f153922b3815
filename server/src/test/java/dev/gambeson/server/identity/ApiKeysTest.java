package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.Client;
import dev.gambeson.server.state.Database;
import dev.gambeson.server.state.SqlKeyStore;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final KeyGrant GRANT =
      new KeyGrant(
          "acme",
          "c1",
          "partner",
          Set.of("scorer"),
          Map.of("country", "DE"),
          Set.of("fraud*"),
          Set.of(Action.INFER),
          "");

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
  private final AtomicBoolean fresh = new AtomicBoolean(true);
  private Database database;
  private ApiKeys keys;

  @BeforeEach
  void open() {
    database = Database.embedded(folder);
    keys = keys(pepper());
  }

  private Pepper pepper() {
    return Pepper.file(folder.resolve("pepper"), new SecureRandom());
  }

  private ApiKeys keys(Pepper pepper) {
    return new ApiKeys(
        new SqlKeyStore(database), pepper, KeyRules.DEFAULT, now::get, new SecureRandom());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Future<Client> ask(String secret) {
    return new Identities(keys, Optional.empty(), Optional.empty(), fresh::get)
        .authenticate(new Credential.ApiKey(secret), "192.0.2.1");
  }

  private String reason(String secret) {
    return ask(secret).cause().getMessage();
  }

  @Test
  void aKeySpeaksForItsClient() {
    String secret = keys.issue(GRANT, YEAR, "anna").reveal();

    Client client = ask(secret).result();

    assertThat(client.key()).isEqualTo("acme/c1");
    assertThat(client.clientClass()).isEqualTo("partner");
    assertThat(client.roles()).containsExactly("scorer");
    assertThat(client.attributes())
        .containsEntry("country", "DE")
        .containsEntry("gambeson.via", "key");
    assertThat(client.address()).isEqualTo("192.0.2.1");
  }

  @Test
  void everyChangedCharacterMakesItAStranger() {
    String secret = keys.issue(GRANT, YEAR, "anna").reveal();

    for (int i = 0; i < secret.length(); i++) {
      char other = secret.charAt(i) == 'a' ? 'b' : 'a';
      String wrong = secret.substring(0, i) + other + secret.substring(i + 1);
      assertThat(ask(wrong).failed()).as("character %d", i).isTrue();
    }
    assertThat(ask("").failed()).isTrue();
    assertThat(ask(secret + "a").failed()).isTrue();
    assertThat(ask(secret.toUpperCase(java.util.Locale.ROOT)).failed()).isTrue();
  }

  @Test
  void aKeyOfTheRightFormUnderAKnownIdIsStillUnknown() {
    String secret = keys.issue(GRANT, YEAR, "anna").reveal();
    String forged;
    do {
      String other = KeyForm.make(new SecureRandom());
      String body = secret.substring(0, 15) + other.substring(15, 47);
      java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
      crc.update(body.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      forged = body + Base32.encode((int) crc.getValue());
    } while (forged.equals(secret));

    assertThat(KeyForm.fits(forged)).isTrue();
    assertThat(reason(forged)).isEqualTo("unknown-key");
  }

  @Test
  void keysDifferAndHaveTheirBits() {
    java.util.Set<String> secrets = new java.util.HashSet<>();
    int[] counts = new int[128];
    for (int i = 0; i < 2_000; i++) {
      String secret = KeyForm.make(new SecureRandom()).substring(15, 47);
      secrets.add(secret);
      secret.chars().forEach(c -> counts[c]++);
    }
    assertThat(secrets).hasSize(2_000).allMatch(s -> s.length() == 32); // 32 x 5 bits
    double expected = 2_000 * 32 / 32.0;
    assertThat(java.util.Arrays.stream(counts).filter(c -> c > 0)).hasSize(32);
    assertThat(java.util.Arrays.stream(counts).filter(c -> c > 0))
        .allMatch(c -> Math.abs(c - expected) < 6 * Math.sqrt(expected));
  }

  @Test
  void aRevokedKeyIsRefusedAtOnce() {
    ApiKeys.Issued issued = keys.issue(GRANT, YEAR, "anna");

    assertThat(keys.revoke(issued.key().id())).isTrue();

    assertThat(reason(issued.reveal())).isEqualTo("revoked-key");
  }

  @Test
  void aKeyEndsOnTime() {
    String secret = keys.issue(GRANT, Duration.ofHours(1), "anna").reveal();

    now.updateAndGet(t -> t.plus(Duration.ofHours(1)).minusMillis(1));
    assertThat(ask(secret).succeeded()).isTrue();
    now.updateAndGet(t -> t.plusMillis(1));
    assertThat(reason(secret)).isEqualTo("expired-key");
  }

  @Test
  void aReplacedKeyStaysGoodForTheOverlap() {
    ApiKeys.Issued old = keys.issue(GRANT, YEAR, "anna");
    ApiKeys.Issued next = keys.replace(old.key().id(), Duration.ofDays(1), YEAR, "anna");

    assertThat(ask(old.reveal()).succeeded()).isTrue();
    assertThat(ask(next.reveal()).succeeded()).isTrue();
    now.updateAndGet(t -> t.plus(Duration.ofDays(1)));
    assertThat(reason(old.reveal())).isEqualTo("expired-key");
    assertThat(ask(next.reveal()).succeeded()).isTrue();
  }

  @Test
  void aKeyIsReplacedOnce() {
    ApiKeys.Issued old = keys.issue(GRANT, YEAR, "anna");
    keys.replace(old.key().id(), Duration.ofDays(1), YEAR, "anna");

    assertThatThrownBy(() -> keys.replace(old.key().id(), Duration.ofDays(1), YEAR, "anna"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("replaced already");
  }

  @Test
  void whatIsStoredAndPrintedHoldsNoKey() {
    ApiKeys.Issued issued = keys.issue(GRANT, YEAR, "anna");
    String secret = issued.reveal().substring(15, 47);

    assertThat(issued.toString()).doesNotContain(secret);
    assertThat(issued.key().toString()).doesNotContain(secret);
    assertThat(new Credential.ApiKey(issued.reveal()).toString()).doesNotContain(secret);
    String dump =
        database.read(handle -> handle.createQuery("SCRIPT").mapTo(String.class).list().toString());
    assertThat(dump).contains(issued.key().id()).doesNotContain(secret);
  }

  @Test
  void keysUnderAnotherPepperAreNotTakenForKnown() {
    keys.issue(GRANT, YEAR, "anna");

    assertThatThrownBy(() -> keys(Pepper.file(folder.resolve("other"), new SecureRandom())))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("another pepper");
  }

  @Test
  void aPepperThatOthersMayReadIsRefused() throws Exception {
    Files.setPosixFilePermissions(
        folder.resolve("pepper"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(this::pepper)
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void anotherNodeKnowsAfterItsRefresh() {
    ApiKeys second = keys(pepper());
    ApiKeys.Issued issued = keys.issue(GRANT, YEAR, "anna");
    second.refresh();
    assertThat(second.find(issued.reveal())).isInstanceOf(ApiKeys.Found.Holder.class);

    keys.revoke(issued.key().id());
    second.refresh();

    assertThat(second.find(issued.reveal())).isInstanceOf(ApiKeys.Found.Nobody.class);
  }

  @Test
  void nobodyIsKnownWhileTheKnowledgeIsStale() {
    String secret = keys.issue(GRANT, YEAR, "anna").reveal();
    fresh.set(false);

    assertThat(reason(secret)).isEqualTo("stale");
  }

  @Test
  void aLifeBeyondTheRulesIsRefused() {
    assertThatThrownBy(() -> keys.issue(GRANT, Duration.ofDays(366), "anna"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max-lifetime");
  }

  @Test
  void anAttributeOfOursCannotBeGiven() {
    assertThatThrownBy(() ->
            new KeyGrant(
                "acme",
                "c1",
                "partner",
                Set.of(),
                Map.of("gambeson.scope", "|"),
                Set.of(),
                Set.of(),
                ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
