package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.WholeGateway;
import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.http.RawSocket;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The admin plane of a whole gateway, over real sockets, against what attackers send.
class HostileAdminTest {
  private static String host() {
    return WholeGateway.shared().console().getAuthority();
  }

  private static RawSocket open() throws IOException {
    return new RawSocket(WholeGateway.shared().console().getPort());
  }

  private static String head(String line) {
    return line + " HTTP/1.1\r\nHost: " + host() + "\r\n";
  }

  private static String fine() {
    return head("GET /api/v1/session") + "\r\n";
  }

  private static void stillAnswers() throws IOException {
    try (RawSocket socket = open()) {
      assertThat(socket.send(fine()).response()).startsWith("HTTP/1.1 200");
    }
  }

  private static void closeAll(List<RawSocket> sockets) throws Exception {
    RawSocket.closeAll(sockets, WholeGateway.shared().console().getPort(), fine());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Content-Length: +3\r\n\r\nabc",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "X-A: b\r\n c\r\n\r\n",
        "X-A: b\nX-B: c\r\n\r\n",
        "Host: b\r\n\r\n",
        "X-A : b\r\n\r\n",
      })
  void whatServersReadDifferentlyIsRefusedOnceAndCloses(String rest) throws Exception {
    try (RawSocket socket = open()) {
      String all =
          socket.send(head("POST /api/v1/session/log-in") + rest + head("GET /") + "\r\n").rest();
      assertThat(all).matches("(?s)HTTP/1.1 (400|501) .*").doesNotContain("TIMEOUT");
      assertThat(all.split("HTTP/1\\.1 ", -1)).as("one answer").hasSize(2);
    }
    stillAnswers();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://evil.example/",
        "GET //evil/",
        "GET /../etc/passwd",
        "GET /%zz",
        "GET /a%2",
        "GET /.%00./x",
        "CONNECT evil:443",
      })
  void oddTargetsGetNothing(String line) throws Exception {
    try (RawSocket socket = open()) {
      assertThat(socket.send(head(line) + "\r\n").rest())
          .matches("(?s)HTTP/1.1 (400|404) .*")
          .doesNotContain("root:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACK"})
  void methodsThatNobodyNeedsAreNotAnswered(String method) throws Exception {
    for (String path : List.of("/", "/api/v1/session", "/api/v1/keys")) {
      try (RawSocket socket = open()) {
        String all =
            socket.send(head(method + " " + path) + "X-Echo: marker-77\r\n\r\n").response();
        assertThat(all).matches("(?s)HTTP/1.1 (401|404|405) .*").doesNotContain("marker-77");
      }
    }
  }

  @Test
  void tooManyHeadersAreRefused() throws Exception {
    for (String many : List.of("A: b\r\n".repeat(100), "A: " + "b".repeat(20_000) + "\r\n")) {
      try (RawSocket socket = open()) {
        assertThat(socket.send(head("GET /") + many).rest()).startsWith("HTTP/1.1 431");
      }
    }
  }

  @Test
  void aForeignHostNameGetsNothingWhateverTheAddress() throws Exception {
    for (String name : List.of("evil.example", "evil.example:80", host() + ".evil.example")) {
      try (RawSocket socket = open()) {
        assertThat(
                socket
                    .send("GET /api/v1/session HTTP/1.1\r\nHost: " + name + "\r\n\r\n")
                    .response())
            .startsWith("HTTP/1.1 403");
      }
    }
  }

  @Test
  void headersAndBodiesThatDripAreCutOffAndOthersAreServedMeanwhile() throws Exception {
    List<RawSocket> slow = new ArrayList<>();
    long start = System.nanoTime();
    try {
      for (int i = 0; i < 60; i++) {
        slow.add(open().send(head("GET /")));
      }
      slow.add(
          open()
              .send(
                  head("POST /api/v1/session/log-in")
                      + "Content-Type: application/json\r\nX-Gambeson-Console: 1\r\nOrigin: http://"
                      + host()
                      + "\r\nContent-Length: 1000\r\n\r\n{"));
      while (System.nanoTime() - start < 13_000_000_000L) {
        for (RawSocket socket : slow) {
          try {
            socket.send("X: b\r\n");
          } catch (IOException e) {
            continue; // closed already
          }
        }
        stillAnswers();
        Thread.sleep(500);
      }
      for (RawSocket socket : slow) {
        assertThat(socket.rest()).doesNotContain("TIMEOUT").doesNotContain("HTTP/1.1 200");
      }
    } finally {
      closeAll(slow);
    }
  }

  @Test
  void oneAddressCannotTakeAllConnections() throws Exception {
    List<RawSocket> sockets = new ArrayList<>();
    int answered = 0;
    try {
      for (int i = 0; i < 180; i++) {
        sockets.add(open());
      }
      for (RawSocket socket : sockets) {
        try {
          answered += socket.send(head("GET /") + "\r\n").response().isEmpty() ? 0 : 1;
        } catch (IOException e) {
          continue; // turned away
        }
      }
    } finally {
      closeAll(sockets);
    }
    assertThat(answered).isBetween(90, 128);
  }

  @Test
  void jsonThatIsMadeToHurtIsABadRequest() throws Exception {
    Map<String, String> bodies = new TreeMap<>();
    bodies.put("deep", "{\"name\":" + "[".repeat(7_000));
    bodies.put("twice", "{\"name\":\"a\",\"name\":\"b\",\"role\":\"VIEWER\"}");
    bodies.put("unknown", "{\"name\":\"a\",\"role\":\"VIEWER\",\"admin\":true}");
    bodies.put("other type", "{\"name\":{\"a\":1},\"role\":\"VIEWER\"}");
    bodies.put("enum by number", "{\"name\":\"a\",\"role\":3}");
    bodies.put("number", "{\"name\":" + "1".repeat(10_000) + ",\"role\":\"VIEWER\"}");
    bodies.put("two documents", "{\"name\":\"a\",\"role\":\"VIEWER\"}{}");
    bodies.put("line break", "{\"name\":\"a\\r\\nadmin\",\"role\":\"VIEWER\"}");
    bodies.put("too long", "{\"name\":\"" + "a".repeat(30_000) + "\",\"role\":\"VIEWER\"}");
    bodies.put("nothing", "");
    Visitor admin = WholeConsole.people().get(Role.ADMIN);
    for (Map.Entry<String, String> body : bodies.entrySet()) {
      HttpResponse<String> reply =
          admin.send("POST", RouteTable.ROOT + "/users", Optional.of(body.getValue()));
      assertThat(reply.statusCode()).as(body.getKey()).isEqualTo(400);
      assertThat(reply.body()).doesNotContain("Exception", "jackson", "\tat ");
    }
  }

  @Test
  void aPlantedSessionIsNotTakenOver() throws Exception {
    WholeConsole.people();
    try (Visitor victim = new Visitor(WholeConsole.address())) {
      String planted = "B".repeat(43);
      victim.cookies.put("gambeson-local", planted);
      HttpResponse<String> in =
          victim.post(
              "/session/log-in",
              "{\"name\":\"viewer-1\",\"password\":\"%s\"}".formatted(WholeConsole.PASSWORD));
      assertThat(in.statusCode()).isEqualTo(200);
      assertThat(victim.cookies.get("gambeson-local")).isNotEqualTo(planted);
      try (Visitor attacker = new Visitor(WholeConsole.address())) {
        attacker.cookies.put("gambeson-local", planted);
        assertThat(attacker.get("/overview").statusCode()).isEqualTo(401);
      }
    }
  }
}
