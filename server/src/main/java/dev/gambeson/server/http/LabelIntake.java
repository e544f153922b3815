package dev.gambeson.server.http;

import dev.gambeson.server.gateway.LabelSink.Late;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.gateway.Visit;
import dev.gambeson.server.oip.BadRequest;
import dev.gambeson.server.oip.LabelReader;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/// Takes late labels: `{"labels": [{"id": "<request id>", "row": 0, "label": "fraud"}]}`.
final class LabelIntake {
  private LabelIntake() {}

  /// @return the refusal, if it is one; never fails
  static Future<Optional<Reply.Refused>> take(HttpParts parts, Visit visit, byte[] bytes) {
    List<Late> labels;
    try {
      labels =
          new LabelReader(parts.limits())
              .read(bytes).stream().map(l -> new Late(l.requestId(), l.row(), l.label())).toList();
    } catch (BadRequest e) {
      return Future.succeededFuture(
          Optional.of(visit.abandon(Refusal.of(Kind.BAD_REQUEST, e.reason(), e.text()))));
    }
    return parts
        .labels()
        .accept(visit.client(), visit.model(), labels)
        .map(_ -> {
          visit.done();
          return Optional.<Reply.Refused>empty();
        })
        .otherwise(e -> Optional.of(visit.abandon(refusal(e))));
  }

  private static Refusal refusal(Throwable e) {
    return e instanceof IllegalArgumentException
        ? Refusal.of(Kind.BAD_REQUEST, "unknown-label", "A label is none of the model's classes.")
        : Refusal.of(Kind.UNAVAILABLE, "labels-unavailable", "Labels cannot be taken now.");
  }
}
