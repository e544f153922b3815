package dev.gambeson.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole of `gambeson audit` on every model of `shared/models`, with small budgets and the
/// first rows of the large tables.
class RealModelAuditTest {
  private static final int TEST_ROWS = 1200;
  private static final int TRAIN_ROWS = 3000;
  private static final List<String> SETS =
      List.of("adult", "german", "cardfraud", "breast_cancer", "bank");
  private static final List<String> FILES =
      List.of(
          "mlp.onnx",
          "overfit_mlp.onnx",
          "forest.onnx",
          "pipeline.onnx",
          "boosted.json",
          "boosted.ubj");

  @TempDir private Path scratch;

  private record Audited(int code, JsonNode result, String sarif) {
    List<JsonNode> outcomes(String checkOrArea) {
      return of("outcomes", checkOrArea);
    }

    List<JsonNode> findings(String checkOrArea) {
      return of("findings", checkOrArea);
    }

    private List<JsonNode> of(String list, String checkOrArea) {
      return result
          .path(list)
          .valueStream()
          .filter(n -> n.path("check").asString().startsWith(checkOrArea))
          .toList();
    }
  }

  static Stream<Arguments> models() {
    return SETS.stream().flatMap(s -> FILES.stream().map(f -> Arguments.of(s, f)));
  }

  private Audited audit(List<String> flags, List<String> more) throws IOException {
    Path json = scratch.resolve("result.json");
    Path sarif = scratch.resolve("result.sarif");
    List<String> all =
        Stream.of(
                flags,
                more,
                List.of("--format", "json", "--output", json.toString()),
                List.of("--format", "sarif", "--output", sarif.toString()))
            .flatMap(List::stream)
            .toList();
    Cli.Ran ran = Cli.run(all);
    assertThat(ran.code()).as(ran.err()).isIn(0, 1, 2);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).isEmpty();
    String text = Files.readString(json);
    assertThat(Schemas.errorsOfResult(text)).isEmpty();
    return new Audited(ran.code(), JsonMapper.shared().readTree(text), Files.readString(sarif));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("models")
  void everyCheckRunsOnEveryRealModel(String set, String file) throws Exception {
    RealCase real = RealCase.of(set, scratch);
    List<String> flags =
        real.audit(file, real.head("test.csv", TEST_ROWS), real.head("train.csv", TRAIN_ROWS));
    Audited audited = audit(flags, real.preprocessing());

    assertThat(audited.code()).isEqualTo(audited.result().path("exitCode").asInt());
    assertThat(audited.result().findValuesAsString("reason"))
        .noneMatch(r -> r.contains("could not run"));
    assertThat(audited.outcomes("GB-ART"))
        .hasSizeGreaterThanOrEqualTo(5)
        .allMatch(o -> o.path("outcome").asString().equals("pass"), "passes");
    everyCheckAnsweredOrSaysWhyNot(audited);
    attackedAccordingToKind(audited, file);
    assertThat(audited.outcomes("GB-FAIR").isEmpty()).isEqualTo(real.protectedColumns().isEmpty());
    if (file.equals("pipeline.onnx")) {
      assertThat(audited.findings("GB-PRIV-001")).isEmpty();
    }
    assertThat(Schemas.errorsOfSarif(audited.sarif())).isEmpty();
  }

  private static void everyCheckAnsweredOrSaysWhyNot(Audited audited) {
    List<String> silent =
        audited
            .result()
            .path("notExamined")
            .valueStream()
            .map(n -> n.path("name").asString())
            .toList();
    Catalogue.auditInfos()
        .forEach(i ->
            assertThat(
                    !audited.outcomes(i.id()).isEmpty()
                        || silent.stream().anyMatch(n -> n.startsWith(i.id())))
                .as(i.id() + " has an outcome or a reason for none")
                .isTrue());
  }

  private static void attackedAccordingToKind(Audited audited, String file) {
    boolean trees = file.startsWith("forest") || file.startsWith("boosted");
    for (String attack : List.of("GB-EVA-001", "GB-EVA-002", "GB-EVA-004", "GB-EXT-001")) {
      assertThat(audited.outcomes(attack)).as(attack).isNotEmpty();
    }
    assertThat(audited.outcomes("GB-EVA-003").isEmpty()).as("tree attack").isEqualTo(!trees);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "bank"})
  void aModelTrainedToTheLastRowBetraysItsMembers(String set) throws Exception {
    RealCase real = RealCase.of(set, scratch);
    List<String> flags =
        real.audit("overfit_mlp.onnx", real.head("test.csv", 1500), real.head("train.csv", 1500));
    Audited audited =
        audit(
            flags,
            Stream.concat(real.preprocessing().stream(), Stream.of("--checks", "GB-PRIV"))
                .toList());
    assertThat(audited.findings("GB-PRIV")).isNotEmpty();
    assertThat(audited.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void aPipelineNeedsNoPreprocessingAndIgnoresIt(String set) throws Exception {
    RealCase real = RealCase.of(set, scratch);
    List<String> flags =
        real.audit("pipeline.onnx", real.head("test.csv", 600), real.head("train.csv", 600));
    flags.addAll(List.of("--checks", "GB-PERF,GB-FAIR,GB-PRIV"));
    Audited without = audit(flags, List.of());
    Audited with = audit(flags, real.preprocessing());
    assertThat(with.result().path("outcomes")).isEqualTo(without.result().path("outcomes"));
    assertThat(with.result().path("findings")).isEqualTo(without.result().path("findings"));
    assertThat(without.outcomes("GB-PERF")).isNotEmpty();
  }
}
