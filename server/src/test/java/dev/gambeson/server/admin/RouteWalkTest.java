package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.server.admin.port.AdminListener;
import dev.gambeson.server.admin.port.Role;
import io.vertx.core.http.HttpMethod;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every route, without, with a wrong and with a lesser role; and as a foreign page would call it.
class RouteWalkTest {
  private static DevPlane dev;
  private static final Map<Role, Visitor> PEOPLE = new EnumMap<>(Role.class);

  @BeforeAll
  static void start() throws Exception {
    dev = new DevPlane(AdminOptions.local(InstantSource.system()).withPort(0), false, false);
    dev.people();
    for (Role role : Role.values()) {
      PEOPLE.put(role, Visitor.as(dev, role.name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  @AfterAll
  static void stop() {
    PEOPLE.values().forEach(Visitor::close);
    dev.close();
  }

  private static Stream<Route> routes() {
    return dev.plane.table().routes().stream();
  }

  private static Stream<Route> guarded() {
    return routes().filter(r -> r.access() instanceof Route.Access.Needs);
  }

  private static Role least(Route route) {
    return ((Route.Access.Needs) route.access()).permission().least();
  }

  private static String path(Route route) {
    return RouteTable.ROOT + route.path().replaceAll("\\{[a-z]+\\}", "nothing");
  }

  private static HttpResponse<String> call(Visitor visitor, Route route) throws Exception {
    boolean get = route.method().equals(HttpMethod.GET);
    return visitor.send(
        route.method().name(), path(route), get ? Optional.empty() : Optional.of("{}"));
  }

  @Test
  void onlyTheLogInIsForAnyone() {
    assertThat(
            routes()
                .filter(r -> r.access() instanceof Route.Access.Anyone)
                .map(Route::name)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("session.state", "session.log-in", "session.set-up");
  }

  @Test
  void aRouteWithoutAPermissionCannotBeMade() {
    assertThatThrownBy(() -> new Route.Access.Needs(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void nobodyGetsAnythingWithoutASession() throws Exception {
    try (Visitor stranger = new Visitor(dev)) {
      for (Route route : guarded().toList()) {
        assertThat(call(stranger, route).statusCode()).as(route.name()).isEqualTo(401);
      }
    }
  }

  @Test
  void nobodyGetsAnythingWithAnInventedSession() throws Exception {
    try (Visitor stranger = new Visitor(dev)) {
      stranger.cookies.put("gambeson-local", "A".repeat(43));
      for (Route route : guarded().toList()) {
        assertThat(call(stranger, route).statusCode()).as(route.name()).isEqualTo(401);
      }
    }
  }

  @Test
  void aLesserRoleIsRefusedAndReported() throws Exception {
    List<String> tried = new ArrayList<>();
    for (Route route : guarded().toList()) {
      for (Role role : Role.values()) {
        if (!role.covers(least(route))) {
          dev.events.clear();
          assertThat(call(PEOPLE.get(role), route).statusCode())
              .as(route.name() + " as " + role)
              .isEqualTo(403);
          assertThat(dev.events)
              .as(route.name())
              .anyMatch(e ->
                  e.outcome() == AdminListener.Outcome.FORBIDDEN
                      && e.action().equals(route.name()));
          tried.add(route.name());
        }
      }
    }
    assertThat(tried).hasSizeGreaterThan(40);
  }

  @Test
  void theLeastRoleIsLetIn() throws Exception {
    for (Route route : guarded().filter(r -> !r.name().equals("traffic.stream")).toList()) {
      if (route.name().equals("session.log-out")) {
        continue;
      }
      assertThat(call(PEOPLE.get(least(route)), route).statusCode())
          .as(route.name())
          .isNotIn(401, 403, 500);
    }
  }

  @Test
  void noRouteThatChangesSomethingTakesARequestOfAForeignPage() throws Exception {
    List<Map<String, String>> foreign =
        List.of(
            Map.of("x-gambeson-console", "1"),
            Map.of("x-gambeson-console", "1", "origin", "https://evil.example"),
            Map.of("x-gambeson-console", "1", "origin", "null"),
            Map.of("origin", dev.plane.address().replaceFirst("/$", "")),
            Map.of(
                "x-gambeson-console", "1",
                "origin", dev.plane.address().replaceFirst("/$", ""),
                "sec-fetch-site", "cross-site"));
    Visitor admin = PEOPLE.get(Role.ADMIN);
    Map<String, String> own = Map.copyOf(admin.headers);
    for (Route route : routes().filter(r -> !r.method().equals(HttpMethod.GET)).toList()) {
      for (Map<String, String> headers : foreign) {
        admin.headers.clear();
        admin.headers.putAll(headers);
        assertThat(call(admin, route).statusCode()).as(route.name() + " " + headers).isEqualTo(403);
      }
    }
    admin.headers.clear();
    admin.headers.putAll(own);
  }

  @Test
  void foreignPagesReadNothing() throws Exception {
    Visitor admin = PEOPLE.get(Role.ADMIN);
    admin.headers.put("sec-fetch-site", "cross-site");
    for (Route route : routes().filter(r -> r.method().equals(HttpMethod.GET)).toList()) {
      assertThat(call(admin, route).statusCode()).as(route.name()).isEqualTo(403);
    }
    admin.headers.remove("sec-fetch-site");
  }

  @Test
  void whatIsNotInTheTableIsUnknownOnlyToWhoIsLoggedIn() throws Exception {
    try (Visitor stranger = new Visitor(dev)) {
      assertThat(stranger.get("/no/such/call").statusCode()).isEqualTo(401);
    }
    assertThat(PEOPLE.get(Role.VIEWER).get("/no/such/call").statusCode()).isEqualTo(404);
    assertThat(
            PEOPLE
                .get(Role.ADMIN)
                .send("DELETE", RouteTable.ROOT + "/keys", Optional.empty())
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void everyBodyIsRefusedWhenAFieldIsMissingOrUnknown() throws Exception {
    Visitor admin = PEOPLE.get(Role.ADMIN);
    for (Route route : guarded().filter(r -> r.request().isPresent()).toList()) {
      String unknown = "{\"surprise\":1}";
      assertThat(admin.send("POST", path(route), Optional.of(unknown)).statusCode())
          .as(route.name())
          .isEqualTo(400);
      RecordComponent[] fields = route.request().get().getRecordComponents();
      if (fields.length > 0) {
        assertThat(admin.send("POST", path(route), Optional.of("{}")).statusCode())
            .as(route.name())
            .isIn(400, 404, 204);
      }
    }
  }
}
