package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A request to a route, checked: the caller has the permission.
///
/// @param standing the session, where somebody is logged in
/// @param address where it came from
/// @param path values of the template's names, decoded
/// @param query the query's parameters, decoded
/// @param body the body's record, if the route has one
/// @param cookie value of the cookie that ties an answer of the issuer to this browser
record Call(
    Optional<Sessions.Standing> standing,
    String address,
    Map<String, String> path,
    Map<String, String> query,
    Optional<Record> body,
    Optional<String> cookie) {
  private static final int MAX_NAME = 400;

  /// Who is logged in; empty on the routes that are for anyone.
  Optional<Operator> who() {
    return standing.map(Sessions.Standing::who);
  }

  /// The session, on a route that needs a permission.
  Sessions.Standing session() {
    return standing.orElseThrow(() -> new Rejected(Rejected.Kind.UNAUTHENTICATED, "Log in first."));
  }

  /// Who is logged in, on a route that needs a permission.
  Operator operator() {
    return session().who();
  }

  /// A part of the path: a name as it is, for also a client with a hostile name must be found and
  /// blocked.
  String part(String name) {
    return Words.name(path.get(name), name, MAX_NAME);
  }

  /// A parameter of the query, empty for none.
  String parameter(String name) {
    return Words.optionalLine(query.get(name), name, MAX_NAME);
  }

  /// A whole number of the query.
  long number(String name, long otherwise, long min, long max) {
    String text = parameter(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw outside(name, min, max);
    }
    throw outside(name, min, max);
  }

  private static Rejected outside(String name, long min, long max) {
    return Rejected.invalid(
        "The parameter \"%s\" must be a whole number from %d to %d.".formatted(name, min, max));
  }

  /// How many rows at most, up to 500.
  int limit() {
    return (int) number("limit", 100, 1, 500);
  }

  /// The body.
  <T extends Record> T body(Class<T> type) {
    return body.map(type::cast)
        .orElseThrow(() -> Rejected.invalid("The request has no body; send a JSON object."));
  }

  /// What of a request is reported: names of the path, made harmless for a log, and the reason.
  Map<String, String> details() {
    Map<String, String> all = new HashMap<>();
    path.forEach((name, value) -> all.put(name, Words.harmless(value)));
    if (body.isPresent() && body.get() instanceof Requests.Why reason) {
      all.put("reason", reason.why());
    }
    return Map.copyOf(all);
  }
}
