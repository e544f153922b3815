package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.KeyStore;
import dev.gambeson.server.identity.StoredKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store of keys does.
abstract class KeyStoreContract {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private KeyStore store;

  abstract Database database();

  @BeforeEach
  void open() {
    store = new SqlKeyStore(database());
  }

  private static StoredKey key(String id) {
    return new StoredKey(
        id,
        new StoredKey.Mac(new byte[] {1, 2, 3}),
        new KeyGrant(
            "acme",
            "client-7",
            "partner",
            Set.of("scorer"),
            Map.of("country", "DE"),
            Set.of("fraud*"),
            Set.of(Action.INFER),
            "test"),
        NOW,
        "anna",
        NOW.plusSeconds(1000),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  @Test
  void whatWasAddedIsFoundAsItWas() {
    store.add(key("aaaaaaaaaa"));

    StoredKey found = store.find("aaaaaaaaaa").orElseThrow();

    assertThat(found.grant()).isEqualTo(key("aaaaaaaaaa").grant());
    assertThat(found.mac().bytes()).containsExactly(1, 2, 3);
    assertThat(found.expiresAt()).isEqualTo(NOW.plusSeconds(1000));
    assertThat(found.createdBy()).isEqualTo("anna");
    assertThat(found.revokedAt()).isEmpty();
  }

  @Test
  void anIdIsGivenOnce() {
    assertThat(store.add(key("aaaaaaaaaa"))).isTrue();
    assertThat(store.add(key("aaaaaaaaaa"))).isFalse();
  }

  @Test
  void aRevokedKeyStaysRevokedAndIsAmongTheChanges() {
    store.add(key("aaaaaaaaaa"));
    store.add(key("bbbbbbbbbb"));
    long seen = store.find("bbbbbbbbbb").orElseThrow().generation();

    assertThat(store.revoke("aaaaaaaaaa", NOW)).isTrue();
    assertThat(store.revoke("aaaaaaaaaa", NOW.plusSeconds(9))).isFalse();

    List<StoredKey> changed = store.changedAfter(seen);
    assertThat(changed).extracting(StoredKey::id).containsExactly("aaaaaaaaaa");
    assertThat(changed.getFirst().revokedAt()).contains(NOW);
  }

  @Test
  void aReplacedKeyEndsAfterTheOverlapAndNamesItsSuccessor() {
    store.add(key("aaaaaaaaaa"));

    assertThat(store.replace("aaaaaaaaaa", NOW.plusSeconds(60), key("bbbbbbbbbb"))).isTrue();

    StoredKey old = store.find("aaaaaaaaaa").orElseThrow();
    assertThat(old.expiresAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(old.successor()).contains("bbbbbbbbbb");
    assertThat(store.find("bbbbbbbbbb")).isPresent();
  }

  @Test
  void aReplacementNeverLengthensALife() {
    store.add(key("aaaaaaaaaa"));

    store.replace("aaaaaaaaaa", NOW.plusSeconds(99_999), key("bbbbbbbbbb"));

    assertThat(store.find("aaaaaaaaaa").orElseThrow().expiresAt()).isEqualTo(NOW.plusSeconds(1000));
  }

  @Test
  void aFailedReplacementChangesNothing() {
    store.add(key("aaaaaaaaaa"));
    store.add(key("bbbbbbbbbb"));

    assertThat(store.replace("aaaaaaaaaa", NOW.plusSeconds(60), key("bbbbbbbbbb"))).isFalse();
    assertThat(store.replace("zzzzzzzzzz", NOW.plusSeconds(60), key("cccccccccc"))).isFalse();

    assertThat(store.find("aaaaaaaaaa").orElseThrow().successor()).isEmpty();
    assertThat(store.find("cccccccccc")).isEmpty();
  }

  @Test
  void aStoreBelongsToOnePepper() {
    assertThat(store.bind("one")).isTrue();
    assertThat(store.bind("one")).isTrue();
    assertThat(store.bind("two")).isFalse();
  }

  @Test
  void aDatabaseOfANewerSchemaIsRefused() {
    database()
        .write(handle ->
            handle.execute(
                "INSERT INTO \"server_schema_history\" (\"installed_rank\", \"version\", \"description\", \"type\", \"script\", \"installed_by\", \"execution_time\", \"success\") VALUES (99, '99', 'future', 'SQL', 'x', 'x', 1, TRUE)"));

    assertThatThrownBy(this::reopen)
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("schema 99");
  }

  /// Closes the database and opens it again.
  abstract void reopen();
}
