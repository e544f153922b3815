package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.admin.port.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Every call that the admin plane of a whole gateway says it has, without, with an invented and
/// with a lesser role. The calls come from its own description, so that new ones are walked, too.
class WholeAdminPlaneTest {
  private record Operation(String name, String method, String path, Optional<Role> least) {
    String filled() {
      return path.replaceAll("\\{[a-z]+\\}", "nothing");
    }

    boolean looks() {
      return method.equals("GET");
    }
  }

  private static final List<Operation> ALL = new ArrayList<>();

  @BeforeAll
  static void describe() throws Exception {
    JsonNode paths =
        Visitor.json(WholeConsole.people().get(Role.VIEWER).get("/openapi.json")).path("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        JsonNode what = operation.getValue();
        ALL.add(
            new Operation(
                what.path("operationId").asString(),
                operation.getKey().toUpperCase(java.util.Locale.ROOT),
                path.getKey(),
                Optional.of(what.path("x-role").asString(""))
                    .filter(r -> !r.isEmpty())
                    .map(Role::valueOf)));
      }
    }
    assertThat(ALL).hasSizeGreaterThan(40);
  }

  private static List<Operation> guarded() {
    return ALL.stream().filter(o -> o.least().isPresent()).toList();
  }

  private static int status(Visitor visitor, Operation operation) throws Exception {
    return visitor
        .send(
            operation.method(),
            operation.filled(),
            operation.looks() ? Optional.empty() : Optional.of("{}"))
        .statusCode();
  }

  @Test
  void onlyTheLogInIsForAnyone() {
    assertThat(ALL.stream().filter(o -> o.least().isEmpty()).map(Operation::name))
        .containsExactlyInAnyOrder("session.state", "session.log-in", "session.set-up");
  }

  @Test
  void nobodyGetsAnythingWithoutASession() throws Exception {
    try (Visitor stranger = new Visitor(WholeConsole.address())) {
      for (Operation operation : guarded()) {
        assertThat(status(stranger, operation)).as(operation.name()).isEqualTo(401);
      }
    }
  }

  @Test
  void nobodyGetsAnythingWithAnInventedSessionOrAClientsKey() throws Exception {
    try (Visitor stranger = new Visitor(WholeConsole.address())) {
      stranger.cookies.put("gambeson-local", "A".repeat(43));
      stranger.headers.put(
          "authorization",
          "Bearer " + dev.gambeson.server.WholeGateway.shared().key("walker", "scorer"));
      for (Operation operation : guarded()) {
        assertThat(status(stranger, operation)).as(operation.name()).isEqualTo(401);
      }
    }
  }

  @Test
  void aLesserRoleIsRefusedEverywhere() throws Exception {
    int tried = 0;
    for (Operation operation : guarded()) {
      for (Role role : Role.values()) {
        if (!role.covers(operation.least().orElseThrow())) {
          assertThat(status(WholeConsole.people().get(role), operation))
              .as(operation.name() + " as " + role)
              .isEqualTo(403);
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(40);
  }

  @Test
  void theLeastRoleIsLetInAndNothingBreaks() throws Exception {
    for (Operation operation : guarded()) {
      if (operation.name().equals("traffic.stream") || operation.name().equals("session.log-out")) {
        continue;
      }
      assertThat(status(WholeConsole.people().get(operation.least().orElseThrow()), operation))
          .as(operation.name())
          .isNotIn(401, 403, 500, 503);
    }
  }

  @Test
  void noRouteTakesARequestOfAForeignPage() throws Exception {
    Visitor admin = WholeConsole.people().get(Role.ADMIN);
    Map<String, String> own = Map.copyOf(admin.headers);
    try {
      for (Operation operation : ALL) {
        admin.headers.clear();
        admin.headers.putAll(own);
        admin.headers.put("sec-fetch-site", "cross-site");
        admin.headers.put("origin", "https://evil.example");
        assertThat(status(admin, operation)).as(operation.name()).isEqualTo(403);
      }
    } finally {
      admin.headers.clear();
      admin.headers.putAll(own);
    }
  }

  @Test
  void callsThatAreNotDescribedDoNotExist() throws Exception {
    for (String path :
        List.of("/debug", "/metrics", "/actuator", "/users/../keys", "/health", "/session/x")) {
      try (Visitor stranger = new Visitor(WholeConsole.address())) {
        assertThat(stranger.get(path).statusCode()).as(path).isIn(400, 401);
      }
    }
  }
}
