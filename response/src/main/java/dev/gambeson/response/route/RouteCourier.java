package dev.gambeson.response.route;

import dev.gambeson.response.Incident;
import dev.gambeson.response.playbook.Drill;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Sends a drill's notices over the real routes, at once and once each, marked `[DRILL]`.
public final class RouteCourier implements Drill.Courier {
  private final Map<String, Route> routes;
  private final InstantSource clock;

  /// @param routes by name
  public RouteCourier(Map<String, Route> routes, InstantSource clock) {
    this.routes = Map.copyOf(routes);
    this.clock = clock;
  }

  @Override
  public Optional<String> obstacle(String route) {
    return routes.containsKey(route)
        ? Optional.empty()
        : Optional.of("there is no route '" + route + "'");
  }

  @Override
  public Optional<String> send(String name, Incident incident, String text, String key) {
    Route route = routes.get(name);
    if (route == null) {
      return obstacle(name);
    }
    try {
      // A drill repeated later is another drill: its key holds the time.
      String id = "drill/" + clock.instant().toEpochMilli() + "/" + key;
      route.send(Notice.of(incident, text, id, clock.instant(), true));
      return Optional.empty();
    } catch (DeliveryException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return Optional.of("ended by " + e.getClass().getSimpleName());
    }
  }
}
