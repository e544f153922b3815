package dev.gambeson.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Result.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("baseline.json"), content);
  }

  private void refuses(Path file, ExitCode code, String word) {
    assertThatExceptionOfType(GambesonException.class)
        .isThrownBy(() -> Baseline.read(file))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(code))
        .withMessageContaining(word)
        .withMessageContaining(file.getFileName().toString());
  }

  @Test
  void anEarlierResultIsItsOwnBaseline() throws IOException {
    Result before = SampleResults.build(Policy.defaults(), SampleResults.results(), Set.of());
    Path file = folder.resolve("before.json");
    Files.write(file, Renderers.of(Format.JSON).render(before));
    Result after =
        SampleResults.build(Policy.defaults(), SampleResults.results(), Baseline.read(file));
    assertThat(before.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(after.findings()).noneMatch(Result.Judged::counts).hasSameSizeAs(before.findings());
  }

  @Test
  void aSuppressedFindingDoesNotEnterTheBaseline() throws IOException {
    Result before = SampleResults.adult();
    Finding race =
        before.findings().stream()
            .map(Result.Judged::finding)
            .filter(f -> f.aspect().equals("race"))
            .findFirst()
            .orElseThrow();
    Path file = folder.resolve("before.json");
    Files.write(file, Renderers.of(Format.JSON).render(before));
    assertThat(Baseline.read(file))
        .isNotEmpty()
        .doesNotContain(new Known(race.fingerprint(), race.severity()));
  }

  @Test
  void anAbsentFileIsAUsageError() {
    refuses(folder.resolve("no.json"), ExitCode.USAGE, "does not exist");
  }

  @Test
  void aFolderIsAUsageError() {
    refuses(folder, ExitCode.USAGE, "is not a file");
  }

  @Test
  void anotherSchemaIsRefused() throws IOException {
    refuses(file("{\"schema\":\"other/2\",\"findings\":[]}"), ExitCode.COULD_NOT_RUN, "other/2");
  }

  @Test
  void aMissingListOfFindingsIsRefused() throws IOException {
    refuses(file("{\"schema\":\"gambeson/result/1\"}"), ExitCode.COULD_NOT_RUN, "findings");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    refuses(
        file("{\"schema\":\"gambeson/result/1\",\"findings\":[{\"check\":"),
        ExitCode.COULD_NOT_RUN,
        "not a result");
  }

  @Test
  void somethingThatIsNotJsonIsRefused() throws IOException {
    refuses(file("<html>"), ExitCode.COULD_NOT_RUN, "not a result");
    refuses(file(""), ExitCode.COULD_NOT_RUN, "does not start");
    refuses(file("[]"), ExitCode.COULD_NOT_RUN, "does not start");
  }

  @Test
  void deepNestingIsRefusedWithoutExhaustingTheStack() throws IOException {
    refuses(file("{\"x\":" + "[".repeat(100_000)), ExitCode.COULD_NOT_RUN, "not a result");
  }

  @Test
  void aFindingWithoutFingerprintIsNamedByItsNumber() throws IOException {
    refuses(
        file(
            "{\"schema\":\"gambeson/result/1\",\"findings\":[{\"severity\":\"high\",\"fingerprint\":\"xyz\"}]}"),
        ExitCode.COULD_NOT_RUN,
        "finding 1");
  }

  @Test
  void aFindingWithAnUnknownSeverityIsRefused() throws IOException {
    refuses(
        file(
            "{\"schema\":\"gambeson/result/1\",\"findings\":[{\"severity\":\"dire\",\"fingerprint\":\"0123456789abcdef\"}]}"),
        ExitCode.COULD_NOT_RUN,
        "severity");
  }

  @Test
  void contentAfterTheEndIsRefused() throws IOException {
    refuses(
        file("{\"schema\":\"gambeson/result/1\",\"findings\":[]} {}"),
        ExitCode.COULD_NOT_RUN,
        "after its end");
  }

  @Test
  void aRepeatedKeyIsRefused() throws IOException {
    refuses(
        file("{\"schema\":\"gambeson/result/1\",\"findings\":[],\"findings\":[]}"),
        ExitCode.COULD_NOT_RUN,
        "not a result");
  }
}
