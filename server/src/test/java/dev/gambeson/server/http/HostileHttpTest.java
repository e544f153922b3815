package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.WholeGateway;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The data plane of a whole gateway, over real sockets, against what attackers send. The limits
/// are those that `gambeson serve` has.
class HostileHttpTest {
  private static final String ROW = "{\"rows\":[{\"amount\":10,\"age\":20}]}";
  private static WholeGateway gateway;
  private static String head;
  private static String fine;

  @BeforeAll
  static void start() {
    gateway = WholeGateway.shared();
    head =
        "POST /v1/models/credit/predict HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
            + gateway.key("hostile", "scorer")
            + "\r\n";
    fine = post(ROW);
  }

  private static RawSocket open() throws IOException {
    return new RawSocket(gateway.dataPort());
  }

  private static String post(String body) {
    return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String tensors(String body) {
    return post(body).replace("/v1/models/credit/predict", "/v2/models/credit/infer");
  }

  private static void stillAnswers() throws IOException {
    try (RawSocket socket = open()) {
      assertThat(socket.send(fine).response()).startsWith("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "Content-Length: 3, 3\r\n\r\nabc",
        "Content-Length: +3\r\n\r\nabc",
        "Content-Length: 0x3\r\n\r\nabc",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length : 3\r\n\r\nabc",
        "Content-Length:\u000b3\r\n\r\nabc",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding\u0000: chunked\r\n\r\n0\r\n\r\n",
        "X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n",
        "X-A: b\r\n\tc\r\n\r\n",
        "X-A: b\nTransfer-Encoding: chunked\r\n\r\n",
        "X-A: b\rX-C: d\r\n\r\n",
        "X-A: b\u0000c\r\n\r\n",
        "Host: b\r\n\r\n",
        ": nameless\r\n\r\n",
        "no colon at all\r\n\r\n",
      })
  void whatServersReadDifferentlyIsRefusedOnceAndCloses(String rest) throws Exception {
    try (RawSocket socket = open()) {
      String all = socket.send(head + rest + fine).rest();
      assertThat(all).matches("(?s)HTTP/1.1 (400|413|501) .*").doesNotContain("TIMEOUT");
      assertThat(all.split("HTTP/1\\.1 ", -1)).as("one answer").hasSize(2);
    }
    stillAnswers();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3;a=b\r\nabc\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n",
        "+3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "fffffffff\r\nabc",
        "7fffffff\r\nabc",
        "3\nabc\n0\n\n",
        "3\r\nabcX0\r\n\r\n",
        "0\r\nTrailer: x\r\n\r\n",
        "\r\n",
      })
  void chunksInAnyOtherFormEndTheConnection(String chunks) throws Exception {
    try (RawSocket socket = open()) {
      String all = socket.send(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + fine).rest();
      assertThat(all).doesNotContain("HTTP/1.1 200").doesNotContain("TIMEOUT");
      assertThat(all.split("HTTP/1\\.1 ", -1)).hasSizeLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://169.254.169.254/v2 HTTP/1.1",
        "GET //evil/v2 HTTP/1.1",
        "GET /v2/models/..;/%2e%2e/admin HTTP/1.1",
        "GET /v2/../v2 HTTP/1.1",
        "GET /v2%2fmodels HTTP/1.1",
        "GET /v2\\models HTTP/1.1",
        "GET * HTTP/1.1",
        "CONNECT evil:443 HTTP/1.1",
        "GET /v2 HTTP/1.0",
        "GET /v2 HTTP/2.0",
        "GET  /v2 HTTP/1.1",
        "get /v2 HTTP/1.1",
        "GET /v2",
        "PRI * HTTP/2.0",
      })
  void onlyPlainRequestLinesAreTaken(String line) throws Exception {
    try (RawSocket socket = open()) {
      assertThat(socket.send(line + "\r\nHost: a\r\n\r\n").rest())
          .startsWith("HTTP/1.1 400")
          .doesNotContain("TIMEOUT");
    }
  }

  @Test
  void aChangeOfProtocolIsNotMade() throws Exception {
    for (String upgrade :
        List.of(
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n")) {
      try (RawSocket socket = open()) {
        assertThat(socket.send("GET /v2 HTTP/1.1\r\nHost: a\r\n" + upgrade + "\r\n").response())
            .startsWith("HTTP/1.1 ")
            .doesNotStartWith("HTTP/1.1 101");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "HEAD", "TRACK", "DEBUG"})
  void methodsThatNobodyNeedsAreNotAnswered(String method) throws Exception {
    for (String path : List.of("/v2", "/v2/models/credit/infer", "/v2/health/live")) {
      try (RawSocket socket = open()) {
        String all =
            socket
                .send(method + " " + path + " HTTP/1.1\r\nHost: a\r\nX-Echo: marker-77\r\n\r\n")
                .rest();
        assertThat(all).as(method + " " + path).startsWith("HTTP/1.1 401");
        assertThat(all).doesNotContain("marker-77").doesNotContain("TIMEOUT");
      }
    }
  }

  @Test
  void tooManyHeadersAndTooLongOnesAreRefused() throws Exception {
    for (String many :
        List.of(
            "A: b\r\n".repeat(100) + "\r\n",
            "A: " + "b".repeat(9_000) + "\r\n\r\n",
            "b".repeat(9_000) + ": a\r\n\r\n",
            "Cookie: " + "a=b; ".repeat(2_000) + "\r\n\r\n")) {
      try (RawSocket socket = open()) {
        assertThat(socket.send(head + many).rest()).startsWith("HTTP/1.1 431");
      }
    }
    try (RawSocket socket = open()) {
      assertThat(socket.send("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n").rest())
          .startsWith("HTTP/1.1 414");
    }
  }

  @Test
  void bodiesBeyondTheLimitAreRefusedBeforeAndWhileTheyCome() throws Exception {
    try (RawSocket announced = open();
        RawSocket unannounced = open()) {
      assertThat(announced.send(head + "Content-Length: 1048577\r\n\r\n").rest())
          .startsWith("HTTP/1.1 413");
      String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
      unannounced.send(head + "Transfer-Encoding: chunked\r\n\r\n");
      try {
        for (int i = 0; i < 20; i++) {
          unannounced.send(chunk);
        }
      } catch (IOException e) {
        return; // closed while it came
      }
      assertThat(unannounced.rest()).doesNotContain("HTTP/1.1 200").doesNotContain("TIMEOUT");
    }
  }

  @Test
  void compressedBodiesAreNotUnpacked() throws Exception {
    try (RawSocket socket = open()) {
      String gzip = "\u001f\u008b\u0008\u0000\u0000\u0000\u0000\u0000";
      assertThat(
              socket
                  .send(head + "Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\n" + gzip)
                  .response())
          .startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void jsonThatIsMadeToHurtIsABadRequest() throws Exception {
    Map<String, String> bodies = new TreeMap<>();
    bodies.put("deep lists", "{\"rows\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    bodies.put("deep objects", "{\"rows\":" + "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_001));
    bodies.put("unclosed", "[".repeat(500_000));
    bodies.put("same name twice", "{\"rows\":[{\"amount\":1,\"amount\":2,\"age\":3}]}");
    bodies.put("same list twice", "{\"rows\":[],\"rows\":[{\"amount\":1,\"age\":3}]}");
    bodies.put("huge number", row("1" + "0".repeat(400_000)));
    bodies.put("huge exponent", row("1e999999999"));
    bodies.put("long fraction", row("0." + "1".repeat(100_000)));
    bodies.put("NaN", row("NaN"));
    bodies.put("Infinity", row("-Infinity"));
    bodies.put("a long name", "{\"" + "n".repeat(500_000) + "\":1}");
    bodies.put("a long text", row("\"" + "x".repeat(900_000) + "\""));
    bodies.put("many rows", "{\"rows\":[" + "{\"amount\":1,\"age\":1},".repeat(30_000) + "]}");
    bodies.put("many names", "{" + "\"a\":1,".repeat(100_000) + "\"b\":1}");
    bodies.put("colliding names", colliding());
    bodies.put("bad utf-8", row("\"\u00ff\u00fe\""));
    bodies.put("half a surrogate", row("\"\\ud800\""));
    bodies.put("two documents", ROW + ROW);
    bodies.put("nothing", "");
    bodies.put("null", "null");
    bodies.put("prototype", "{\"__proto__\":{\"a\":1},\"rows\":[]}");
    for (Map.Entry<String, String> body : bodies.entrySet()) {
      long start = System.nanoTime();
      try (RawSocket socket = open()) {
        String all = socket.send(post(body.getValue())).response();
        assertThat(all).as(body.getKey()).startsWith("HTTP/1.1 400").contains("{\"error\":");
        assertThat(all).as("no insides are told").doesNotContain("Exception", "jackson", "\tat ");
      }
      assertThat(System.nanoTime() - start).as(body.getKey()).isLessThan(2_000_000_000L);
    }
    stillAnswers();
  }

  private static String row(String amount) {
    return "{\"rows\":[{\"amount\":" + amount + ",\"age\":20}]}";
  }

  /// 2,048 names of one hash code, as [String#hashCode] sees them.
  private static String colliding() {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < 2_048; i++) {
      out.append('"');
      for (int bit = 0; bit < 11; bit++) {
        out.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      out.append("\":1,");
    }
    return out.append("\"z\":1}").toString();
  }

  @Test
  void tensorsThatLieAboutTheirSizeAreABadRequest() throws Exception {
    for (String shape :
        List.of(
            "[9223372036854775807,2]",
            "[4294967296,4294967296]",
            "[-1,2]",
            "[1000000000,2]",
            "[1" + ",1".repeat(100) + "]",
            "[1e3,2]",
            "[0,0]",
            "[null]")) {
      try (RawSocket socket = open()) {
        String body =
            "{\"inputs\":[{\"name\":\"row\",\"datatype\":\"FP32\",\"shape\":%s,\"data\":[1,2]}]}"
                .formatted(shape);
        assertThat(socket.send(tensors(body)).response()).as(shape).startsWith("HTTP/1.1 400");
      }
    }
    try (RawSocket socket = open()) {
      String binary =
          tensors("{}")
              .replace(
                  "Content-Length", "Inference-Header-Content-Length: 99999999\r\nContent-Length");
      assertThat(socket.send(binary).response()).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void aKeyInTheQueryIsNoKey() throws Exception {
    String key = gateway.key("query", "scorer");
    for (String name : List.of("key", "api_key", "access_token", "authorization")) {
      try (RawSocket socket = open()) {
        assertThat(
                socket
                    .send(
                        "GET /v2/models/credit?"
                            + name
                            + "="
                            + key
                            + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .rest())
            .startsWith("HTTP/1.1 401");
      }
    }
  }

  @Test
  void everyAnswerSaysNoStoreAndNoSniff() throws Exception {
    for (String request :
        List.of(
            fine,
            post("{"),
            "GET /v2 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v2/health/live HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v2/../x HTTP/1.1\r\nHost: a\r\n\r\n")) {
      try (RawSocket socket = open()) {
        assertThat(socket.send(request).response())
            .as(request)
            .containsIgnoringCase("cache-control: no-store")
            .containsIgnoringCase("x-content-type-options: nosniff");
      }
    }
  }

  @Test
  void headersThatDripAreCutOffAfterTenSecondsAndOthersAreServedMeanwhile() throws Exception {
    List<RawSocket> slow = new java.util.ArrayList<>();
    long start = System.nanoTime();
    try {
      for (int i = 0; i < 100; i++) {
        slow.add(open().send(head));
      }
      slow.add(open().send(head + "Content-Length: 1000\r\n\r\n{"));
      while (System.nanoTime() - start < 13_000_000_000L) {
        for (RawSocket socket : slow) {
          try {
            socket.send("X-A: b\r\n");
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
      RawSocket.closeAll(slow, gateway.dataPort(), fine);
    }
  }

  @Test
  void oneAddressCannotTakeAllConnections() throws Exception {
    List<RawSocket> sockets = new java.util.ArrayList<>();
    int open = 0;
    try {
      for (int i = 0; i < 300; i++) {
        sockets.add(open());
      }
      for (RawSocket socket : sockets) {
        try {
          open += socket.send("GET /v2 HTTP/1.1\r\nHost: a\r\n\r\n").response().isEmpty() ? 0 : 1;
        } catch (IOException e) {
          continue; // turned away
        }
      }
    } finally {
      RawSocket.closeAll(sockets, gateway.dataPort(), fine);
    }
    assertThat(open).isBetween(200, 256);
  }
}
