package dev.gambeson.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static String html(Result result) {
    return new String(Renderers.of(Format.HTML).render(result), StandardCharsets.UTF_8);
  }

  private static List<String> all(String html, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(html);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void aThousandFindingsStayUnder300Kilobytes() throws IOException {
    byte[] html = Renderers.of(Format.HTML).render(SampleResults.large(1000));
    Files.write(Path.of("target/large.html"), html);
    assertThat(html.length).isLessThan(300_000);
    assertThat(new String(html, StandardCharsets.UTF_8)).contains("more are in the JSON result.");
  }

  @Test
  void theSampleIsLeftForTheEyeUnderTarget() throws IOException {
    Path sample = Path.of("target/sample.html");
    Files.write(sample, Renderers.of(Format.HTML).render(SampleResults.adult()));
    assertThat(sample).isNotEmptyFile();
  }

  @Test
  void thePolicyOfThePageForbidsScriptAndNetwork() {
    assertThat(html(SampleResults.adult()))
        .contains(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
        .doesNotContain("<script", "@import", "url(", "<link", " src=", " onclick");
  }

  @Test
  void everyAddressInsideThePageHasItsTarget() {
    String html = html(SampleResults.adult());
    assertThat(all(html, " id=\"([^\"]+)\""))
        .doesNotHaveDuplicates()
        .containsAll(all(html, "href=\"#([^\"]+)\""));
  }

  @Test
  void everyPictureHasANameAndEveryChartATable() {
    String html = html(SampleResults.adult());
    assertThat(all(html, "<svg ([^>]*)>"))
        .allMatch(a -> a.contains("aria-label") || a.contains("aria-hidden"));
    int charts = all(html, "(<svg class=\"plot\")").size();
    assertThat(charts).isEqualTo(8);
    assertThat(all(html, "(<summary>Numbers)")).hasSize(charts);
    assertThat(all(html, "aria-labelledby=\"(x\\d+-t) x\\d+-d\"")).hasSize(charts);
  }

  @Test
  void headingsAreInOrder() {
    List<Integer> levels =
        all(html(SampleResults.adult()), "<h([1-6])").stream().map(Integer::valueOf).toList();
    assertThat(levels.getFirst()).isEqualTo(1);
    for (int i = 1; i < levels.size(); i++) {
      assertThat(levels.get(i)).isLessThanOrEqualTo(levels.get(i - 1) + 1);
    }
  }

  @Test
  void everyTableHeaderHasAScope() {
    assertThat(all(html(SampleResults.adult()), "<th( [^>]*|)>"))
        .isNotEmpty()
        .allMatch(a -> a.contains("scope="));
  }

  @Test
  void theVerdictSaysWhatWhyAndWhatToDo() {
    assertThat(html(SampleResults.adult()))
        .contains(
            "Does not pass",
            "2 open findings are of severity high or above",
            "What matters most",
            "Train on attacked rows");
  }

  @Test
  void whatDoesNotCountIsShownWithOwnerReasonAndEnd() {
    assertThat(html(SampleResults.adult()))
        .contains(
            "Legal reviewed the gap",
            "j.doe@bank.example",
            "2027-03-31",
            "In baseline",
            "Counts again: suppression by data-team expired on 2026-10-01.");
  }

  @Test
  void whatWasNotExaminedIsShownWithItsReason() {
    assertThat(html(SampleResults.adult()))
        .contains("GB-EVA-003 Tree attack", "The model is not a tree ensemble.");
  }

  @Test
  void howInputsWereReadIsSaidUnderTheVerdict() {
    assertThat(html(SampleResults.adult()))
        .contains("Labels of 'income' were taken in sorted order.");
  }

  @Test
  void aResultWithNothingInItIsAReportToo() {
    Result nothing =
        new Result(
            "audit",
            "0.1.0",
            1,
            List.of(),
            List.of(),
            Policy.defaults(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(html(nothing))
        .contains("No verdict", "no check could be asked", "There is no open finding.");
  }

  @Test
  void chartsOfDegenerateDataAreStillReports() {
    Exhibit.Axis log = new Exhibit.Axis("x", Double.NaN, Double.NaN, Exhibit.Scale.LOG);
    List<Exhibit> odd =
        List.of(
            new Exhibit.LineChart("no lines", "c", log, log, List.of(), true),
            new Exhibit.LineChart(
                "NaN only",
                "c",
                log,
                log,
                List.of(new Exhibit.Line("l", List.of(Exhibit.Point.of(Double.NaN, 1)))),
                true),
            new Exhibit.LineChart(
                "one point",
                "c",
                log,
                Exhibit.Axis.of("y"),
                List.of(new Exhibit.Line("l", List.of(Exhibit.Point.of(3, 3)))),
                true),
            new Exhibit.LineChart(
                "zero on log",
                "c",
                log,
                log,
                List.of(
                    new Exhibit.Line(
                        "l", List.of(Exhibit.Point.of(0, 0), Exhibit.Point.of(10, 1e-12)))),
                true),
            new Exhibit.LineChart(
                "huge",
                "c",
                Exhibit.Axis.of("x"),
                Exhibit.Axis.of("y"),
                List.of(
                    new Exhibit.Line(
                        "l",
                        List.of(Exhibit.Point.of(-1e300, -1e300), Exhibit.Point.of(1e300, 1e300)))),
                true),
            new Exhibit.BarChart(
                "no bars", "c", Exhibit.Axis.of("v"), List.of(), OptionalDouble.of(1)));
    CheckResult result =
        CheckResult.of("GB-PERF-001", "", new Outcome.Pass(), "s", List.of(), List.of(), odd);
    String html = html(SampleResults.build(Policy.defaults(), List.of(result), Set.of()));
    assertThat(html).contains("There is nothing to draw").doesNotContain("NaN\"", "Infinity");
  }

  @Test
  void noTemplateSwitchesEscapingOff() throws IOException {
    try (Stream<Path> templates = Files.walk(Path.of("src/main/jte"))) {
      for (Path t : templates.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(t)).as(t.toString()).doesNotContain("$unsafe");
      }
    }
  }
}
