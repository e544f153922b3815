package dev.gambeson.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gambeson.core.Policy;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextRendererTest {
  private static String text(TextOptions options) {
    return new String(
        Renderers.text(options).render(SampleResults.adult()), StandardCharsets.UTF_8);
  }

  @Test
  void theVerdictComesFirst() {
    assertThat(text(TextOptions.PLAIN).lines().findFirst())
        .hasValue(
            "FAIL  mlp.onnx does not meet its policy: 2 open findings are of severity high or above.");
  }

  @Test
  void linesStayWithinTheWidth() {
    for (int width : new int[] {40, 60, 80, 120}) {
      assertThat(text(new TextOptions(false, width)).lines()).allMatch(l -> l.length() <= width);
    }
  }

  @Test
  void colourIsUsedOnlyWhenAskedFor() {
    assertThat(text(TextOptions.PLAIN)).doesNotContain("\u001b");
    assertThat(text(new TextOptions(true, 100))).contains("\u001b[1;31mFAIL\u001b[0m");
  }

  @Test
  void everyFindingSaysWhatIsWrongAndWhatToDo() {
    assertThat(text(TextOptions.PLAIN))
        .contains("FINDINGS", "  fix ", "GB-EVA-001", "gambeson explain GB-EVA-001");
  }

  @Test
  void whatIsToBeDoneIsSaidOncePerCheck() {
    String text =
        new String(
            Renderers.of(Format.TEXT).render(SampleResults.large(1000)), StandardCharsets.UTF_8);
    assertThat(text.lines().filter(l -> l.startsWith("  fix ")).count())
        .isLessThanOrEqualTo(
            SampleResults.large(1000).findings().stream()
                .map(j -> j.finding().check() + j.finding().severity())
                .distinct()
                .count());
  }

  @Test
  void howInputsWereReadIsSaidUnderTheVerdict() {
    assertThat(text(TextOptions.PLAIN)).contains("Note: " + SampleResults.NOTICE);
  }

  @Test
  void whatWasNotExaminedAndWhatWasAcceptedIsSaid() {
    assertThat(text(TextOptions.PLAIN))
        .contains(
            "NOT EXAMINED",
            "Tree attack: The model is not a tree ensemble.",
            "suppressed by",
            "j.doe@bank.example until 2027-03-31",
            "in the baseline");
  }

  @Test
  void manyFindingsOfAKindAreCountedNotListed() {
    String text =
        new String(
            Renderers.of(Format.TEXT).render(SampleResults.large(1000)), StandardCharsets.UTF_8);
    assertThat(text).contains("more findings; --format json lists every one.");
    assertThat(text.lines().count()).isLessThan(300);
  }

  @Test
  void aCleanResultSaysSo() {
    Policy lenient = new Policy(Severity.CRITICAL, true, Map.of(), List.of());
    byte[] text =
        Renderers.of(Format.TEXT)
            .render(SampleResults.build(lenient, SampleResults.results(), Set.of()));
    assertThat(new String(text, StandardCharsets.UTF_8))
        .startsWith("PASS  mlp.onnx meets its policy");
  }

  @Test
  void aTooNarrowPageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextOptions(false, 10))
        .withMessageContaining("10");
  }

  @Test
  void wordsLongerThanALineAreCut() {
    assertThat(Terminal.wrap("aaaaaaaaaa b", 4)).containsExactly("aaaa", "aaaa", "aa b");
  }
}
