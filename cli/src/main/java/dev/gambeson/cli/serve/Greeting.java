package dev.gambeson.cli.serve;

import dev.gambeson.server.GatewayServer;
import java.util.stream.Collectors;

/// What `serve` says once it answers.
final class Greeting {
  private Greeting() {}

  static String of(GatewayServer server) {
    String asks =
        server.models().stream()
            .map(m ->
                "  http://127.0.0.1:%d/v2/models/%s/infer      Open Inference Protocol%n  http://127.0.0.1:%d/v1/models/%s/predict    JSON rows"
                    .formatted(server.dataPort(), m, server.dataPort(), m))
            .collect(Collectors.joining("\n"));
    String console =
        server
            .setupToken()
            .map(t ->
                "Console: %s   first log-in as 'admin' with the set-up token%n  %s   (shown once; ends in a day)"
                    .formatted(server.consoleAddress(), t))
            .orElse("Console: " + server.consoleAddress());
    return "Gambeson answers.%n%s%n%n%s".formatted(asks, console);
  }
}
