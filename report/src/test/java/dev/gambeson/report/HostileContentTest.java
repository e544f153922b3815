package dev.gambeson.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Where;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/// Every text of a result comes from somebody else: none may act, in any format.
class HostileContentTest {
  private static final String EVIL =
      "\"'><script>alert(1)</script><img src=x onerror=alert(1)></style></title><svg/onload=alert(1)>"
          + "javascript:alert(1) ${7*7} @if(true) `a` ```b``` | [x](javascript:alert(1)) @admin #1 www.evil.example http://evil.example"
          + "\u202Egnp.exe\u2066\u200B \u001b[31mred\u001b]8;;http://evil\u0007 \u009b2J \r\n## heading\n]]>--><!-- \uFEFF\uD800 \uDB40\uDC41 end";

  private static final Pattern TAG =
      Pattern.compile("<(/?)([a-zA-Z!][a-zA-Z0-9]*)((?:[^<>\"]|\"[^\"]*\")*)>");
  private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z:-]+)=\"([^\"]*)\"");

  static Result hostile() {
    CheckInfo known = SampleChecks.EVASION;
    CheckInfo check =
        new CheckInfo(
            "GB-EVA-001",
            EVIL,
            EVIL,
            EVIL,
            EVIL,
            EVIL,
            EVIL,
            Severity.HIGH,
            known.refs(),
            List.of(new CheckInfo.Parameter(EVIL, 0.2, 0, 1, EVIL)));
    Finding open =
        new Finding(
            "GB-EVA-001",
            EVIL,
            Severity.HIGH,
            EVIL,
            EVIL,
            Where.file(EVIL).atColumn(EVIL).atRow(1),
            EVIL);
    Finding accepted =
        new Finding("GB-EVA-001", "accepted", Severity.HIGH, EVIL, EVIL, Where.file(EVIL), EVIL);
    List<CheckResult> results =
        List.of(
            CheckResult.of(
                "GB-EVA-001",
                EVIL,
                new Outcome.Fail(),
                EVIL,
                List.of(new Estimate(EVIL, 0.5, 0.4, 0.6, 10, EVIL)),
                List.of(open, accepted),
                exhibits()),
            CheckResult.inconclusive("GB-EVA-001", EVIL, EVIL),
            CheckResult.notExamined("GB-EVA-001", EVIL, EVIL));
    Policy policy =
        new Policy(
            Severity.HIGH,
            false,
            Map.of(),
            List.of(
                new Policy.Suppression(
                    "GB-EVA-001", Optional.of("accepted"), EVIL, EVIL, LocalDate.of(2030, 1, 1))));
    return new Result(
        "audit",
        EVIL,
        1,
        List.of("gambeson", EVIL),
        List.of(new Result.Subject(EVIL, "0".repeat(64), 1, EVIL, EVIL + " model")),
        policy,
        List.of(check),
        results,
        Result.judge(results, policy, Set.of(), SampleResults.TODAY),
        List.of(new Result.NotExamined(EVIL, EVIL)),
        List.of(EVIL));
  }

  private static List<Exhibit> exhibits() {
    Exhibit.Axis axis = Exhibit.Axis.of(EVIL);
    return List.of(
        new Exhibit.LineChart(
            EVIL,
            EVIL,
            axis,
            axis,
            List.of(
                new Exhibit.Line(EVIL, List.of(Exhibit.Point.of(0, 0), Exhibit.Point.of(1, 1)))),
            true),
        new Exhibit.BarChart(
            EVIL,
            EVIL,
            axis,
            List.of(new Exhibit.Bar(EVIL, 1, 0.5, 1.5, 3)),
            OptionalDouble.of(0.7)),
        new Exhibit.Table(EVIL, EVIL, List.of(EVIL, "n"), List.of(List.of(EVIL, "1"))));
  }

  private static String rendered(Format format) {
    return new String(Renderers.of(format).render(hostile()), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void noFormatPassesOnControlOrBidirectionalCharacters(Format format) {
    List<String> raw =
        rendered(format)
            .codePoints()
            .filter(c -> c != '\n')
            .filter(c ->
                Character.isISOControl(c)
                    || isUnseen(c)
                    || Character.getType(c) == Character.SURROGATE)
            .mapToObj(Integer::toHexString)
            .distinct()
            .toList();
    assertThat(raw).isEmpty();
  }

  private static boolean isUnseen(int c) {
    boolean joiner =
        c == 0x200C || c == 0x200D || c == 0x2060; // the word joiner is ours, in Markdown
    return Character.getType(c) == Character.FORMAT && !joiner;
  }

  @Test
  void colouredTextHoldsOurEscapeSequencesOnly() {
    String text =
        new String(
            Renderers.text(new TextOptions(true, 80)).render(hostile()), StandardCharsets.UTF_8);
    assertThat(text).contains("\u001b[1;31m");
    assertThat(text.replaceAll("\u001b\\[(0|1|2|1;31|32|33|34|35)m", ""))
        .doesNotContain("\u001b", "\u009b", "\u0007");
  }

  @Test
  void htmlHoldsOnlyElementsAndAttributesOfOurs() {
    String html = rendered(Format.HTML);
    String body = html.replaceFirst("(?s)<style>.*?</style>", "");
    Set<String> tags = new TreeSet<>();
    Set<String> attributes = new TreeSet<>();
    Set<String> schemes = new TreeSet<>();
    Matcher tag = TAG.matcher(body);
    while (tag.find()) {
      tags.add(tag.group(2));
      Matcher attribute = ATTRIBUTE.matcher(tag.group(3));
      while (attribute.find()) {
        attributes.add(attribute.group(1));
        if (attribute.group(1).matches("href|src|action|style|xlink:href")) {
          schemes.add(attribute.group(2).replaceFirst("^(#|[a-z]+:).*", "$1"));
        }
      }
    }
    assertThat(tags)
        .doesNotContain("script", "img", "iframe", "object", "link", "base", "form", "a:")
        .contains("svg", "table");
    assertThat(tags).allMatch(HostileContentTest::isOurs);
    assertThat(attributes)
        .noneMatch(a -> a.startsWith("on"))
        .doesNotContain("src", "style", "srcdoc");
    assertThat(schemes).containsExactlyInAnyOrder("#", "https:");
  }

  private static boolean isOurs(String tag) {
    return ("!DOCTYPE html head meta title style body a header div p svg path h1 h2 h3 h4 nav ul ol li main section span b"
            + " table thead tbody tr th td article details summary code figure figcaption desc line text rect circle"
            + " polygon pre dl dt dd footer br")
        .contains(tag);
  }

  @Test
  void htmlHasExactlyOneTitleAndOneStyle() {
    String html = rendered(Format.HTML);
    assertThat(html.split("</style>", -1)).hasSize(2);
    assertThat(html).doesNotContain("<script", "<img", "<!--", "<svg/");
  }

  @Test
  void jsonGivesBackExactlyTheTextThatWasPutIn() {
    String lone = EVIL.replace("\uD800", "\uD800");
    String message =
        JsonMapper.builder()
            .build()
            .readTree(rendered(Format.JSON))
            .path("findings")
            .get(0)
            .path("message")
            .asString();
    assertThat(message).isEqualTo(lone);
  }

  @Test
  void jsonAndSarifStayValid() {
    assertThat(Schemas.errorsOfResult(Renderers.of(Format.JSON).render(hostile()))).isEmpty();
    assertThat(Schemas.errorsOfSarif(Renderers.of(Format.SARIF).render(hostile()))).isEmpty();
  }

  @Test
  void markdownHoldsNoHtmlButOurFolds() {
    Matcher tag = Pattern.compile("<[^>\\n]*>").matcher(outsideCode(rendered(Format.MARKDOWN)));
    Set<String> tags = new TreeSet<>();
    while (tag.find()) {
      tags.add(tag.group());
    }
    assertThat(tags).containsOnly("<details>", "</details>", "<summary>", "</summary>");
    assertThat(outsideCode(rendered(Format.MARKDOWN))).doesNotContain("<script", "<img");
  }

  @Test
  void markdownMentionsNobodyAndLinksNowhere() {
    String text = outsideCode(rendered(Format.MARKDOWN));
    assertThat(text).doesNotContain("@admin", "http://", "www.evil", "[x](");
    assertThat(text.lines()).noneMatch(l -> l.startsWith("## heading"));
  }

  @Test
  void markdownTableRowsKeepTheirCells() {
    List<Integer> cells = new ArrayList<>();
    rendered(Format.MARKDOWN)
        .lines()
        .filter(l -> l.startsWith("|"))
        .forEach(l -> cells.add(l.replaceAll("\\\\.", "").split("\\|", -1).length));
    assertThat(cells).isNotEmpty().containsOnly(6);
  }

  @Test
  void markdownCodeInTableCellsKeepsItsPipes() {
    assertThat(MarkdownText.cellCode("a|b")).isEqualTo("`a\\|b`");
    assertThat(MarkdownText.code("a`b")).isEqualTo("``a`b``");
  }

  @Test
  void markdownFencesAreLongerThanAnyInside() {
    String command =
        rendered(Format.MARKDOWN)
            .lines()
            .filter(l -> l.startsWith("```"))
            .findFirst()
            .orElseThrow();
    assertThat(command).isEqualTo("````text");
  }

  /// The text without code spans and blocks, where nothing is interpreted.
  private static String outsideCode(String markdown) {
    return markdown
        .replaceAll("(?s)\\n(`{3,})text\\n.*?\\n\\1\\n", "\n")
        .replaceAll("(?<![`\\\\])(`+)(?!`)(.*?)(?<!`)\\1(?!`)", "");
  }
}
