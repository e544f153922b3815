package dev.gambeson.server.control;

import dev.gambeson.response.route.Route;
import java.util.Map;

/// What the console shows and remembers beside what the gateway works with.
///
/// @param routes whom incidents are told to, by name
public record Records(Map<String, Route> routes) {
  public Records {
    routes = Map.copyOf(routes);
  }
}
