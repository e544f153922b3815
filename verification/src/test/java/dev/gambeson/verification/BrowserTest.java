package dev.gambeson.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The HTML report of a real audit in a real browser, with every network name made unresolvable.
/// Skipped, with a reason, where no Chromium is installed.
class BrowserTest {
  private static final List<String> BROWSERS =
      List.of(
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome",
          "/usr/bin/google-chrome-stable");

  @TempDir private Path folder;
  private Path report;

  private record Page(String dom, String log) {}

  @BeforeEach
  void audit() throws IOException {
    report = folder.resolve("report.html");
    List<String> flags = SmallCase.in(folder);
    Path config =
        Files.writeString(
            folder.resolve("gambeson.yaml"),
            "policy: {checks: {GB-EVA-004: {rows: 40}, GB-EVA-001: {query-budget: 150}}}\n");
    flags.addAll(List.of("--config", config.toString()));
    flags.addAll(List.of("--format", "html", "--output", report.toString()));
    Cli.Ran ran = Cli.run(flags);
    assertThat(ran.code()).as(ran.err()).isIn(0, 1, 2);
  }

  private Page load(Path page, int width, String... more) throws Exception {
    String browser =
        BROWSERS.stream().filter(b -> Files.isExecutable(Path.of(b))).findFirst().orElse("");
    Assumptions.assumeFalse(browser.isEmpty(), "needs Chromium or Chrome in /usr/bin");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(browser, "--headless=new", "--no-sandbox", "--disable-gpu"));
    command.addAll(List.of("--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run"));
    command.add("--host-resolver-rules=MAP * ~NOTFOUND");
    command.addAll(List.of("--enable-logging=stderr", "--v=0", "--window-size=" + width + ",900"));
    command.add("--user-data-dir=" + folder.resolve("profile-" + width));
    command.addAll(List.of(more));
    command.addAll(List.of("--dump-dom", page.toUri().toString()));
    Path dom = folder.resolve("dom.txt");
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    boolean ended = process.waitFor(90, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(ended).as("the browser ends").isTrue();
    return new Page(
        Files.readString(dom), new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1));
  }

  /// A copy of the report with a script at its end that writes what it measures into the title. The
  /// report itself forbids scripts, so the copy's content policy goes.
  private Path measured(String script) throws IOException {
    String html =
        Files.readString(report)
            .replaceFirst("(?i)<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "");
    Path copy = folder.resolve("measured.html");
    Files.writeString(copy, html.replace("</body>", "<script>" + script + "</script></body>"));
    return copy;
  }

  private static String title(Page page) {
    Matcher title = Pattern.compile("<title>(.*?)</title>", Pattern.DOTALL).matcher(page.dom());
    assertThat(title.find())
        .as(page.dom().substring(0, Math.min(500, page.dom().length())))
        .isTrue();
    return title.group(1);
  }

  private static Stream<String> consoleLines(Page page) {
    return page.log().lines().filter(l -> l.contains(":CONSOLE"));
  }

  @Test
  void theReportRendersOfflineWithoutAComplaint() throws Exception {
    Page page = load(report, 1280);
    assertThat(page.dom()).contains("GB-EVA-004", "<svg", "</html>");
    assertThat(consoleLines(page)).isEmpty();
  }

  @Test
  void aComplaintOnTheConsoleWouldBeSeen() throws Exception {
    Page page = load(measured("console.error('seen')"), 1280);
    assertThat(consoleLines(page)).anyMatch(l -> l.contains("seen"));
  }

  /// Chromium's windows cannot be as narrow as a telephone, so the report is put in a frame of that
  /// width.
  @Test
  void theReportFitsATelephone() throws Exception {
    Path copy =
        measured(
            "parent.postMessage(document.documentElement.scrollWidth + ' of ' + innerWidth, '*')");
    Path frame = folder.resolve("frame.html");
    Files.writeString(
        frame,
        "<!DOCTYPE html><title>none</title><script>onmessage = e => document.title = e.data</script>"
            + "<iframe width=360 height=800 style='border:0' src='"
            + copy.getFileName()
            + "'></iframe>");
    Page page = load(frame, 1000, "--virtual-time-budget=5000");
    assertThat(title(page)).matches("\\d+ of 360");
    assertThat(Integer.parseInt(title(page).split(" ", 2)[0])).isLessThanOrEqualTo(360);
  }

  @Test
  void theReportOfARealModelFitsATelephoneToo() throws Exception {
    RealCase adult = RealCase.of("adult", folder);
    List<String> flags =
        adult.audit("mlp.onnx", adult.head("test.csv", 800), adult.head("train.csv", 800));
    flags.addAll(adult.preprocessing());
    flags.addAll(List.of("--format", "html", "--output", report.toString()));
    assertThat(Cli.run(flags).code()).isIn(0, 1, 2);
    theReportFitsATelephone();
    assertThat(violations()).isEqualTo("all well");
  }

  /// The rules of WCAG 2.1 A and AA that axe-core can decide.
  @Test
  void theReportMeetsTheAccessibilityRulesOfAxe() throws Exception {
    assertThat(violations()).isEqualTo("all well");
  }

  private String violations() throws Exception {
    Path copy =
        measured(
            axe()
                + """
                ;document.title = 'running';
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r => {
                  document.title = r.violations.map(v => v.id + ': ' + v.nodes.length + 'x '
                    + v.nodes[0].html.replaceAll('<', '{').slice(0, 200)).join('; ')
                    || (r.passes.length > 10 ? 'all well' : 'hardly a rule applied');
                });
                """);
    return title(load(copy, 1280, "--virtual-time-budget=60000"));
  }

  private static String axe() throws IOException {
    String path = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (InputStream in = BrowserTest.class.getResourceAsStream(path)) {
      assertThat(in).as(path).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("</script", "<\\/script");
    }
  }

  @Test
  void everyPictureHasAWordedAlternativeAndHeadingsDescendInSteps() throws Exception {
    Path copy =
        measured(
            """
            const bad = [];
            document.querySelectorAll('svg').forEach(s => {
              const named = s.getAttribute('aria-label') || s.getAttribute('aria-labelledby')
                || s.querySelector('title') || s.closest('[aria-hidden=true]');
              if (!named) bad.push('svg without a name');
            });
            let level = 0;
            document.querySelectorAll('h1,h2,h3,h4,h5,h6').forEach(h => {
              const next = +h.tagName[1];
              if (next > level + 1) bad.push(h.tagName + ' after level ' + level);
              level = next;
            });
            const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
            ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => bad.push('id twice: ' + id));
            document.querySelectorAll('a[href^="#"]').forEach(a => {
              if (!document.getElementById(a.getAttribute('href').slice(1))) bad.push('dead link ' + a.getAttribute('href'));
            });
            document.querySelectorAll('th:not([scope])').forEach(() => bad.push('th without scope'));
            if (!document.documentElement.lang) bad.push('no lang');
            document.title = bad.length ? [...new Set(bad)].join('; ') : 'all well';
            """);
    assertThat(title(load(copy, 1280))).isEqualTo("all well");
  }
}
