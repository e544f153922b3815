package dev.gambeson.server.passport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.passport.ExtractionCurve.Copy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractionCurveTest {
  @TempDir private Path folder;

  private ExtractionCurve read(String json) throws Exception {
    return ExtractionCurve.read(Files.writeString(folder.resolve("audit.json"), json));
  }

  @Test
  void theBestCopyAtEachNumberOfAnswersIsKept() throws Exception {
    ExtractionCurve curve =
        read(
            """
            {"subjects":[{"name":"m.onnx","sha256":"ab"}],"outcomes":[
             {"check":"GB-EVA-001","exhibits":[{"kind":"lines","lines":[{"name":"x","points":[{"x":1,"y":1}]}]}]},
             {"check":"GB-EXT-001","exhibits":[{"kind":"table"},{"kind":"lines","lines":[
              {"name":"labels","points":[{"x":500,"y":0.7,"low":0.6,"high":0.8},{"x":50,"y":0.5}]},
              {"name":"scores","points":[{"x":500,"y":0.9,"low":0.85,"high":0.93}]},
              {"name":"constant copy","points":[{"x":50,"y":0.5},{"x":5000,"y":0.5}]}]}]}]}
            """);
    assertThat(curve.files()).containsExactly("ab");
    assertThat(curve.worthless()).isEqualTo(0.5);
    assertThat(curve.copies())
        .containsExactly(
            new Copy(50, "labels", 0.5, 0.5, 0.5), new Copy(500, "scores", 0.9, 0.85, 0.93));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no json", "{}", "[]", "{\"outcomes\":[{\"check\":\"GB-EXT-001\"}]}"})
  void whatHoldsNoCurveIsRefusedAndTheCommandNamed(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("gambeson audit --format json");
  }
}
