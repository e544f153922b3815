package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Rejected;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All routes, and how a path finds its own. Paths are cut at the slashes first and decoded after,
/// so that names may hold slashes and dots without meaning anything.
final class RouteTable {
  static final String ROOT = "/api/v1";

  private final List<Route> routes;

  RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
    Set<String> names = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (Route route : routes) {
      String place = route.method() + " " + route.path().replaceAll("\\{[a-z]+\\}", "{}");
      if (!names.add(route.name()) || !places.add(place)) {
        throw new IllegalArgumentException("twice: " + route.name() + " " + place);
      }
    }
  }

  List<Route> routes() {
    return routes;
  }

  /// A route with the values of its path.
  record Match(Route route, Map<String, String> values) {}

  /// The route of a path below [#ROOT].
  ///
  /// @param path as it was sent, without the query
  Optional<Match> find(HttpMethod method, String path) {
    List<String> parts = parts(path.substring(ROOT.length()));
    for (Route route : routes) {
      if (route.method().equals(method)) {
        Optional<Map<String, String>> values = values(route, parts);
        if (values.isPresent()) {
          return Optional.of(new Match(route, values.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Map<String, String>> values(Route route, List<String> parts) {
    String[] template = route.path().substring(1).split("/", -1);
    if (template.length != parts.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < template.length; i++) {
      String part = template[i];
      if (part.startsWith("{")) {
        values.put(part.substring(1, part.length() - 1), parts.get(i));
      } else if (!part.equals(parts.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    if (path.startsWith("/")) {
      for (String part : path.substring(1).split("/", -1)) {
        parts.add(decoded(part));
      }
    }
    return parts;
  }

  /// The parameters of a query; a name that comes twice is refused.
  static Map<String, String> query(String text, List<String> known) {
    Map<String, String> values = new HashMap<>();
    if (text.isEmpty()) {
      return values;
    }
    for (String pair : text.split("&", 50)) {
      int eq = pair.indexOf('=');
      String name = decodedForm(eq < 0 ? pair : pair.substring(0, eq));
      String value = eq < 0 ? "" : decodedForm(pair.substring(eq + 1));
      if (!known.contains(name) || values.put(name, value) != null) {
        throw Rejected.invalid(
            "The address has a parameter that is not known here, or one twice; known are %s."
                .formatted(known));
      }
    }
    return values;
  }

  private static String decoded(String part) {
    return decodedForm(part.replace("+", "%2B"));
  }

  private static String decodedForm(String part) {
    try {
      return URLDecoder.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Rejected.invalid("The address has a wrong percent sign.");
    }
  }
}
