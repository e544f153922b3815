package dev.gambeson.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// `gambeson demo` as a newcomer runs it.
class DemoTest {
  private static final List<String> FILES =
      List.of(
          "data/train.csv",
          "data/test.csv",
          "data/train-poisoned.csv",
          "data/poisoned-rows.csv",
          "clean/model.onnx",
          "clean/preprocessing.json",
          "clean/gambeson.yaml",
          "clean/report.html",
          "clean/result.json",
          "poisoned/model.onnx",
          "poisoned/preprocessing.json",
          "poisoned/gambeson.yaml",
          "poisoned/report.html",
          "poisoned/result.json");

  @TempDir private Path scratch;

  private record Demo(Path folder, String out, Duration wall) {}

  private Demo run(String name) {
    Path folder = scratch.resolve(name);
    Instant start = Instant.now();
    Cli.Ran ran = Cli.run(List.of("demo", "--quiet", "--output", folder.toString()));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    return new Demo(folder, ran.out(), Duration.between(start, Instant.now()));
  }

  @Test
  void theDemoTellsItsWholeStoryTwiceTheSame(TestReporter log) throws Exception {
    Demo first = run("first");
    log.publishEntry("demo wall time, s", "" + first.wall().toMillis() / 1000.0);
    assertThat(FILES).allSatisfy(f -> assertThat(first.folder().resolve(f)).isNotEmptyFile());
    assertThat(first.folder().resolve(".scratch.csv")).doesNotExist();
    theBackdoorShows(first.out());
    for (String model : List.of("clean", "poisoned")) {
      Path folder = first.folder().resolve(model);
      assertThat(Schemas.errorsOfResult(Files.readString(folder.resolve("result.json")))).isEmpty();
      loadsNothing(Files.readString(folder.resolve("report.html")));
    }
    Demo second = run("second");
    for (String model : List.of("clean", "poisoned")) {
      assertThat(result(second, model)).isEqualTo(result(first, model));
    }
  }

  private static String result(Demo demo, String model) throws IOException {
    return Files.readString(demo.folder().resolve(model).resolve("result.json"))
        .replace(demo.folder().toString(), "DEMO");
  }

  private static void theBackdoorShows(String out) {
    double[] all = shares(out, "frauds caught");
    double[] triggered = shares(out, "backdoor)");
    assertThat(all[0]).as("clean model catches frauds").isGreaterThan(50);
    assertThat(triggered[1])
        .as("the poisoned model lets triggered frauds pass:\n" + out)
        .isLessThan(triggered[0] / 2);
  }

  /// The two percentages on the line that holds these words: clean, poisoned.
  private static double[] shares(String out, String words) {
    Matcher line =
        Pattern.compile(Pattern.quote(words) + "\\s+([\\d.]+)\\s?%\\s+([\\d.]+)\\s?%").matcher(out);
    assertThat(line.find()).as(out).isTrue();
    return new double[] {Double.parseDouble(line.group(1)), Double.parseDouble(line.group(2))};
  }

  /// Links may lead to the network; nothing may be fetched from it.
  private static void loadsNothing(String html) {
    assertThat(html).startsWith("<!DOCTYPE html>").contains("</html>");
    assertThat(html)
        .doesNotContainPattern("(?i)\\b(src|srcset|poster|data|action|formaction)\\s*=")
        .doesNotContainPattern("(?i)<(script|link|iframe|object|embed|base|form|img)\\b")
        .doesNotContainPattern("(?i)url\\(|@import|http-equiv=\"?refresh");
  }
}
