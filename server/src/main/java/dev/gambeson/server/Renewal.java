package dev.gambeson.server;

import dev.gambeson.server.config.GatewaySettings;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Reads the certificates of a listener again when their files were changed, and says so.
record Renewal(Ground ground, Following following) {
  void of(
      String listener, Optional<GatewaySettings.Listener> settings, Supplier<Future<Void>> reload) {
    settings
        .flatMap(GatewaySettings.Listener::tls)
        .ifPresent(tls ->
            ground
                .timer()
                .watched(Listeners.files(tls, ground.base()), () -> again(listener, reload.get())));
  }

  private void again(String listener, Future<Void> reloaded) {
    try {
      reloaded.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      ground.deeds().record("gambeson", "certificates.reload", "", true, Map.of());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      following.trouble("certificate of the " + listener, "", String.valueOf(e.getMessage()));
    }
  }
}
