package dev.gambeson.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.Answer;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.serving.Explanation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Answers as nodes hand them to each other.
class SharedRepeatsTest {
  @Test
  void anAnswerIsReadAsItWasWrittenWithoutTheRate() {
    Explanation why =
        new Explanation("shap", List.of(List.of(new Explanation.Part("age", -1)), List.of()));
    Reply.Answered reply =
        new Reply.Answered(
            new Answer(List.of("no", "yes"), 2, new int[] {1, 0}, new float[] {0.1f, 0.9f, 1, 0}),
            "7",
            Reply.Quota.NONE,
            Optional.of(why));
    Reply.Answered read = KeptAnswer.read(KeptAnswer.of(reply)).orElseThrow();
    assertThat(read).usingRecursiveComparison().isEqualTo(reply);
  }

  @Test
  void withheldScoresStayWithheld() {
    Reply.Answered reply =
        new Reply.Answered(
            new Answer(List.of(), 1, new int[0], new float[] {Float.NaN}), "7", Reply.Quota.NONE);
    Reply.Answered read = KeptAnswer.read(KeptAnswer.of(reply)).orElseThrow();
    assertThat(read.answer().scores()).containsExactly(Float.NaN);
  }

  @Test
  void whatIsNoAnswerIsNone() {
    for (String text : List.of("", "{}", "[]", "{\"count\": 3, \"classes\": []}", "nonsense")) {
      assertThat(KeptAnswer.read(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
  }
}
