package dev.gambeson.server;

import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.state.Database;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/// What all rooms of a gateway stand on.
///
/// @param folder of the state
record Ground(
    GatewaySettings settings,
    GatewayServer.Surroundings around,
    Path folder,
    Closing closing,
    StateRoom state,
    Vertx vertx,
    Periodic timer,
    Deeds deeds) {
  static Ground open(GatewaySettings settings, GatewayServer.Surroundings around, Closing closing) {
    Path folder =
        SettingsReader.resolve(
            around.base(), settings.state().orElse(GatewaySettings.State.EMBEDDED).where());
    StateRoom state =
        closing.open(
            StateRoom.open(settings, around.base(), folder, around.clock(), around.random()));
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    closing.then(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    Periodic timer = closing.open(new Periodic());
    return new Ground(
        settings, around, folder, closing, state, vertx, timer, new Deeds(state.ledger()));
  }

  Clock clock() {
    return around.clock();
  }

  SecureRandom random() {
    return around.random();
  }

  /// Folder that paths of the settings are relative to.
  Path base() {
    return around.base();
  }

  String node() {
    return settings.node().orElse("node-1");
  }

  Database database() {
    return state.database();
  }
}
