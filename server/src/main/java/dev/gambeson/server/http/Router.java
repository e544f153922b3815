package dev.gambeson.server.http;

import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.identity.Action;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// From a request to its exchange. Denies by default: what is no route is not found, but only
/// somebody who is authenticated learns even that.
final class Router {
  static final String NOTHING = "There is nothing here.";
  private static final byte[] SERVER =
      "{\"name\":\"gambeson\",\"version\":\"0.1.0\",\"extensions\":[\"binary_tensor_data\"]}"
          .getBytes(StandardCharsets.UTF_8);

  private final HttpParts parts;

  Router(HttpParts parts) {
    this.parts = parts;
  }

  void route(HttpServerRequest request) {
    Optional<Route.Match> match = Route.of(path(request));
    if (match.isEmpty()) {
      nowhere(request, "");
      return;
    }
    Route route = match.get().route();
    if (!request.method().name().equals(route.method())) {
      nowhere(request, route.method());
      return;
    }
    switch (route) {
      case LIVE -> health(request, true);
      case READY -> health(request, parts.ready().getAsBoolean());
      case SIGNING_KEYS ->
          Responses.json(Responses.begin(request, 200, ""), parts.signer().published());
      case SERVER -> Responses.json(Responses.begin(request, 200, ""), SERVER);
      default -> {
        Action action = route.action().orElseThrow();
        new Exchange(
                parts,
                request,
                match.get(),
                call(request, action, match.get()),
                Exchange.headerLength(request))
            .run();
      }
    }
  }

  private static String path(HttpServerRequest request) {
    String path = request.path();
    return path == null || path.isEmpty() ? "/" : path;
  }

  private static void health(HttpServerRequest request, boolean well) {
    Responses.begin(request, well ? 200 : 503, "").end();
  }

  private Call call(HttpServerRequest request, Action action, Route.Match match) {
    Peer peer = Peer.of(request.connection());
    return parts
        .pipeline()
        .call(
            address(request, peer),
            Credentials.of(request.headers(), peer),
            action,
            match.model(),
            match.version(),
            length(request),
            header(request, "traceparent", 64),
            name -> header(request, name, 256));
  }

  private String address(HttpServerRequest request, Peer peer) {
    if (!peer.trusted()) {
      return peer.address();
    }
    String forwarded = String.join(",", request.headers().getAll("x-forwarded-for"));
    return forwarded.isEmpty() ? peer.address() : parts.proxies().client(peer.address(), forwarded);
  }

  private static long length(HttpServerRequest request) {
    String text = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return text == null || text.length() > 18 ? -1 : Long.parseLong(text);
  }

  private static String header(HttpServerRequest request, String name, int most) {
    String value = request.getHeader(name);
    return value == null || value.length() > most ? "" : value;
  }

  /// @param method that the path would answer to; empty for a path that leads nowhere
  private void nowhere(HttpServerRequest request, String method) {
    Call call = call(request, Action.METADATA, new Route.Match(Route.SERVER, "", ""));
    request.pause();
    parts
        .pipeline()
        .identify(call)
        .onSuccess(refused -> {
          if (!request.response().closed()) {
            Reply.Refused reply = refused.orElseGet(() -> notFound(method));
            if (!method.isEmpty() && refused.isEmpty()) {
              request.response().putHeader(HttpHeaderNames.ALLOW, method);
            }
            Responses.refuse(request, call.requestId(), reply);
            request.resume();
          }
        });
  }

  private static Reply.Refused notFound(String method) {
    Refusal refusal =
        method.isEmpty()
            ? Refusal.of(Kind.NOT_FOUND, "no-route", NOTHING)
            : Refusal.of(Kind.WRONG_METHOD, "method", "Use the method " + method + ".");
    return new Reply.Refused(refusal, Reply.Quota.NONE);
  }
}
