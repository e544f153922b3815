package dev.gambeson.server.http;

import static dev.gambeson.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The probes of the table in section 3 of the specification, on a real socket.
class FrontFilterTest {
  private static final String BODY = "{\"age\": 80, \"country\": \"DE\"}";
  private static final String HEAD =
      "POST /v1/models/credit/predict HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer gbk_good\r\n";
  private static final String FINE = HEAD + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = start(64);
  }

  private static Gateway start(int connectionsPerAddress) {
    FrontLimits d = FrontLimits.defaults();
    return new Gateway()
        .start(
            DataPlaneOptions.local()
                .withFront(
                    new FrontLimits(
                        d.headerBytes(),
                        d.headers(),
                        Duration.ofSeconds(2),
                        d.bodyBytes(),
                        500,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        5,
                        connectionsPerAddress,
                        100,
                        100,
                        200)));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static RawSocket open() throws IOException {
    return new RawSocket(gateway.port());
  }

  @Test
  void aPlainRequestIsAnsweredAndTheConnectionStaysOpen() throws Exception {
    try (RawSocket socket = open()) {
      for (int i = 0; i < 2; i++) {
        assertThat(socket.send(FINE).response()).startsWith("HTTP/1.1 200").contains("\"yes\"");
      }
    }
  }

  @Test
  void aRequestThatComesByteByByteIsAnswered() throws Exception {
    try (RawSocket socket = open()) {
      for (char c : FINE.toCharArray()) {
        socket.send(String.valueOf(c));
      }
      assertThat(socket.response()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void requestsInOnePacketAreAnsweredInOrder() throws Exception {
    try (RawSocket socket = open()) {
      socket.send(FINE + FINE.replace("80", "20"));
      assertThat(socket.response()).contains("\"yes\"");
      assertThat(socket.response()).contains("\"no\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "X-A: b\r\n c\r\n\r\n",
        "Host: b\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "X-A: b\n\r\n",
      })
  void smugglingIsAnsweredOnceAndTheConnectionCloses(String rest) throws Exception {
    try (RawSocket socket = open()) {
      String all = socket.send(HEAD + rest + FINE).rest();
      assertThat(all).matches("(?s)HTTP/1.1 (400|501) .*").contains("{\"error\":");
      assertThat(all.split("HTTP/1.1", -1)).hasSize(2);
      assertThat(all).doesNotContain("TIMEOUT");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3;ext=1\r\nabc\r\n0\r\n\r\n", "3\nabc\n0\n\n", "3\r\nabcdef"})
  void oddChunksCloseTheConnectionWithoutASecondAnswer(String chunks) throws Exception {
    try (RawSocket socket = open()) {
      String all = socket.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks).rest();
      assertThat(all.split("HTTP/1.1", -1)).hasSizeLessThanOrEqualTo(2);
      assertThat(all).doesNotContain("HTTP/1.1 200").doesNotContain("TIMEOUT");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://evil/v2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v2/models/..;/%2e%2e/admin HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v2/../v2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v2 HTTP/1.1\r\n\r\n",
        "GET /v2 HTTP/1.0\r\nHost: a\r\n\r\n",
      })
  void otherTargetsAndVersionsAreRefused(String request) throws Exception {
    try (RawSocket socket = open()) {
      assertThat(socket.send(request).rest()).startsWith("HTTP/1.1 400").doesNotContain("TIMEOUT");
    }
  }

  @Test
  void tooManyHeadersAndTooLongOnesAreRefused() throws Exception {
    try (RawSocket many = open();
        RawSocket large = open()) {
      assertThat(many.send(HEAD + "A: b\r\n".repeat(200)).rest()).startsWith("HTTP/1.1 431");
      assertThat(large.send(HEAD + "A: " + "b".repeat(9000)).rest()).startsWith("HTTP/1.1 431");
    }
  }

  @Test
  void halfAHeaderAndSilenceIsClosedInTime() throws Exception {
    try (RawSocket socket = open()) {
      assertThat(socket.send(HEAD).rest()).startsWith("HTTP/1.1 408").doesNotContain("TIMEOUT");
    }
  }

  @Test
  void aDripOfHeadersIsClosedInTime() throws Exception {
    try (RawSocket socket = open()) {
      long start = System.nanoTime();
      socket.send(HEAD);
      try {
        for (int i = 0; i < 40; i++) {
          socket.send("X-A: b\r\n");
          Thread.sleep(150);
        }
      } catch (IOException e) {
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        return;
      }
      assertThat(socket.rest()).as("must have been closed").isNull();
    }
  }

  @Test
  void aBodyThatDripsIsClosedInTime() throws Exception {
    try (RawSocket socket = open()) {
      String rest = socket.send(HEAD + "Content-Length: 1000\r\n\r\nabc").rest();
      assertThat(rest).doesNotContain("TIMEOUT").doesNotContain("200");
    }
    eventually(() -> gateway.rejected.contains("slow-body"));
  }

  @Test
  void silenceBetweenRequestsIsClosedInTime() throws Exception {
    try (RawSocket socket = open()) {
      assertThat(socket.send(FINE).response()).startsWith("HTTP/1.1 200");
      assertThat(socket.rest()).isEmpty();
    }
  }

  @Test
  void aConnectionIsClosedAfterItsRequests() throws Exception {
    try (RawSocket socket = open()) {
      for (int i = 0; i < 4; i++) {
        assertThat(socket.send(FINE).response()).doesNotContain("connection: close");
      }
      assertThat(socket.send(FINE).rest()).contains("connection: close").doesNotContain("TIMEOUT");
    }
  }

  @Test
  void oneAddressHoldsOnlySoManyConnections() throws Exception {
    List<RawSocket> sockets = new ArrayList<>();
    try (Gateway strict = start(8)) {
      for (int i = 0; i < 12; i++) {
        sockets.add(new RawSocket(strict.port()));
      }
      int answered = 0;
      for (RawSocket socket : sockets) {
        try {
          answered += socket.send(FINE).response().startsWith("HTTP/1.1 200") ? 1 : 0;
        } catch (IOException e) {
          answered += 0; // closed
        }
      }
      assertThat(answered).isBetween(1, 8);
    } finally {
      for (RawSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aBodyLargerThanAnnouncedLimitIsRefusedBeforeItIsRead() throws Exception {
    try (RawSocket socket = open()) {
      assertThat(socket.send(HEAD + "Content-Length: 2000000\r\n\r\n").rest())
          .startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void whoeverAsksFirstIsToldToGoOnOnlyWhenKnown() throws Exception {
    String expecting =
        HEAD + "Expect: 100-continue\r\nContent-Length: " + BODY.length() + "\r\n\r\n";
    try (RawSocket socket = open()) {
      assertThat(socket.send(expecting).response()).startsWith("HTTP/1.1 100");
      assertThat(socket.send(BODY).response()).startsWith("HTTP/1.1 200");
    }
    try (RawSocket socket = open()) {
      assertThat(socket.send(expecting.replace("gbk_good", "gbk_bad")).rest())
          .startsWith("HTTP/1.1 401")
          .doesNotContain("TIMEOUT");
    }
  }
}
