package dev.gambeson.server.audit;

import dev.gambeson.guard.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The input and the answer of a decision as JSON, for encryption.
final class Payload {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Payload() {}

  static byte[] of(DecisionRecord d) {
    List<Object> rows = new ArrayList<>();
    d.rows()
        .ifPresent(r -> {
          for (int i = 0; i < r.count(); i++) {
            rows.add(r.row(i));
          }
        });
    return JSON.writeValueAsBytes(
        Map.of(
            "request", d.requestId(),
            "client", d.client().map(c -> c.key()).orElse(""),
            "model", d.model(),
            "version", d.version(),
            "rows", rows,
            "labels", d.answer().map(Answer::labels).orElse(new int[0]),
            "scores", d.answer().map(Answer::scores).orElse(new float[0])));
  }
}
