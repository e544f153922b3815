package dev.gambeson.registry.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @Test
  void aSecretThatAnybodyMayReadIsRefusedWithWhatToDo(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> PrivateFiles.requirePrivate(file, "The key file"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("secret ");
  }
}
