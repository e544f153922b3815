package dev.gambeson.server.serving.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.server.http.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our own gateway as the upstream of another one: what one writes the other reads.
class GatewayBehindGatewayTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerComesThroughAsJsonAndInBinary(boolean binary) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), Gateway.KEY);
    try (Gateway inner = new Gateway().start()) {
      UpstreamSettings usual = UpstreamSettings.of("http://127.0.0.1:" + inner.port(), "credit");
      UpstreamSettings settings =
          new UpstreamSettings(
              usual.addresses(),
              usual.model(),
              usual.modelVersion(),
              new UpstreamSettings.Limits(
                  Duration.ofSeconds(60), Duration.ofSeconds(20), 8, 16, 1 << 20),
              usual.retries(),
              usual.breaker(),
              usual.tls(),
              Optional.of(token),
              binary,
              usual.preprocessing(),
              usual.input(),
              usual.output(),
              false);
      try (Upstream upstream =
          Upstream.open(
              inner.vertx,
              "1",
              settings,
              Optional.of(Gateway.FEATURES),
              List.of("no", "yes"),
              _ -> {})) {
        Answer answer = upstream.infer(Rows.of(new double[] {20, 0}, new double[] {80, 1})).await();
        assertThat(answer.labels()).containsExactly(0, 1);
        assertThat(answer.scores()[1]).isEqualTo(0.2f);
        assertThat(answer.scores()[3]).isEqualTo(0.8f);
      }
      assertThat(inner.log).last().returns("infer", d -> d.action());
    }
  }

  @Test
  void onlyTheLabelComesThroughWhereTheOtherGivesNoMore() throws Exception {
    byte[] body =
        "{\"model_name\":\"credit\",\"outputs\":[{\"name\":\"label\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"yes\"]}]}"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Answer answer =
        new ReplyReader(List.of("no", "yes"), Optional.empty())
            .answer(ReplyParser.read(body, body.length), 1);
    assertThat(answer.labels()).containsExactly(1);
    assertThat(answer.scores()).isEmpty();
  }
}
