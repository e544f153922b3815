package dev.gambeson.registry.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class KeyFilesTest {
  @TempDir private Path folder;
  private Path keys;

  @BeforeEach
  void makeKeys() {
    LedgerKey _ = TestLedgers.key(folder);
    keys = folder.resolve("keys");
  }

  private void permit(String file, String permissions) throws Exception {
    Files.setPosixFilePermissions(keys.resolve(file), PosixFilePermissions.fromString(permissions));
  }

  @Test
  void keysAreMadeForTheirOwnerAloneAndReadBack() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rwx------");
    assertThat(LedgerKey.read(keys).origin()).isEqualTo(TestLedgers.ORIGIN);
    permit("signing.key", "r--------");
    assertThat(LedgerKey.read(keys).origin()).isEqualTo(TestLedgers.ORIGIN);
  }

  @ParameterizedTest
  @CsvSource({
    "signing.key,rw-r-----",
    "signing.key,rw----r--",
    "signing.key,rw--w----",
    "pseudonym.key,rw-r--r--"
  })
  void aPrivateKeyThatOthersCanGetAtIsRefused(String file, String permissions) throws Exception {
    permit(file, permissions);
    assertThatThrownBy(() -> LedgerKey.read(keys))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining(permissions)
        .hasMessageContaining("chmod 600");
  }
}
