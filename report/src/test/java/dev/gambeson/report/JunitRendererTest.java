package dev.gambeson.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Where;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class JunitRendererTest {
  private static Element parse(Result result) throws Exception {
    byte[] xml = Renderers.of(Format.JUNIT).render(result);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml))
        .getDocumentElement();
  }

  private static int count(Element root, String tag) {
    return root.getElementsByTagName(tag).getLength();
  }

  @Test
  void countsAgreeWithTheCases() throws Exception {
    Element root = parse(SampleResults.adult());
    assertThat(root.getAttribute("tests")).isEqualTo(Integer.toString(count(root, "testcase")));
    assertThat(root.getAttribute("failures"))
        .isEqualTo(Integer.toString(count(root, "failure")))
        .isEqualTo("2");
    assertThat(root.getAttribute("errors"))
        .isEqualTo(Integer.toString(count(root, "error")))
        .isEqualTo("2");
    assertThat(root.getAttribute("skipped"))
        .isEqualTo(Integer.toString(count(root, "skipped")))
        .isEqualTo("4");
  }

  @Test
  void aFindingBelowTheBarDoesNotFailTheCase() throws Exception {
    Finding low =
        SampleResults.finding(
            SampleChecks.LABELS, "", Severity.LOW, "Small thing", "m", Where.file("a"));
    CheckResult failed =
        CheckResult.of(
            "GB-DATA-002", "", new Outcome.Fail(), "s", List.of(), List.of(low), List.of());
    Result result = SampleResults.build(Policy.defaults(), List.of(failed), Set.of());
    assertThat(result.exitCode()).isEqualTo(ExitCode.CLEAN);
    Element root = parse(result);
    assertThat(count(root, "failure")).isZero();
    assertThat(root.getElementsByTagName("system-out").item(0).getTextContent())
        .contains("Small thing");
  }

  @Test
  void openQuestionsAreSkippedWhereThePolicyAllowsThem() throws Exception {
    Policy policy = new Policy(Severity.HIGH, true, Map.of(), List.of());
    Element root = parse(SampleResults.build(policy, SampleResults.results(), Set.of()));
    assertThat(count(root, "error")).isZero();
    assertThat(root.getTextContent()).isNotEmpty();
  }

  @Test
  void charactersThatXmlCannotHoldAreShownAsEscapes() throws Exception {
    Finding odd =
        SampleResults.finding(
            SampleChecks.EVASION,
            "",
            Severity.HIGH,
            "a\u0000b\u001b[31m\uFFFE\uD800",
            "]]> <x>&\u0001",
            Where.file("a"));
    CheckResult failed =
        CheckResult.of(
            "GB-EVA-001", "", new Outcome.Fail(), "s", List.of(), List.of(odd), List.of());
    Element root = parse(SampleResults.build(Policy.defaults(), List.of(failed), Set.of()));
    Element failure = (Element) root.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).isEqualTo("a\\u0000b\\u001b[31m\\ufffe\\ud800");
    assertThat(failure.getTextContent()).contains("]]> <x>&\\u0001");
  }
}
