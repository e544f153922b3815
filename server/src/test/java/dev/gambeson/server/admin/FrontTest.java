package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.admin.port.AdminListener;
import dev.gambeson.server.admin.port.Level;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Headers, limits, hostile requests, and what is reported.
class FrontTest {
  private static DevPlane dev;
  private static Visitor admin;

  @BeforeAll
  static void start() throws Exception {
    dev = new DevPlane(AdminOptions.local(InstantSource.system()).withPort(0), true, false);
    dev.people();
    admin = Visitor.as(dev, "admin");
  }

  @AfterAll
  static void stop() {
    admin.close();
    dev.close();
  }

  /// What the plane answers to bytes as they are.
  private static String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", dev.plane.port())) {
      socket.setSoTimeout(5000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      byte[] start = new byte[4096];
      int n = in.read(start);
      return new String(start, 0, Math.max(0, n), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void everyAnswerCarriesTheHeadersThatKeepABrowserSafe() throws Exception {
    for (String path : new String[] {"/", "/api/v1/session", "/api/v1/keys", "/no/such"}) {
      HttpResponse<String> response = admin.send("GET", path, Optional.empty());
      Map<String, java.util.List<String>> headers = response.headers().map();
      assertThat(headers.get("content-security-policy").getFirst())
          .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
          .doesNotContain("unsafe", "http:", "https:", "*");
      assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
      assertThat(headers.get("referrer-policy")).containsExactly("no-referrer");
      assertThat(headers.get("cross-origin-resource-policy")).containsExactly("same-origin");
      assertThat(headers).doesNotContainKey("server").doesNotContainKey("x-powered-by");
    }
  }

  @Test
  void answersOfTheApiAreNotKept() throws Exception {
    assertThat(admin.get("/keys").headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  void theConsoleHasNothingInlineAndNothingForeign() throws Exception {
    String page = admin.send("GET", "/", Optional.empty()).body();
    assertThat(page)
        .doesNotContain("<style", "onload=", "http://", "https://")
        .contains("./assets/");
    assertThat(page.replaceAll("<script[^>]* src=[^>]*></script>", "")).doesNotContain("<script");
  }

  @Test
  void aForeignHostNameGetsNothing() throws Exception {
    assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")).startsWith("HTTP/1.1 403");
    assertThat(raw("GET /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
    String own = "127.0.0.1:" + dev.plane.port();
    assertThat(raw("GET / HTTP/1.1\r\nHost: " + own + "\r\nHost: evil.example\r\n\r\n"))
        .doesNotStartWith("HTTP/1.1 200");
    assertThat(raw("GET / HTTP/1.1\r\nHost: " + own + "\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void pathsDoNotLeaveTheConsole() throws Exception {
    String own = "Host: 127.0.0.1:" + dev.plane.port() + "\r\n\r\n";
    for (String path :
        new String[] {
          "/../../etc/passwd",
          "/assets/../../../etc/passwd",
          "/%2e%2e/%2e%2e/etc/passwd",
          "/assets/..%2f..%2fports",
          "//etc/passwd",
          "/files.txt",
          "/index.html%00.js"
        }) {
      assertThat(raw("GET " + path + " HTTP/1.1\r\n" + own)).as(path).doesNotContain(" 200 ");
    }
  }

  @Test
  void bodiesAreBounded() throws Exception {
    String long1 = "{\"reason\":\"" + "x".repeat(20_000) + "\"}";
    assertThat(admin.post("/clients/retail/card-desk/release", long1).statusCode()).isEqualTo(400);
    String policy = "{\"text\":\"" + "x".repeat(1_100_000) + "\"}";
    try {
      assertThat(admin.post("/policy/validate", policy).statusCode()).isIn(400, 413);
    } catch (java.io.IOException e) {
      assertThat(e).as("or the connection ends").isNotNull();
    }
  }

  @Test
  void hostileJsonIsRefused() throws Exception {
    for (String json :
        new String[] {
          "[".repeat(10_000),
          "{\"reason\":".repeat(40) + "1" + "}".repeat(40),
          "{\"reason\":\"a\",\"reason\":\"b\"}",
          "{\"reason\":\"a\"} trailing",
          "{\"reason\":1e9999}",
          "\"text\"",
          "null",
          "{\"reason\":null}",
          "{\"reason\":\"\"}",
          "{\"reason\":\"a\",\"x\":1}",
          "{\"reason\":{\"@class\":\"java.lang.Runtime\"}}",
          "{reason:'a'}",
          ""
        }) {
      assertThat(admin.post("/clients/retail/card-desk/release", json).statusCode())
          .as(json.substring(0, Math.min(40, json.length())))
          .isEqualTo(400);
    }
  }

  @Test
  void aBodyMustSayThatItIsJson() throws Exception {
    admin.headers.put("content-type", "text/plain");
    assertThat(admin.post("/clients/retail/card-desk/release", "{\"reason\":\"a\"}").statusCode())
        .isEqualTo(400);
    admin.headers.remove("content-type");
  }

  @Test
  void reasonsCannotForgeLinesOfALog() throws Exception {
    for (String bad :
        new String[] {"a\\nb", "a\\u001b[31m", "a\\u202eb", "a\\u2028b", "a\\u0000b"}) {
      assertThat(
              admin
                  .post("/clients/retail/card-desk/release", "{\"reason\":\"" + bad + "\"}")
                  .statusCode())
          .as(bad)
          .isEqualTo(400);
    }
  }

  @Test
  void namesMayHoldAnythingThatAPathCanCarry() throws Exception {
    HttpResponse<String> response = admin.get("/clients/a%2F..%2Fb/x%2F..%2F..%2Fetc%3Fq%3D1%23f");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Visitor.json(response).path("row").path("id").asString(""))
        .isEqualTo("x/../../etc?q=1#f");
    dev.events.clear();
    String hostile = "/clients/%E2%80%AEevil/javascript%3Awindow.pwned=3/restrict";
    assertThat(
            admin
                .post(hostile, "{\"level\":\"BLOCKED\",\"minutes\":5,\"reason\":\"hostile\"}")
                .statusCode())
        .isEqualTo(204);
    assertThat(dev.events.getLast().details()).containsEntry("tenant", "\ufffdevil");
    assertThat(
            raw(
                "GET /api/v1/clients/a%%zz/b HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
                    .formatted(dev.plane.port())))
        .startsWith("HTTP/1.1 400");
    assertThat(admin.get("/clients?limit=1&limit=2").statusCode()).isEqualTo(400);
    assertThat(admin.get("/clients?limit=100000").statusCode()).isEqualTo(400);
  }

  @Test
  void jsonCannotBeReadAsAPage() throws Exception {
    HttpResponse<String> response = admin.get("/models");
    assertThat(response.body()).contains("<script>");
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
  }

  @Test
  void numbersThatAreNotFiniteAreNull() throws Exception {
    HttpResponse<String> response = admin.get("/clients?text=web-checkout");
    assertThat(Visitor.json(response).path("rows").get(0).path("budget").isNull()).isTrue();
  }

  @Test
  void evidenceComesAsAFile() throws Exception {
    HttpResponse<String> response = admin.get("/incidents/INC-2041/evidence");
    assertThat(response.headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"INC-2041.json\"");
    assertThat(dev.events).anyMatch(e -> e.action().equals("incidents.evidence"));
  }

  @Test
  void whoProposedCannotApprove() throws Exception {
    String body = "{\"kind\":\"PROMOTE\",\"version\":\"13\",\"reason\":\"test\"}";
    HttpResponse<String> proposed =
        admin.post("/models/%3Cscript%3Ewindow.pwned=1%3C%2Fscript%3E/propose", body);
    String id = Visitor.json(proposed).path("id").asString("");
    assertThat(admin.post("/proposals/" + id + "/approve", "{}").statusCode()).isEqualTo(403);
    try (Visitor approver = Visitor.as(dev, "approver")) {
      assertThat(approver.post("/proposals/" + id + "/approve", "{}").statusCode()).isEqualTo(204);
      assertThat(approver.post("/proposals/" + id + "/approve", "{}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aRouteCannotPutAnotherVersionInService() throws Exception {
    String model = "/models/%3Cscript%3Ewindow.pwned=1%3C%2Fscript%3E/route";
    assertThat(
            admin
                .post(model, "{\"live\":\"16\",\"canary\":\"\",\"share\":0,\"shadows\":[]}")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void everyActionIsReportedBeforeAndAfter() throws Exception {
    dev.events.clear();
    admin.post(
        "/clients/retail/card-desk/restrict",
        "{\"level\":\"BLOCKED\",\"minutes\":5,\"reason\":\"drill\"}");
    assertThat(dev.events)
        .extracting(AdminListener.Event::outcome)
        .containsExactly(AdminListener.Outcome.TRIED, AdminListener.Outcome.DONE);
    AdminListener.Event done = dev.events.getLast();
    assertThat(done.who()).isEqualTo("admin");
    assertThat(done.action()).isEqualTo("clients.restrict");
    assertThat(done.details())
        .isEqualTo(Map.of("tenant", "retail", "client", "card-desk", "reason", "drill"));
    dev.events.clear();
    admin.post("/clients/retail/nobody/release", "{\"reason\":\"drill\"}");
    assertThat(dev.events.getLast().outcome()).isEqualTo(AdminListener.Outcome.REJECTED);
  }

  @Test
  void secretsOfNewKeysAreNotReported() throws Exception {
    dev.events.clear();
    HttpResponse<String> made =
        admin.post(
            "/keys",
            "{\"tenant\":\"t\",\"client\":\"c\",\"clientClass\":\"p\",\"roles\":[\"infer\"],\"models\":[],\"days\":9}");
    assertThat(made.body()).contains("SECRETSECRET");
    assertThat(admin.get("/keys").body()).doesNotContain("SECRETSECRET");
    assertThat(dev.events.toString()).doesNotContain("SECRETSECRET");
  }

  @Test
  void whatCannotBeReportedIsNotDone() throws Exception {
    InMemoryUsers users = new InMemoryUsers();
    InMemoryPorts bank = new InMemoryPorts(InstantSource.system(), false, false);
    io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
    AdminListener broken =
        e -> {
          if (e.outcome() == AdminListener.Outcome.TRIED) {
            throw new IllegalStateException("disk full");
          }
        };
    try (AdminPlane plane =
        AdminPlane.start(
            vertx,
            new AdminPlane.Parts(
                bank.ports(), users, new InMemorySessions(), broken, DevPlane.box()),
            AdminOptions.local(InstantSource.system()).withPort(0))) {
      try (Visitor visitor = new Visitor(plane)) {
        visitor.post(
            "/session/set-up",
            "{\"name\":\"admin\",\"token\":\"%s\",\"password\":\"%s\"}"
                .formatted(plane.setupToken().orElseThrow(), DevPlane.PASSWORD));
        HttpResponse<String> response =
            visitor.post(
                "/clients/retail/card-desk/restrict",
                "{\"level\":\"BLOCKED\",\"minutes\":5,\"reason\":\"drill\"}");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(bank.clients.level("card-desk")).isEqualTo(Level.OPEN);
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void somethingUnexpectedIsToldToNobodyOutside() throws Exception {
    HttpResponse<String> response = admin.get("/ledger/proofs/%F0%9F%92%A5");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).doesNotContain("Exception", "dev.gambeson");
  }

  @Test
  void liveTrafficStreamsWhileTheSessionStands() throws Exception {
    try (Visitor viewer = Visitor.as(dev, "viewer");
        Socket socket = new Socket("127.0.0.1", dev.plane.port())) {
      socket.setSoTimeout(8000);
      String request =
          "GET /api/v1/traffic/stream HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: gambeson-local=%s\r\n\r\n"
              .formatted(dev.plane.port(), viewer.cookies.get("gambeson-local"));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder seen = new StringBuilder();
      byte[] piece = new byte[8192];
      boolean out = false;
      for (int n = socket.getInputStream().read(piece);
          n > 0;
          n = socket.getInputStream().read(piece)) {
        seen.append(new String(piece, 0, n, StandardCharsets.UTF_8));
        if (!out && seen.indexOf("data: [{\"time\"") > 0) {
          viewer.post("/session/log-out", "{}");
          out = true;
        }
        if (seen.indexOf("event: over") > 0) {
          break;
        }
      }
      assertThat(seen).contains("text/event-stream", "data: [{\"time\"", "event: over");
      assertThat(dev.bank.listeners).isEmpty();
    }
  }
}
