package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.WholeGateway;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every route of the data plane of a whole gateway, without, with a wrong and with a lesser role.
/// A new route does not compile here before it has a path, and is then walked.
class WholeDataPlaneTest {
  private static final WholeGateway GATEWAY = WholeGateway.shared();
  private static final String WRONG = "gbk_aaaaaaaaaa_" + "a".repeat(39);
  private static final String NOTHING = GATEWAY.key("no-roles");
  private static final String LOOKS = GATEWAY.key("looks", "reader");
  private static final String ASKS = GATEWAY.key("asks", "scorer");

  private static List<String> paths(Route route) {
    return switch (route) {
      case LIVE -> List.of("/v2/health/live");
      case READY -> List.of("/v2/health/ready");
      case SERVER -> List.of("/v2");
      case SIGNING_KEYS -> List.of("/v1/signing-keys");
      case MODEL -> List.of("/v2/models/credit", "/v2/models/credit/versions/1");
      case MODEL_READY -> List.of("/v2/models/credit/ready", "/v2/models/credit/versions/1/ready");
      case INFER -> List.of("/v2/models/credit/infer", "/v2/models/credit/versions/1/infer");
      case PREDICT -> List.of("/v1/models/credit/predict");
      case EXPLAIN -> List.of("/v1/models/credit/explain");
      case LABELS -> List.of("/v2/models/credit/labels");
    };
  }

  private static String body(Route route) {
    return switch (route) {
      case INFER ->
          "{\"inputs\":[{\"name\":\"row\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";
      case PREDICT, EXPLAIN -> "{\"rows\":[{\"amount\":10,\"age\":20}]}";
      case LABELS -> "{\"labels\":[{\"id\":\"x\",\"row\":0,\"label\":\"1\"}]}";
      default -> "";
    };
  }

  private static int status(Route route, String path, String credentials) throws Exception {
    try (RawSocket socket = new RawSocket(GATEWAY.dataPort())) {
      String body = body(route);
      String length =
          route.method().equals("POST") ? "Content-Length: " + body.length() + "\r\n" : "";
      String all =
          socket
              .send(
                  route.method()
                      + " "
                      + path
                      + " HTTP/1.1\r\nHost: a\r\n"
                      + credentials
                      + length
                      + "\r\n"
                      + body)
              .response();
      return Integer.parseInt(all.substring(9, 12));
    }
  }

  private static String bearer(String key) {
    return "Authorization: Bearer " + key + "\r\n";
  }

  @Test
  void onlyHealthTheServersNameAndItsPublicKeyAreForAnyone() {
    assertThat(Route.values())
        .filteredOn(r -> r.action().isEmpty())
        .containsExactlyInAnyOrder(Route.LIVE, Route.READY, Route.SERVER, Route.SIGNING_KEYS);
  }

  @ParameterizedTest
  @EnumSource
  void noRouteAnswersStrangersOrClientsWithoutTheRole(Route route) throws Exception {
    for (String path : paths(route)) {
      assertThat(Route.of(path).orElseThrow().route()).isEqualTo(route);
      if (route.action().isEmpty()) {
        assertThat(status(route, path, "")).as(path).isEqualTo(200);
        continue;
      }
      for (String nobody :
          List.of(
              "",
              bearer(WRONG),
              bearer("a.b.c"),
              "Authorization: Basic YWRtaW46YWRtaW4=\r\n",
              bearer(ASKS) + "x-api-key: " + ASKS + "\r\n",
              "Cookie: __Host-gambeson=" + ASKS + "\r\n",
              "x-forwarded-user: admin\r\nx-forwarded-for: 127.0.0.1\r\n")) {
        assertThat(status(route, path, nobody)).as(path + " " + nobody).isEqualTo(401);
      }
      assertThat(status(route, path, bearer(NOTHING))).as(path).isIn(403, 404);
      boolean looking = route == Route.MODEL || route == Route.MODEL_READY;
      if (looking) {
        assertThat(status(route, path, bearer(LOOKS))).as(path).isEqualTo(200);
      } else {
        assertThat(status(route, path, bearer(LOOKS))).as(path).isIn(403, 404);
      }
      if (route == Route.EXPLAIN) { // who may ask may not ask why
        assertThat(status(route, path, bearer(ASKS))).as(path).isEqualTo(403);
      } else {
        assertThat(status(route, path, bearer(ASKS))).as(path).isIn(200, 202);
      }
    }
  }

  @Test
  void aLabelThatIsNoClassIsTheClientsFault() throws Exception {
    try (RawSocket socket = new RawSocket(GATEWAY.dataPort())) {
      String body = "{\"labels\":[{\"id\":\"x\",\"row\":0,\"label\":\"perhaps\"}]}";
      assertThat(
              socket
                  .send(
                      "POST /v2/models/credit/labels HTTP/1.1\r\nHost: a\r\n"
                          + bearer(ASKS)
                          + "Content-Length: "
                          + body.length()
                          + "\r\n\r\n"
                          + body)
                  .response())
          .startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void noClientLoadsUnloadsOrAdministers() throws Exception {
    for (String path :
        List.of(
            "/v2/repository/index",
            "/v2/repository/models/credit/load",
            "/v2/repository/models/credit/unload",
            "/v2/models/credit/load",
            "/v2/models/credit/config",
            "/v2/models/credit/trace/setting",
            "/v2/logging",
            "/invocations",
            "/metrics",
            "/api/v1/keys",
            "/api/v1/overview")) {
      for (Route as : List.of(Route.MODEL, Route.PREDICT)) {
        assertThat(status(as, path, "")).as(path).isEqualTo(401);
        assertThat(status(as, path, bearer(ASKS))).as(path).isEqualTo(404);
      }
    }
  }

  @Test
  void aModelThatDoesNotExistLooksLikeOneThatIsNotForOne() throws Exception {
    for (Route route : List.of(Route.MODEL, Route.PREDICT)) {
      String there = paths(route).getFirst();
      String absent = there.replace("credit", "no-such-model");
      assertThat(status(route, absent, bearer(NOTHING)))
          .isEqualTo(status(route, there, bearer(NOTHING)));
    }
  }
}
