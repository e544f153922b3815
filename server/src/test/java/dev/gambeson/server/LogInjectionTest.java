package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.http.RawSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// What strangers and clients send, and what of it stands in ledger, database, metrics and process
/// log afterwards: nothing.
class LogInjectionTest {
  private static final String MARK = "injected8151";
  private static final WholeGateway GATEWAY = WholeGateway.shared();

  private static final class Heard extends Handler {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord record) {
      lines.add(record.getMessage() + " " + record.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void nothingThatAStrangerSendsReachesALogAsItIs() throws Exception {
    Heard heard = new Heard();
    Logger root = Logger.getLogger("");
    root.addHandler(heard);
    String key = GATEWAY.key("injects", "scorer");
    try {
      for (String line :
          List.of(
              "GET /v2/models/" + MARK,
              "GET /" + MARK,
              "GET /v2/models/" + MARK + "%0d%0aforged",
              "GET /v2/models/credit/versions/" + MARK,
              "GET /v2/models/credit?" + MARK + "=${jndi:ldap://x}")) {
        send(line + " HTTP/1.1\r\nHost: a\r\n\r\n");
        // What a known client calls a model is written down if it may be a name of one.
        send(
            line.replace("models/" + MARK, "models/$" + MARK)
                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + key
                + "\r\n\r\n");
      }
      for (String header :
          List.of(
              "User-Agent: " + MARK,
              "Authorization: Bearer " + MARK,
              "Authorization: " + MARK,
              "x-api-key: gbk_" + MARK,
              "x-forwarded-for: " + MARK,
              "traceparent: 00-" + MARK,
              "Idempotency-Key: " + MARK,
              MARK + ": a",
              "Host: " + MARK)) {
        send("GET /v2/models/credit HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n");
      }
      for (String body :
          List.of(
              "{\"rows\":[{\"amount\":\"" + MARK + "\",\"age\":1}]}",
              "{\"" + MARK + "\":1}",
              "{\"rows\":[{\"" + MARK + "\\n2026-11-22 forged\":1}]}",
              MARK)) {
        send(
            "POST /v1/models/credit/predict HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + key
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
      }
      logIn(MARK + "\\r\\nadmin logged in");
      logIn(MARK);
      Thread.sleep(1_500); // checkpoints and tables are written each second
      String written = GATEWAY.everythingWritten();
      int at = written.indexOf(MARK);
      assertThat(at < 0 ? "" : written.substring(Math.max(0, at - 200), at + 50)).isEmpty();
      assertThat(heard.lines).noneMatch(l -> l.contains(MARK));
      assertThat(metrics()).doesNotContain(MARK);
    } finally {
      root.removeHandler(heard);
    }
  }

  private static void send(String request) throws Exception {
    try (RawSocket socket = new RawSocket(GATEWAY.dataPort())) {
      assertThat(socket.send(request).response()).matches("(?s)HTTP/1.1 [24].*");
    }
  }

  private static void logIn(String name) throws Exception {
    String origin = GATEWAY.console().toString().replaceFirst("/$", "");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> reply =
          http.send(
              HttpRequest.newBuilder(URI.create(origin + "/api/v1/session/log-in"))
                  .header("content-type", "application/json")
                  .header("origin", origin)
                  .header("x-gambeson-console", "1")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"name\":\"%s\",\"password\":\"wrong-wrong-wrong\"}".formatted(name)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(reply.statusCode()).isIn(400, 401, 429);
    }
  }

  private static String metrics() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + GATEWAY.metricsPort() + "/metrics"))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
