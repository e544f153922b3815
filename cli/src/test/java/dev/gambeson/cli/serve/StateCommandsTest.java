package dev.gambeson.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.StateBackup;
import dev.gambeson.server.StateMigration;
import dev.gambeson.server.config.GatewaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCommandsTest {
  @TempDir private Path folder;

  @Test
  void whatWasSavedFillsAnEmptyState() throws IOException {
    Path backup = folder.resolve("state.backup");
    var saved = StateBackup.save(settings("one"), folder, backup, Clock.systemUTC());

    assertThat(StateBackup.restore(settings("two"), folder, backup)).isEqualTo(saved);
  }

  @Test
  void aDamagedBackupChangesNothing() throws IOException {
    Path backup = folder.resolve("state.backup");
    StateBackup.save(settings("one"), folder, backup, Clock.systemUTC());
    byte[] bytes = Files.readAllBytes(backup);
    bytes[bytes.length - 3] ^= 1;
    Files.write(backup, bytes);

    assertThatThrownBy(() -> StateBackup.restore(settings("two"), folder, backup))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("state.backup");
  }

  @Test
  void onlyPostgresIsMigratedByAnOwner() throws IOException {
    GatewaySettings settings = settings("one");

    assertThatThrownBy(() -> StateMigration.run(settings, folder, "owner", Optional.empty()))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("names no PostgreSQL");
  }

  private GatewaySettings settings(String state) throws IOException {
    Path file = folder.resolve(state + ".yaml");
    Files.createDirectories(folder.resolve(state));
    Files.writeString(
        file,
        """
        model: m.onnx
        data: {train: t.csv}
        serve: {state: {folder: %s}}
        """
            .formatted(state));
    return ServeSection.read(file);
  }
}
