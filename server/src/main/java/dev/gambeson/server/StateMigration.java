package dev.gambeson.server;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.state.SchemaOwner;
import java.nio.file.Path;
import java.util.Optional;

/// Brings the tables of a gateway's PostgreSQL up to date as their owner: see [SchemaOwner].
public final class StateMigration {
  private StateMigration() {}

  /// @param passwordFile of the owner; without one the driver reads `~/.pgpass`
  public static SchemaOwner.Done run(
      GatewaySettings settings, Path base, String owner, Optional<Path> passwordFile) {
    Encrypted.require(settings);
    String url =
        settings
            .state()
            .flatMap(GatewaySettings.State::database)
            .orElseThrow(() ->
                GambesonException.usage(
                    "serve: `state.database` names no PostgreSQL; the embedded database brings itself up to date."));
    return SchemaOwner.migrate(
        url,
        owner,
        passwordFile.map(f -> StateRoom.readAgain(base, SettingsReader.resolve(base, f))));
  }
}
