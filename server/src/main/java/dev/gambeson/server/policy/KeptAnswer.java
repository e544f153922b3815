package dev.gambeson.server.policy;

import dev.gambeson.guard.Answer;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.serving.Explanation;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// An answer as one node keeps it for the others: what may leave the house, without what is left of
/// the client's rate.
@SuppressWarnings("ArrayRecordComponent") // a form for writing
record KeptAnswer(
    List<String> classes,
    int count,
    int[] labels,
    float[] scores,
    String version,
    Optional<Explanation> explanation) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static byte[] of(Reply.Answered reply) {
    Answer a = reply.answer();
    return JSON.writeValueAsBytes(
        new KeptAnswer(
            a.classes(), a.count(), a.labels(), a.scores(), reply.version(), reply.explanation()));
  }

  /// Empty when it is none of this version's.
  static Optional<Reply.Answered> read(byte[] json) {
    try {
      KeptAnswer kept = JSON.readValue(json, KeptAnswer.class);
      return Optional.of(
          new Reply.Answered(
              new Answer(kept.classes, kept.count, kept.labels, kept.scores),
              kept.version,
              Reply.Quota.NONE,
              kept.explanation));
    } catch (JacksonException | IllegalArgumentException | NullPointerException _) {
      return Optional.empty();
    }
  }
}
