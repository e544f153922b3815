package dev.gambeson.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same files, policy and seed give the same JSON, byte for byte, on any number of threads.
class DeterminismTest {
  @TempDir private Path scratch;

  /// The bytes of the JSON report, written to a file of another name each time.
  private String json(List<String> flags, int threads, int seed) throws IOException {
    Path file = scratch.resolve("result-" + threads + ".json");
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of("--threads", "" + threads, "--seed", "" + seed));
    all.addAll(List.of("--format", "json", "--output", file.toString()));
    Cli.Ran ran = Cli.run(all);
    assertThat(ran.code()).as(ran.err()).isIn(0, 1, 2);
    return Files.readString(file);
  }

  private void sameOnAnyNumberOfThreads(List<String> flags) throws IOException {
    String one = json(flags, 1, 42);
    assertThat(json(flags, 2, 42)).isEqualTo(one);
    assertThat(json(flags, 5, 42)).isEqualTo(one);
  }

  private static String outcomes(String json) {
    return json.substring(json.indexOf("\"outcomes\""), json.indexOf("\"notExamined\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp.onnx", "forest.onnx"})
  void aRealAuditDoesNotDependOnThreads(String model) throws Exception {
    RealCase german = RealCase.of("german", scratch);
    List<String> flags =
        german.audit(
            model, german.folder().resolve("test.csv"), german.folder().resolve("train.csv"));
    flags.addAll(german.preprocessing());
    sameOnAnyNumberOfThreads(flags);
  }

  @Test
  void aSmallAuditDoesNotDependOnThreads() throws Exception {
    sameOnAnyNumberOfThreads(small());
  }

  @Test
  void theSeedAloneDecides() throws Exception {
    List<String> flags = small();
    String first = json(flags, 2, 42);
    assertThat(json(flags, 2, 42)).isEqualTo(first);
    assertThat(outcomes(json(flags, 2, 43))).isNotEqualTo(outcomes(first));
  }

  private List<String> small() throws IOException {
    List<String> flags = SmallCase.in(scratch);
    Path config =
        Files.writeString(
            scratch.resolve("gambeson.yaml"),
            "policy: {checks: {GB-EVA-004: {rows: 60}, GB-EVA-001: {query-budget: 200}}}\n");
    flags.addAll(List.of("--config", config.toString()));
    return flags;
  }
}
