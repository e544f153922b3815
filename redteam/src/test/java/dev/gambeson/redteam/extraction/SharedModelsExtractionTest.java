package dev.gambeson.redteam.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Workers;
import dev.gambeson.redteam.membership.SharedModel;
import dev.gambeson.redteam.membership.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How fast models trained by others can be copied. The figures of each go to `target/figures`.
class SharedModelsExtractionTest {

  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void aLogisticRegressionIsSolvedExactly(String data) throws IOException {
    CheckResult result = result(data, "pipeline");

    assertThat(result.summary()).contains("the model is linear");
  }

  @ParameterizedTest
  @CsvSource({"adult, mlp", "bank, mlp", "german, mlp", "cardfraud, mlp", "breast_cancer, mlp"})
  void aNetworkIsJudged(String data, String name) throws IOException {
    CheckResult result = result(data, name);

    assertThat(result.estimates().getFirst().value()).isGreaterThan(0.7);
  }

  private static CheckResult result(String data, String name) throws IOException {
    try (SharedModel shared = SharedModel.open(data, name);
        Workers workers = new Workers(2)) {
      Duration cpu = cpu();
      long start = System.nanoTime();
      CheckResult result =
          new ExtractionCheck().run(shared.subject(), Worlds.context(workers)).getFirst();
      double cpuSeconds = cpu().minus(cpu).toMillis() / 1e3;
      double seconds = (System.nanoTime() - start) / 1e9;
      String table =
          ((Exhibit.Table) result.exhibits().get(1))
              .rows().stream()
                  .map(row -> "  " + String.join(" | ", row))
                  .collect(Collectors.joining("\n"));
      Path figures = Files.createDirectories(Path.of("target", "figures"));
      Files.writeString(
          figures.resolve("extraction-" + data + "-" + name + ".txt"),
          "%s/%s: %.1f s (%.1f s CPU), %s: %s\n%s\n"
              .formatted(
                  data,
                  name,
                  seconds,
                  cpuSeconds,
                  result.outcome().map(Outcome::id).orElse(""),
                  result.summary(),
                  table));
      return result;
    }
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
