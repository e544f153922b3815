package dev.gambeson.registry.crypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  @TempDir Path folder;

  @Test
  void aNewKeyFileIsForItsOwnerAlone() throws IOException {
    KeyFile.create(folder.resolve("a.key"));

    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyFileThatOthersMayReadIsRefused() throws IOException {
    Path file = folder.resolve("a.key");
    KeyFile.create(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> KeyWrapper.open("file:" + file))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("rw-r-----")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void anExistingKeyFileIsNeverOverwritten() {
    KeyFile.create(folder.resolve("a.key"));

    assertThatThrownBy(() -> KeyFile.create(folder.resolve("a.key")))
        .hasMessageContaining("exists already");
  }

  @Test
  void aMissingKeyFileIsNamed() {
    assertThatThrownBy(() -> KeyWrapper.open("file:" + folder.resolve("none.key")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("none.key does not exist");
  }

  @Test
  void theMessageAboutADamagedKeyFileDoesNotQuoteIt() throws IOException {
    Path file = folder.resolve("a.key");
    KeyFile.create(file);
    String content = Files.readString(file);
    Files.writeString(file, content.substring(0, content.length() / 2));

    assertThatThrownBy(() -> KeyWrapper.open("file:" + file))
        .hasMessageContaining("is no key file")
        .hasNoCause()
        .hasMessageNotContaining(content.substring(20, 60));
  }

  @Test
  void anotherKeyDoesNotOpenTheStore() {
    KeyFile right = KeyFile.create(folder.resolve("right.key"));
    KeyFile wrong = KeyFile.create(folder.resolve("wrong.key"));
    byte[] wrapped = StoreKeys.create().wrap(right, "registry-1");

    assertThatThrownBy(() -> StoreKeys.unwrap(wrapped, wrong, "registry-1"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("does not open this registry");
    assertThatThrownBy(() -> StoreKeys.unwrap(wrapped, right, "registry-2"))
        .isInstanceOf(GambesonException.class);
    assertThat(StoreKeys.unwrap(wrapped, right, "registry-1").size()).isEqualTo(1);
  }

  @Test
  void betweenTheStepsOfARotationBothKeysOpenTheStore() {
    KeyFile before = KeyFile.create(folder.resolve("a.key"));
    byte[] wrappedBefore = StoreKeys.create().wrap(before, "r");
    KeyFile both = before.withNewKey();
    byte[] wrappedAfter = StoreKeys.unwrap(wrappedBefore, both, "r").wrap(both, "r");
    KeyWrapper reopened = KeyWrapper.open(before.address());

    StoreKeys.unwrap(wrappedBefore, reopened, "r");
    StoreKeys.unwrap(wrappedAfter, reopened, "r");
    KeyFile newest = both.withNewestOnly();
    StoreKeys.unwrap(wrappedAfter, newest, "r");
    assertThatThrownBy(() -> StoreKeys.unwrap(wrappedBefore, newest, "r"))
        .isInstanceOf(GambesonException.class);
  }

  @Test
  void aKmsWithoutAClientOnTheClassPathIsRefused() {
    assertThatThrownBy(() -> KeyWrapper.open("aws-kms://arn:aws:kms:eu-west-1:1:key/x"))
        .hasMessageContaining("tink-awskms");
  }
}
