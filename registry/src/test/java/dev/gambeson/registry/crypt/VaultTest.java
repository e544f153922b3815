package dev.gambeson.registry.crypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.store.Digest;
import dev.gambeson.registry.store.FolderStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final StoreKeys KEYS = StoreKeys.create();
  @TempDir Path folder;
  private FolderStore store;
  private Vault vault;

  @BeforeEach
  void open() {
    store = FolderStore.open(folder.resolve("store"), Clock.systemUTC());
    vault = new Vault(store, Optional.of(KEYS), "acme", new SecureRandom());
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("in.bin"), content);
  }

  private Path stored(Digest digest) {
    return folder
        .resolve("store/objects")
        .resolve(digest.hex().substring(0, 2))
        .resolve(digest.hex());
  }

  @Test
  void contentComesBackAsItWasWhateverItsSize() throws IOException {
    for (int size : new int[] {0, 1, 1000, (1 << 20) - 1, 1 << 20, (3 << 20) + 5}) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);

      Vault.Kept kept = vault.keep(file(content));
      Path out = folder.resolve("out" + size);
      vault.copy(kept.digest(), kept.bytes(), out);

      assertThat(kept.digest().hex()).isEqualTo(Sha256.of(content));
      assertThat(Files.readAllBytes(out)).isEqualTo(content);
    }
  }

  @Test
  void theStoreHoldsNothingInClear() throws IOException {
    String secret = "a sentence that nobody else may read ".repeat(50);
    Digest digest = vault.keep(file(secret.getBytes(StandardCharsets.UTF_8))).digest();

    assertThat(Files.readString(stored(digest), StandardCharsets.ISO_8859_1))
        .doesNotContain("nobody else may read");
  }

  @Test
  void theSameContentIsKeptOnceAndEncryptedAnewEachTime() throws IOException {
    assertThat(vault.keep(file(new byte[100])).added()).isTrue();
    byte[] first = Files.readAllBytes(stored(new Digest(Sha256.of(new byte[100]))));

    assertThat(vault.keep(file(new byte[100])).added()).isFalse();
    assertThat(Files.readAllBytes(stored(new Digest(Sha256.of(new byte[100]))))).isEqualTo(first);
  }

  @Test
  void aFlippedBitAnywhereIsFound() throws IOException {
    byte[] content = new byte[300];
    new Random(1).nextBytes(content);
    Vault.Kept kept = vault.keep(file(content));
    byte[] sound = Files.readAllBytes(stored(kept.digest()));

    for (int i = 0; i < sound.length * 8; i++) {
      byte[] damaged = sound.clone();
      damaged[i / 8] ^= (byte) (1 << (i % 8));
      Files.write(stored(kept.digest()), damaged);
      assertThatThrownBy(() -> vault.copy(kept.digest(), kept.bytes(), folder.resolve("out")))
          .as("bit %d", i)
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("is damaged");
    }
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void anObjectCutOffAnywhereIsFound() throws IOException {
    Vault.Kept kept = vault.keep(file(new byte[300]));
    byte[] sound = Files.readAllBytes(stored(kept.digest()));

    for (int length = 0; length < sound.length; length++) {
      Files.write(stored(kept.digest()), java.util.Arrays.copyOf(sound, length));
      assertThatThrownBy(() -> vault.verify(kept.digest(), kept.bytes()))
          .as("%d bytes", length)
          .isInstanceOf(GambesonException.class);
    }
  }

  @Test
  void anObjectUnderAnothersNameDoesNotOpen() throws IOException {
    Vault.Kept one = vault.keep(file("one".getBytes(StandardCharsets.UTF_8)));
    Vault.Kept two = vault.keep(file("two".getBytes(StandardCharsets.UTF_8)));
    Files.copy(
        stored(one.digest()),
        stored(two.digest()),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> vault.verify(two.digest(), two.bytes()))
        .hasMessageContaining("does not open under this name");
  }

  @Test
  void anObjectOfAnotherTenantDoesNotOpen() throws IOException {
    Vault.Kept kept = vault.keep(file(new byte[10]));
    Vault other = new Vault(store, Optional.of(KEYS), "globex", new SecureRandom());

    assertThatThrownBy(() -> other.verify(kept.digest(), kept.bytes()))
        .hasMessageContaining("tenant");
  }

  @Test
  void anEncryptedStoreTakesNoPlainObjectForItsOwn() throws IOException {
    Vault plain = new Vault(store, Optional.empty(), "acme", new SecureRandom());
    Vault.Kept kept = plain.keep(file(new byte[10]));
    plain.verify(kept.digest(), kept.bytes());

    assertThatThrownBy(() -> vault.verify(kept.digest(), kept.bytes()))
        .hasMessageContaining("does not begin like a sealed object");
  }

  @Test
  void aMissingObjectIsNamed() {
    Digest nothing = new Digest(Sha256.of("nothing"));

    assertThatThrownBy(() -> vault.verify(nothing, 7))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining(nothing.hex())
        .hasMessageContaining("is missing");
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));

    assertThatThrownBy(() -> vault.keep(link)).hasMessageContaining("is no regular file");
  }

  @Test
  void nothingStaysInStagingAfterAFailure() throws IOException {
    Path unreadable = folder.resolve("gone");
    assertThatThrownBy(() -> vault.keep(unreadable)).isInstanceOf(GambesonException.class);
    vault.keep(file(new byte[10]));

    try (Stream<Path> left = Files.list(store.staging())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void objectsOpenAfterTheStoreKeysWereWrappedAnew() throws IOException {
    Vault.Kept before = vault.keep(file(new byte[10]));
    KeyFile oldKey = KeyFile.create(folder.resolve("old.key"));
    KeyFile newKey = KeyFile.create(folder.resolve("new.key"));

    StoreKeys more = StoreKeys.unwrap(KEYS.wrap(oldKey, "r"), oldKey, "r").withNewKey();
    StoreKeys again = StoreKeys.unwrap(more.wrap(newKey, "r"), newKey, "r");
    Vault.Kept after = vault.with(again).keep(file(new byte[11]));

    vault.with(again).verify(before.digest(), before.bytes());
    vault.with(again).verify(after.digest(), after.bytes());
    assertThatThrownBy(() -> vault.verify(after.digest(), after.bytes()))
        .isInstanceOf(GambesonException.class);
  }

  @Test
  void noKeyShowsInAnyText() throws IOException {
    KeyFile key = KeyFile.create(folder.resolve("a.key"));
    String file = Files.readString(folder.resolve("a.key"));
    String material = file.substring(file.indexOf("\"value\":\"") + 9).split("\"", -1)[0];

    assertThat(material).hasSizeGreaterThan(40);
    assertThat(List.of(key.toString(), KEYS.toString(), key.address()))
        .noneMatch(t -> t.contains(material) || t.contains("key_data"));
  }
}
