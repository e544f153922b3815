package dev.gambeson.server.http;

import dev.gambeson.core.data.Rows;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Gate;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.gateway.Visit;
import dev.gambeson.server.oip.BadRequest;
import dev.gambeson.server.oip.InferReply;
import dev.gambeson.server.oip.InferRequest;
import dev.gambeson.server.oip.InferWriter;
import dev.gambeson.server.oip.PlainRows;
import dev.gambeson.server.oip.RowsMapping;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request over HTTP: from its headers through the pipeline to its response.
final class Exchange {
  private static final String HEADER_LENGTH = "inference-header-content-length";
  private static final Refusal UNSIGNED =
      Refusal.of(Kind.UNAVAILABLE, "unsigned", "No answer can be given now.");

  private final HttpParts parts;
  private final HttpServerRequest request;
  private final Route.Match match;
  private final Call call;
  private final int headerLength;
  private @Nullable InferRequest decoded;
  private byte[] question = {};

  Exchange(HttpParts parts, HttpServerRequest request, Route.Match match, Call call, int header) {
    this.parts = parts;
    this.request = request;
    this.match = match;
    this.call = call;
    this.headerLength = header;
  }

  /// The length of the JSON part; -1 for all of the body, -2 for a header that is no number.
  static int headerLength(HttpServerRequest request) {
    String text = request.getHeader(HEADER_LENGTH);
    if (text == null) {
      return -1;
    }
    try {
      int length = text.length() > 9 ? -2 : Integer.parseInt(text);
      return length < 0 ? -2 : length;
    } catch (NumberFormatException e) {
      return -2;
    }
  }

  void run() {
    Future<Gate> gate = parts.pipeline().enter(call);
    if (gate.isComplete()) {
      entered(gate.result());
    } else {
      request.pause();
      gate.onSuccess(g -> {
        entered(g);
        request.resume();
      });
    }
  }

  private void entered(Gate gate) {
    switch (gate) {
      case Gate.Shut(Reply.Refused reply) -> refuse(reply);
      case Gate.Open(Visit visit) -> open(visit);
    }
  }

  private void refuse(Reply.Refused reply) {
    if (!request.response().closed()) {
      Responses.refuse(request, call.requestId(), reply);
    }
  }

  private void open(Visit visit) {
    switch (match.route()) {
      case MODEL -> {
        visit.done();
        Responses.json(begin(200), ModelViews.metadata(visit.model()));
      }
      case MODEL_READY -> {
        visit.done();
        begin(parts.answers().getAsBoolean() ? 200 : 503).end();
      }
      case INFER, PREDICT, EXPLAIN, LABELS -> body(visit);
      default -> refuse(visit.abandon(Refusal.of(Kind.NOT_FOUND, "no-route", Router.NOTHING)));
    }
  }

  private HttpServerResponse begin(int status) {
    return Responses.begin(request, status, call.requestId());
  }

  private void body(Visit visit) {
    if (request.isEnded()) { // was paused with an empty body
      whole(visit, new byte[0]);
      return;
    }
    String expect = request.getHeader("expect");
    if (expect != null && expect.equalsIgnoreCase("100-continue")) {
      request.response().writeContinue();
    }
    long most = visit.terms().bodyBytes();
    BodyReader.read(
        request,
        most,
        bytes -> whole(visit, bytes),
        end -> {
          switch (end) {
            case TOO_LARGE -> refuse(visit.abandon(Visit.tooLarge(most)));
            case SLOW ->
                refuse(
                    visit.abandon(
                        Refusal.of(Kind.BAD_REQUEST, "slow-body", "The body came too slowly.")));
            case GONE ->
                visit.abandon(Refusal.of(Kind.BAD_REQUEST, "client-gone", "The body broke off."));
          }
        });
  }

  private void whole(Visit visit, byte[] bytes) {
    question = bytes;
    if (match.route() == Route.LABELS) {
      LabelIntake.take(parts, visit, bytes)
          .onSuccess(refused -> refused.ifPresentOrElse(this::refuse, () -> begin(202).end()));
      return;
    }
    Future<Reply> reply = visit.infer(() -> decode(visit, bytes));
    if (reply.isComplete()) {
      write(visit, reply.result());
    } else {
      reply.onSuccess(r -> write(visit, r));
    }
  }

  private boolean plain() {
    return match.route() != Route.INFER;
  }

  private Rows decode(Visit visit, byte[] bytes) {
    ModelViews.View view = parts.views().of(visit.model());
    if (plain()) {
      return view.plain().read(bytes);
    }
    if (headerLength == -2) {
      throw new BadRequest(
          "bad-header-length", "Inference-Header-Content-Length must be a whole number.");
    }
    InferRequest own =
        headerLength < 0 ? parts.reader().read(bytes) : parts.reader().read(bytes, headerLength);
    RowsMapping.requireOutputs(own.outputs());
    decoded = own;
    return view.mapping().rows(own);
  }

  private void write(Visit visit, Reply reply) {
    if (request.response().closed()) {
      return;
    }
    switch (reply) {
      case Reply.Refused refused -> refuse(refused);
      case Reply.Answered answered -> {
        InferWriter.Body body = plain() ? rows(visit, answered) : tensors(visit, answered);
        if (visit.terms().sign()) {
          signed(visit, answered, body);
        } else {
          end(answered, body);
        }
      }
    }
  }

  private static InferWriter.Body rows(Visit visit, Reply.Answered answered) {
    return new InferWriter.Body(
        PlainRows.write(
            visit.model().name(),
            answered.version(),
            answered.answer(),
            json -> answered.explanation().ifPresent(why -> Reasons.write(json, why))),
        -1);
  }

  private InferWriter.Body tensors(Visit visit, Reply.Answered answered) {
    InferRequest asked = decoded;
    if (asked == null) {
      throw new IllegalStateException("answered without having read");
    }
    InferReply reply =
        new InferReply(
            visit.model().name(),
            answered.version(),
            asked.id(),
            Map.of(),
            RowsMapping.outputs(answered.answer(), asked.outputs()));
    return InferWriter.write(reply, asked.binaryOutput());
  }

  private void end(Reply.Answered answered, InferWriter.Body body) {
    HttpServerResponse out = begin(200);
    Responses.quota(out, answered.quota(), Optional.empty());
    if (body.headerLength() < 0) {
      Responses.json(out, body.bytes());
    } else {
      Responses.binary(out, body.bytes(), body.headerLength());
    }
  }

  /// What cannot be signed is not answered: whoever is promised signatures gets nothing without.
  private void signed(Visit visit, Reply.Answered answered, InferWriter.Body body) {
    ResponseSigner.Said said =
        new ResponseSigner.Said(
            call.requestId(),
            question,
            "%s@%s %s"
                .formatted(visit.model().name(), answered.version(), visit.version().digest()),
            body.bytes());
    parts
        .vertx()
        .executeBlocking(() -> parts.signer().sign(said), false)
        .onComplete(fields -> {
          if (request.response().closed()) {
            return;
          }
          if (fields.failed()) {
            refuse(new Reply.Refused(UNSIGNED, answered.quota()));
            return;
          }
          fields.result().addTo(request.response());
          end(answered, body);
        });
  }
}
