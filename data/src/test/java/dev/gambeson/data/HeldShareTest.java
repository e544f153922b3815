package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldShareTest {
  private static List<CheckResult> judge(HeldShare.LabelShare... labels) {
    try (Workers workers = new Workers(1)) {
      return HeldShare.classes(
          List.of(labels),
          "t.csv",
          new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()));
    }
  }

  @Test
  void aRareClassThatScreensWouldTakeOutFails() {
    CheckResult result =
        judge(new HeldShare.LabelShare("0", 9_800, 60), new HeldShare.LabelShare("1", 150, 149))
            .getFirst();

    assertThat(result.outcome()).containsInstanceOf(Outcome.Fail.class);
    assertThat(result.aspect()).isEqualTo(HeldShare.CLASSES);
    assertThat(result.summary()).contains("149 of the 150 rows labelled '1'");
  }

  @Test
  void aClassThatKeepsHalfOfItsRowsPasses() {
    CheckResult result = judge(new HeldShare.LabelShare("1", 100, 50)).getFirst();

    assertThat(result.outcome()).containsInstanceOf(Outcome.Pass.class);
  }

  @Test
  void aLabelOfAFewRowsIsNotJudged() {
    assertThat(judge(new HeldShare.LabelShare("typo", 9, 9))).isEmpty();
  }
}
