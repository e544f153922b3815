package dev.gambeson.server.http;

import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.oip.ErrorBody;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Optional;

/// Writes responses. Nothing of a request comes back but through the JSON writer.
final class Responses {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence BYTES = HttpHeaders.createOptimized("application/octet-stream");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence SNIFF = HttpHeaders.createOptimized("x-content-type-options");
  private static final CharSequence REQUEST_ID =
      HttpHeaders.createOptimized("x-gambeson-request-id");
  private static final CharSequence HEADER_LENGTH =
      HttpHeaders.createOptimized("Inference-Header-Content-Length");
  private static final CharSequence RATE_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
  private static final CharSequence RATE = HttpHeaders.createOptimized("RateLimit");

  private Responses() {}

  /// A response without a body yet, with the headers that each has.
  static HttpServerResponse begin(HttpServerRequest request, int status, String requestId) {
    HttpServerResponse out = request.response().setStatusCode(status);
    out.putHeader(HttpHeaderNames.CACHE_CONTROL, NO_STORE);
    out.putHeader(SNIFF, NOSNIFF);
    if (!requestId.isEmpty()) {
      out.putHeader(REQUEST_ID, requestId);
    }
    return out;
  }

  static void json(HttpServerResponse out, byte[] body) {
    out.putHeader(HttpHeaderNames.CONTENT_TYPE, JSON);
    end(out, body);
  }

  static void binary(HttpServerResponse out, byte[] body, int headerLength) {
    out.putHeader(HttpHeaderNames.CONTENT_TYPE, BYTES);
    out.putHeader(HEADER_LENGTH, Integer.toString(headerLength));
    end(out, body);
  }

  private static void end(HttpServerResponse out, byte[] body) {
    var _ = out.end(Buffer.buffer(body));
  }

  static void refuse(HttpServerRequest request, String requestId, Reply.Refused reply) {
    Refusal refusal = reply.refusal();
    HttpServerResponse out = begin(request, refusal.kind().http(), requestId);
    quota(out, reply.quota(), refusal.retryAfter());
    refusal.retryAfter().ifPresent(d -> out.putHeader(HttpHeaderNames.RETRY_AFTER, seconds(d)));
    if (refusal.kind() == Refusal.Kind.UNAUTHENTICATED) {
      out.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    out.putHeader(HttpHeaderNames.CONTENT_TYPE, JSON);
    Buffer body = Buffer.buffer(ErrorBody.of(refusal.message()));
    if (request.isEnded() || request.version() != HttpVersion.HTTP_1_1) {
      var _ = out.end(body);
      return;
    }
    // What is still to come of the body is not read; the connection cannot go on after it. The
    // server closes by itself only if the request was not paused.
    out.putHeader(HttpHeaderNames.CONNECTION, "close");
    HttpConnection connection = request.connection();
    var _ = out.end(body).onComplete(_ -> connection.close());
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, (duration.toMillis() + 999) / 1000));
  }

  /// RateLimit fields (draft-ietf-httpapi-ratelimit-headers-10).
  ///
  /// @param back when it makes sense to ask again, if it was refused
  static void quota(HttpServerResponse out, Reply.Quota quota, Optional<Duration> back) {
    if (quota.limit().isPresent()) {
      out.putHeader(
          RATE_POLICY, "\"client\";q=" + quota.limit().getAsLong() + ";w=" + quota.windowSeconds());
      String left = "\"client\";r=" + Math.max(0, quota.remaining());
      out.putHeader(RATE, back.isPresent() ? left + ";t=" + seconds(back.get()) : left);
    }
  }
}
