package dev.gambeson.server.admin;

import dev.gambeson.server.WholeGateway;
import dev.gambeson.server.admin.port.Role;
import java.net.http.HttpResponse;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// The console of the shared whole gateway, with a person of each role who is logged in.
final class WholeConsole {
  static final String PASSWORD = "velvet-anchor-74-quince";
  private static final Map<Role, Visitor> PEOPLE = new EnumMap<>(Role.class);

  private WholeConsole() {}

  static String address() {
    return WholeGateway.shared().console().toString();
  }

  /// People by role, made at the first call.
  static synchronized Map<Role, Visitor> people() throws Exception {
    if (PEOPLE.isEmpty()) {
      Visitor admin = new Visitor(address());
      String token = WholeGateway.shared().server().setupToken().orElseThrow();
      setUp(admin, "admin", token);
      for (Role role : Role.values()) {
        PEOPLE.put(role, role == Role.ADMIN ? admin : invited(admin, role));
      }
    }
    return PEOPLE;
  }

  private static Visitor invited(Visitor admin, Role role) throws Exception {
    String name = role.name().toLowerCase(Locale.ROOT) + "-1";
    HttpResponse<String> invited =
        admin.post("/users", "{\"name\":\"%s\",\"role\":\"%s\"}".formatted(name, role));
    Visitor visitor = new Visitor(address());
    setUp(visitor, name, Visitor.json(invited).path("token").asString());
    return visitor;
  }

  private static void setUp(Visitor visitor, String name, String token) throws Exception {
    HttpResponse<String> response =
        visitor.post(
            "/session/set-up",
            "{\"name\":\"%s\",\"token\":\"%s\",\"password\":\"%s\"}"
                .formatted(name, token, PASSWORD));
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.body());
    }
  }
}
