package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.limit.Ban;
import dev.gambeson.registry.crypt.KeyFile;
import dev.gambeson.response.store.Document;
import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.admin.port.UserStore.Account;
import dev.gambeson.server.admin.port.UsersControl.Source;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.KeyRules;
import dev.gambeson.server.identity.Pepper;
import dev.gambeson.server.state.SqlClientStates.ClientState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456Z");
  private static final InstantSource CLOCK = () -> NOW;
  @TempDir Path folder;

  private Pepper pepper() {
    return Pepper.file(folder.resolve("pepper"), new SecureRandom());
  }

  private ApiKeys keys(Database database) {
    return new ApiKeys(
        new SqlKeyStore(database), pepper(), KeyRules.DEFAULT, CLOCK, new SecureRandom());
  }

  private static Account account() {
    return new Account(
        "anna",
        Role.values()[0],
        Source.LOCAL,
        true,
        NOW,
        Optional.empty(),
        Optional.of("hash"),
        Optional.empty(),
        Optional.empty(),
        7);
  }

  private String fill(Database database) {
    new SqlUserStore(database).add(account());
    new SqlBans(database).put(new Ban("client:ä/7", 1, NOW, "rate"));
    new SqlClientStates(database)
        .put(List.of(new ClientState("k", "c", "m", new byte[] {0, -1, 5})), NOW);
    new SqlIncidentStore(database)
        .put(new Document("run", "1", "o", 1, Optional.empty(), "line\n'quote'"));
    KeyGrant grant =
        new KeyGrant("acme", "c", "partner", Set.of("r"), Map.of(), Set.of(), Set.of(), "");
    return keys(database).issue(grant, Duration.ofDays(1), "anna").reveal();
  }

  private void requireSame(Database restored, String secret) {
    assertThat(new SqlUserStore(restored).find("anna")).contains(account());
    assertThat(new SqlBans(restored).active(NOW.minusSeconds(1)))
        .containsExactly(new Ban("client:ä/7", 1, NOW, "rate"));
    assertThat(new SqlClientStates(restored).find("k", "c", "m").orElseThrow())
        .containsExactly(0, -1, 5);
    assertThat(new SqlIncidentStore(restored).document("run", "1").orElseThrow().body())
        .isEqualTo("line\n'quote'");
    assertThat(keys(restored).all()).hasSize(1).allMatch(key -> secret.contains(key.id()));
    assertThat(new SqlKeyStore(restored).revoke(keys(restored).all().getFirst().id(), NOW))
        .isTrue();
  }

  @Test
  void aStateMovesFromH2ToPostgresqlAndBack() throws IOException {
    Path first = folder.resolve("first.gbb");
    Path second = folder.resolve("second.gbb");
    String secret;
    try (Database source = Database.embedded(folder.resolve("a"))) {
      secret = fill(source);
      Backup.save(source, first, Optional.empty(), CLOCK);
    }
    try (Database middle = Database.postgresql(PostgresServer.newAddress(), Optional.empty())) {
      assertThat(Backup.restore(middle, first, Optional.empty()).rows())
          .containsEntry("api_keys", 1);
      Backup.save(middle, second, Optional.empty(), CLOCK);
      requireSame(middle, secret);
    }
    try (Database target = Database.embedded(folder.resolve("b"))) {
      Backup.restore(target, second, Optional.empty());
      requireSame(target, secret);
    }
    assertThat(Files.getPosixFilePermissions(first)).hasSize(2);
  }

  @Test
  void everyFlippedByteIsFoundAndNothingIsWritten() throws IOException {
    Path file = folder.resolve("state.gbb");
    try (Database source = Database.embedded(folder.resolve("a"))) {
      fill(source);
      Backup.save(source, file, Optional.empty(), CLOCK);
    }
    byte[] good = Files.readAllBytes(file);
    try (Database target = Database.embedded(folder.resolve("b"))) {
      for (int at = 0; at < good.length; at++) {
        byte[] bad = good.clone();
        bad[at] ^= 1;
        Files.write(file, bad);
        assertThatThrownBy(() -> Backup.restore(target, file, Optional.empty()))
            .as("byte %d", at)
            .isInstanceOf(GambesonException.class);
      }
      Files.write(file, java.util.Arrays.copyOf(good, good.length / 2));
      assertThatThrownBy(() -> Backup.restore(target, file, Optional.empty()))
          .isInstanceOf(GambesonException.class);
      assertThat(new SqlUserStore(target).accounts()).isEmpty();
    }
  }

  @Test
  void aSealedBackupNeedsItsKey() throws IOException {
    Path file = folder.resolve("state.gbb");
    Aead key = KeyFile.create(folder.resolve("key")).aead();
    Aead other = KeyFile.create(folder.resolve("other")).aead();
    try (Database source = Database.embedded(folder.resolve("a"))) {
      fill(source);
      Backup.save(source, file, Optional.of(key), CLOCK);
    }
    try (Database target = Database.embedded(folder.resolve("b"))) {
      assertThatThrownBy(() -> Backup.restore(target, file, Optional.empty()))
          .hasMessageContaining("encrypted");
      assertThatThrownBy(() -> Backup.restore(target, file, Optional.of(other)))
          .hasMessageContaining("does not open");
      Backup.restore(target, file, Optional.of(key));
      assertThat(new SqlUserStore(target).accounts()).hasSize(1);
    }
  }

  @Test
  void aStateThatHoldsSomethingIsNotOverwritten() {
    Path file = folder.resolve("state.gbb");
    try (Database source = Database.embedded(folder.resolve("a"))) {
      fill(source);
      Backup.save(source, file, Optional.empty(), CLOCK);

      assertThatThrownBy(() -> Backup.restore(source, file, Optional.empty()))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("not empty");
    }
  }

  @Test
  void aBackupOfANewerSchemaIsRefused() throws IOException {
    Path file = folder.resolve("future.gbb");
    byte[] json =
        "{\"format\":1,\"schema\":99,\"taken\":\"x\",\"tables\":{}}"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    try (var zip = new java.util.zip.GZIPOutputStream(body)) {
      zip.write(json);
    }
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    all.write(
        ("GBB1" + dev.gambeson.core.io.Sha256.of(body.toByteArray()))
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    all.write(body.toByteArray());
    Files.write(file, all.toByteArray());

    try (Database target = Database.embedded(folder.resolve("b"))) {
      assertThatThrownBy(() -> Backup.restore(target, file, Optional.empty()))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("schema 99");
    }
  }
}
