package dev.gambeson.server;

import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.state.Backup;
import dev.gambeson.server.state.Database;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Saves and restores the database of a gateway. Keys, ledger and encrypted inputs are plain files
/// of the state folder: copy them too, to another place than the backup.
public final class StateBackup {
  private StateBackup() {}

  /// Writes the database to a file. With the embedded database the gateway must not run.
  ///
  /// @return rows by table
  public static Map<String, Integer> save(
      GatewaySettings settings, Path base, Path file, InstantSource clock) {
    try (Database database = open(settings, base)) {
      return Backup.save(database, file, Optional.empty(), clock).rows();
    }
  }

  /// Fills an empty database from a file.
  ///
  /// @return rows by table
  public static Map<String, Integer> restore(GatewaySettings settings, Path base, Path file) {
    try (Database database = open(settings, base)) {
      return Backup.restore(database, file, Optional.empty()).rows();
    }
  }

  private static Database open(GatewaySettings settings, Path base) {
    Encrypted.require(settings);
    GatewaySettings.State state = settings.state().orElse(GatewaySettings.State.EMBEDDED);
    return StateRoom.database(settings, base, SettingsReader.resolve(base, state.where()));
  }
}
