package dev.gambeson.server.serving.upstream;

import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request to an upstream with all its attempts. Lives on one context.
final class Exchange {
  private static final String HEADER_LENGTH = "Inference-Header-Content-Length";

  private static final int MOST_DISCARDED = 64 << 10;

  private final Transport transport;
  private final Request request;
  private final long deadline;
  private final List<Endpoint> tried = new ArrayList<>(1);
  private final Promise<Transport.Reply> promise = Promise.promise();
  private @Nullable HttpClientRequest current;
  private @Nullable Endpoint endpoint;
  private boolean sent;
  private boolean answering;
  private boolean over;
  private int attempt;

  /// What is asked.
  ///
  /// @param path without what stands before `/v2`
  /// @param bearer value of the `Authorization` header
  /// @param maxBytes largest answer
  record Request(
      HttpMethod method,
      String path,
      Optional<RequestWriter.Body> body,
      Optional<String> bearer,
      int maxBytes) {
    @Override
    public String toString() {
      return method + " " + path; // never the secret
    }
  }

  Exchange(Transport transport, Request request, long deadline) {
    this.transport = transport;
    this.request = request;
    this.deadline = deadline;
  }

  Future<Transport.Reply> run() {
    long timer =
        transport
            .vertx()
            .setTimer(
                Math.max(1, Transport.millisLeft(deadline)), _ -> fail(Transport.timeout(), true));
    next();
    return promise.future().onComplete(_ -> transport.vertx().cancelTimer(timer));
  }

  private void next() {
    Optional<Endpoint> chosen = transport.choose(tried);
    if (chosen.isEmpty()) {
      over = true;
      promise.tryFail(
          new Unavailable("circuit-open", "The upstream failed too often; it is left alone now."));
      return;
    }
    Endpoint e = chosen.get();
    endpoint = e;
    tried.add(e);
    attempt++;
    sent = false;
    answering = false;
    int mine = attempt;
    transport
        .client()
        .request(options(e))
        .onComplete(connected -> {
          if (connected.cause() instanceof ConnectionPoolTooBusyException) {
            fail(new Unavailable("overloaded", "Too many requests wait for the upstream."), false);
          } else if (connected.failed()) {
            lost(mine, "upstream-unreachable", "It cannot be connected to.");
          } else if (over || mine != attempt) {
            connected.result().reset();
          } else {
            send(connected.result(), mine);
          }
        });
  }

  private RequestOptions options(Endpoint e) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setServer(e.address())
            .setHost(e.host())
            .setPort(e.port())
            .setSsl(e.secure())
            .setURI(e.path() + request.path())
            .setFollowRedirects(false)
            .setConnectTimeout(Math.max(1, Transport.millisLeft(deadline)));
    options.putHeader("accept", "application/json");
    request.bearer().ifPresent(b -> options.putHeader("authorization", b));
    request.body().ifPresent(b -> b.headers().forEach(options::putHeader));
    return options;
  }

  private void send(HttpClientRequest out, int mine) {
    current = out;
    out.response()
        .onComplete(head -> {
          if (over || mine != attempt) {
            return;
          }
          if (head.failed()) {
            lost(mine, "upstream-lost", "The connection broke before an answer came.");
          } else {
            receive(head.result(), mine);
          }
        });
    sent = true;
    Future<Void> written =
        request.body().isPresent()
            ? out.end(Buffer.buffer(request.body().get().bytes()))
            : out.end();
    written.onFailure(_ -> lost(mine, "upstream-lost", "The connection broke."));
  }

  private void receive(HttpClientResponse head, int mine) {
    head.exceptionHandler(_ ->
        fail(new Unavailable("upstream-lost", "The connection broke within the answer."), true));
    int status = head.statusCode();
    if (status == 503) {
      discard(head);
      lost(mine, "upstream-busy", "It says that it is not available (503).");
      return;
    }
    answering = true;
    if (status != 200) {
      discard(head);
      sent = false; // what it says besides may be read to its end
      fail(refused(status), status >= 500 || status < 400);
      return;
    }
    String length = head.getHeader("content-length");
    if (length != null && longer(length, request.maxBytes())) {
      fail(tooLarge(), true);
      return;
    }
    Buffer body = Buffer.buffer();
    head.handler(part -> {
      if (body.length() + part.length() > request.maxBytes()) {
        fail(tooLarge(), true);
      } else {
        body.appendBuffer(part);
      }
    });
    head.endHandler(_ -> complete(body, head.getHeader(HEADER_LENGTH)));
  }

  /// A short text is read and dropped, so that the connection can be used again.
  private static void discard(HttpClientResponse head) {
    String length = head.getHeader("content-length");
    head.exceptionHandler(_ -> {});
    if (length == null || longer(length, MOST_DISCARDED)) {
      head.request().reset();
    } else {
      head.handler(_ -> {});
    }
  }

  private static boolean longer(String length, int limit) {
    try {
      return Long.parseLong(length) > limit;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private void complete(Buffer body, @Nullable String headerLength) {
    if (over) {
      return;
    }
    int header;
    try {
      header = headerLength == null ? body.length() : Integer.parseInt(headerLength);
    } catch (NumberFormatException e) {
      header = -1;
    }
    over = true;
    if (endpoint != null) {
      endpoint.succeeded();
    }
    promise.tryComplete(new Transport.Reply(body.getBytes(), header));
  }

  /// Nothing was answered: perhaps again.
  private void lost(int mine, String reason, String message) {
    if (over || mine != attempt || answering) {
      return;
    }
    release(true);
    boolean again =
        attempt < transport.attempts()
            && Transport.millisLeft(deadline) > 0
            && transport.mayRetry();
    if (again) {
      next();
    } else {
      over = true;
      promise.tryFail(new Unavailable(reason, "The upstream failed. " + message));
    }
  }

  private void fail(Unavailable cause, boolean itsFault) {
    if (over) {
      return;
    }
    over = true;
    release(itsFault);
    if (current != null && sent) {
      current.reset();
    }
    promise.tryFail(cause);
  }

  private void release(boolean itsFault) {
    Endpoint e = endpoint;
    endpoint = null;
    if (e != null && itsFault) {
      e.failed();
    } else if (e != null) {
      e.indifferent();
    }
  }

  private static Unavailable refused(int status) {
    return switch (status) {
      case 400, 413, 422 ->
          new Unavailable("bad-input", "The upstream refuses the request (%d).".formatted(status));
      case 401, 403 -> new Unavailable("upstream-denied", "The upstream refuses our credentials.");
      case 404 -> new Unavailable("upstream-no-model", "The upstream does not have the model.");
      case 429 -> new Unavailable("overloaded", "The upstream is asked too often (429).");
      default ->
          new Unavailable(
              "upstream-error", "The upstream answers with status %d.".formatted(status));
    };
  }

  private static Unavailable tooLarge() {
    return new Unavailable("upstream-too-large", "The upstream's answer is larger than the limit.");
  }
}
