package dev.gambeson.redteam.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the attacks find in models trained by others. The figures of each go to `target/figures`.
class SharedModelsMembershipTest {

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource({"adult, fail, fail", "german, fail, fail", "bank, fail, fail"})
  void anOverfitModelIsFound(String data, String average, String perClass) {
    List<CheckResult> results = results(data, "overfit_mlp");

    assertThat(id(results.getFirst())).isEqualTo(average);
    assertThat(id(results.getLast())).isEqualTo(perClass);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cardfraud", "breast_cancer"})
  void whereTheGapIsTooSmallNothingIsClaimed(String data) {
    List<CheckResult> results = results(data, "overfit_mlp");

    assertThat(results).allSatisfy(r -> assertThat(id(r)).isNotEqualTo("fail"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void aLogisticRegressionIsNotAccused(String data) {
    List<CheckResult> results = results(data, "pipeline");

    assertThat(results).allSatisfy(r -> assertThat(id(r)).isNotEqualTo("fail"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void anOrdinaryNetworkIsJudged(String data) {
    assertThat(results(data, "mlp")).hasSize(4);
  }

  private static String id(CheckResult result) {
    return result.outcome().map(Outcome::id).orElse("not examined");
  }

  private static List<CheckResult> results(String data, String name) {
    try (SharedModel shared = SharedModel.open(data, name);
        Workers workers = new Workers(2)) {
      List<CheckResult> results = new ArrayList<>();
      Duration cpu = cpu();
      long start = System.nanoTime();
      for (var check : MembershipChecks.all()) {
        results.addAll(check.run(shared.subject(), Worlds.context(workers)));
      }
      double cpuSeconds = cpu().minus(cpu).toMillis() / 1e3;
      double seconds = (System.nanoTime() - start) / 1e9;
      String table =
          results.getFirst().exhibits().stream()
              .filter(Exhibit.Table.class::isInstance)
              .flatMap(t -> ((Exhibit.Table) t).rows().stream())
              .map(row -> "  " + String.join(" | ", row))
              .collect(Collectors.joining("\n"));
      String verdicts =
          results.stream()
              .map(r -> "  " + r.aspect() + ": " + id(r) + ": " + r.estimates())
              .collect(Collectors.joining("\n"));
      Path figures = Files.createDirectories(Path.of("target", "figures"));
      Files.writeString(
          figures.resolve("membership-" + data + "-" + name + ".txt"),
          "%s/%s: %.1f s (%.1f s CPU)\n%s\n%s\n"
              .formatted(data, name, seconds, cpuSeconds, table, verdicts));
      return results;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
