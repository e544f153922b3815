package dev.gambeson.server.admin;

import dev.gambeson.server.admin.Front.Visit;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.UserStore.Account;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Writes answers, all with the headers that keep a browser safe.
final class Answers {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

  private final Assets assets;
  private final Gate gate;
  private final Sessions sessions;
  private final SessionRoutes states;
  private final LiveTraffic live;

  Answers(Assets assets, Gate gate, Sessions sessions, SessionRoutes states, LiveTraffic live) {
    this.assets = assets;
    this.gate = gate;
    this.sessions = sessions;
    this.states = states;
    this.live = live;
  }

  /// Headers of every answer.
  void secure(HttpServerRequest request, String origin) {
    HttpServerResponse response = request.response();
    response
        .putHeader("content-security-policy", POLICY)
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("x-frame-options", "DENY")
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("cross-origin-opener-policy", "same-origin")
        .putHeader("cross-origin-resource-policy", "same-origin")
        .putHeader("cross-origin-embedder-policy", "require-corp")
        .putHeader(
            "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        .putHeader("cache-control", "no-store");
    if (origin.startsWith("https:")) {
      response.putHeader("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
  }

  /// The result of a route.
  void give(Visit visit, Route route, Optional<?> result) {
    HttpServerRequest request = visit.request();
    if (route.name().equals("session.log-out")) {
      gate.logOut(request, visit.origin());
      // Not "storage": the chosen theme is no secret. Not "cookies": other ports have some, too.
      request.response().putHeader("clear-site-data", "\"cache\"");
    }
    if (result.isEmpty()) {
      request.response().setStatusCode(204).end();
    } else if (result.get() instanceof Reply reply) {
      special(visit, reply);
    } else {
      json(request, 200, result.get());
    }
  }

  private void special(Visit visit, Reply reply) {
    HttpServerRequest request = visit.request();
    switch (reply) {
      case Reply.LogIn in -> {
        Operator who = enter(visit, in.account());
        json(request, 200, states.state(Optional.of(who)));
      }
      case Reply.FromIssuer in -> {
        enter(visit, in.account());
        gate.toIssuer(request, visit.origin(), "");
        send(request, "/");
      }
      case Reply.NotLetIn not -> {
        gate.toIssuer(request, visit.origin(), "");
        send(request, "/#/login/" + not.message());
      }
      case Reply.ToIssuer to -> {
        gate.toIssuer(request, visit.origin(), to.cookie());
        send(request, to.address());
      }
      case Reply.Download download -> download(request, download);
      case Reply.Stream _ ->
          live.begin(
              visit.context(),
              request.response(),
              () -> gate.who(request, visit.origin()).isPresent());
    }
  }

  private Operator enter(Visit visit, Account account) {
    gate.logIn(visit.request(), visit.origin(), sessions.begin(account, visit.address()));
    return new Operator(account.name(), account.role());
  }

  private static void send(HttpServerRequest request, String address) {
    request.response().setStatusCode(303).putHeader("location", address).end();
  }

  private static void download(HttpServerRequest request, Reply.Download download) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      download.bundle().content().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    request
        .response()
        .putHeader("content-type", download.bundle().type())
        .putHeader(
            "content-disposition", "attachment; filename=\"" + download.bundle().name() + "\"")
        .end(Buffer.buffer(bytes.toByteArray()));
  }

  /// A file of the console.
  void file(HttpServerRequest request, String path) {
    Optional<Assets.File> found = assets.find(path);
    boolean looking =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (found.isEmpty() || !looking) {
      refuse(request, Rejected.notFound("There is no such page."));
      return;
    }
    Assets.File file = found.get();
    HttpServerResponse response = request.response();
    response
        .putHeader("content-type", file.type())
        .putHeader("etag", file.etag())
        .putHeader("vary", "accept-encoding")
        .putHeader(
            "cache-control", file.lasting() ? "public, max-age=31536000, immutable" : "no-cache");
    if (file.etag().equals(request.getHeader("if-none-match"))) {
      response.setStatusCode(304).end();
      return;
    }
    String encodings = request.getHeader("accept-encoding");
    boolean zip = encodings != null && encodings.contains("gzip");
    if (zip) {
      response.putHeader("content-encoding", "gzip");
    }
    Buffer body = Buffer.buffer(zip ? file.zipped() : file.plain());
    response.putHeader("content-length", Integer.toString(body.length()));
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(body);
    }
  }

  /// A refusal.
  void refuse(HttpServerRequest request, Rejected e) {
    if (!request.isEnded()) {
      request.response().putHeader("connection", "close");
    }
    String message = e.getMessage();
    json(
        request,
        e.kind().status(),
        Map.of(
            "error",
            e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            "message",
            message == null ? "" : message));
  }

  /// Something went wrong that is not the caller's business.
  void failed(HttpServerRequest request) {
    if (!request.response().headWritten()) {
      json(
          request,
          500,
          Map.of("error", "internal", "message", "Something went wrong; the log says what."));
    }
  }

  private static void json(HttpServerRequest request, int status, Object value) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json; charset=utf-8")
        .end(Buffer.buffer(Json.write(value)));
  }
}
