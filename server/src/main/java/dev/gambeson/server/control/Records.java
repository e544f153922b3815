package dev.gambeson.server.control;

import dev.gambeson.response.route.Route;
import java.util.Map;

/// What the console shows and remembers beside what the gateway works with.
///
/// @param routes whom incidents are told to, by name
/// @param reviews what people said of alarms
/// @param proposals changes of models that wait for a second person
public record Records(
    Map<String, Route> routes, ReviewStore reviews, ProposalStore proposals) {
  public Records {
    routes = Map.copyOf(routes);
  }
}
