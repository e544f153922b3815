package dev.gambeson.server;

import dev.gambeson.core.GambesonException;
import dev.gambeson.response.playbook.Playbook;
import dev.gambeson.response.playbook.PlaybookReader;
import dev.gambeson.response.playbook.StandardPlaybooks;
import dev.gambeson.response.route.Route;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Routes and playbooks that the settings name.
final class ResponseParts {
  private ResponseParts() {}

  static Map<String, Route> routes(GatewaySettings settings, Path base, Clock clock) {
    Map<String, Route> routes = new HashMap<>();
    settings
        .routes()
        .orElse(Map.of())
        .forEach((name, r) ->
            routes.put(name, r.resolved(file -> SettingsReader.resolve(base, file)).open(clock)));
    return Map.copyOf(routes);
  }

  static List<Playbook> playbooks(GatewaySettings settings, Path base) {
    if (settings.playbooks().isEmpty()) {
      return StandardPlaybooks.all();
    }
    Path folder = SettingsReader.resolve(base, settings.playbooks().get());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".yml"))
          .sorted()
          .map(PlaybookReader::read)
          .toList();
    } catch (IOException e) {
      throw GambesonException.usage(
          "The playbooks in %s cannot be read: %s.".formatted(folder, e.getMessage()));
    }
  }
}
