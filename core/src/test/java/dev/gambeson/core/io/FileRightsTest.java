package dev.gambeson.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class FileRightsTest {
  private static final int ROOT = 0;
  private static final int SERVICE = 10_001;

  private static boolean mayKeep(String rights, int owner, int self) {
    return FileRights.mayKeepSecret(PosixFilePermissions.fromString(rights), owner, self);
  }

  @Test
  void aSecretIsForItsOwnerAlone() {
    assertThat(mayKeep("rw-------", SERVICE, SERVICE)).isTrue();
    assertThat(mayKeep("r--------", SERVICE, SERVICE)).isTrue();
    assertThat(mayKeep("rw-r-----", SERVICE, SERVICE)).isFalse();
    assertThat(mayKeep("rw----r--", SERVICE, SERVICE)).isFalse();
  }

  @Test
  void rootMayHandASecretToAServiceThroughItsGroup() {
    assertThat(mayKeep("r--r-----", ROOT, SERVICE)).isTrue();
    assertThat(mayKeep("rw-r-----", ROOT, SERVICE)).isTrue();
    assertThat(mayKeep("rw-rw----", ROOT, SERVICE)).isFalse();
    assertThat(mayKeep("r--r--r--", ROOT, SERVICE)).isFalse();
    assertThat(mayKeep("r--r-----", ROOT, ROOT)).isFalse();
    assertThat(mayKeep("r--r-----", -1, SERVICE)).isFalse();
  }
}
