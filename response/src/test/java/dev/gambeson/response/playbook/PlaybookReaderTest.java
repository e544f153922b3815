package dev.gambeson.response.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Alerts;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaybookReaderTest {
  private static final String GOOD =
      """
      schema: gambeson/playbook/1
      id: extraction
      title: Somebody copies a model
      trigger:
        checks: [GB-GRD-001, GB-GRD-02*]
        severity: high
        subject: {client: present, model: [fraud, credit]}
        count: 3
        within: 10m
      steps:
        - id: freeze
          action: freeze-key
          ttl: 24h
          approval: required
          approval-expires: 30m
          on-failure: continue
          retries: 5
        - {id: tell, action: notify, routes: [soc]}
        - {id: pause, action: wait, for: 90s}
      """;

  private static Playbook parse(String text) {
    return PlaybookReader.parse(text, "The playbook x.yaml");
  }

  @Test
  void aWholePlaybookIsUnderstood() {
    Playbook playbook = parse(GOOD);
    Trigger trigger = playbook.trigger().orElseThrow();
    assertThat(trigger.count()).isEqualTo(3);
    assertThat(trigger.within()).isEqualTo(Duration.ofMinutes(10));
    assertThat(playbook.steps()).hasSize(3);
    Step freeze = playbook.steps().getFirst();
    assertThat(freeze.ttl()).contains(Duration.ofDays(1));
    assertThat(freeze.approval()).contains(Duration.ofMinutes(30));
    assertThat(freeze.onFailure()).isEqualTo(Step.OnFailure.CONTINUE);
    assertThat(freeze.retries()).isEqualTo(5);
    assertThat(playbook.maxTargets()).isEqualTo(5);
    assertThat(playbook.mode()).isEqualTo(Playbook.Mode.ENFORCE);
  }

  @Test
  void aTriggerFitsByCheckSeverityAndSubject() {
    Trigger trigger = parse(GOOD).trigger().orElseThrow();
    Alert.Subject fraud = Alert.Subject.of("t", "c", "fraud");
    assertThat(trigger.fits(Alerts.of("GB-GRD-001", Severity.HIGH, fraud))).isTrue();
    assertThat(trigger.fits(Alerts.of("GB-GRD-021", Severity.CRITICAL, fraud))).isTrue();
    assertThat(trigger.fits(Alerts.of("GB-GRD-002", Severity.HIGH, fraud))).isFalse();
    assertThat(trigger.fits(Alerts.of("GB-GRD-001", Severity.MEDIUM, fraud))).isFalse();
    assertThat(
            trigger.fits(
                Alerts.of("GB-GRD-001", Severity.HIGH, Alert.Subject.of("t", "c", "other"))))
        .isFalse();
    assertThat(
            trigger.fits(
                Alerts.of("GB-GRD-001", Severity.HIGH, Alert.Subject.ofModel("fraud", "1"))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "nothing",
      textBlock =
          """
          id: extraction         | id: Extraction           | may hold lower-case letters
          title: Somebody        | titel: Somebody          | Did you mean 'title'?
          count: 3               | count: 0                 | must be a whole number from 1 to 100000
          within: 10m            | within: 10 minutes       | write a time such as 30s
          action: freeze-key     | action: freeze-keys      | Did you mean 'freeze-key'?
          ttl: 24h               | ttl: 91d                 | must be at most 90 days
          action: wait, for: 90s | action: wait             | wait needs 'for'
          id: pause              | id: freeze               | two steps with the id 'freeze'
          client: present,       | nothing                  | needs a client, but the trigger fits alerts without one
          severity: high         | severity: huge           | must be one of critical, high
          GB-GRD-02*             | everything               | is no check id
          routes: [soc]          | routes: [soc, soc]       | names 'soc' twice
          routes: [soc]          | routes: [../x]           | is no name of a route
          approval: required     | approval: none           | 'approval-expires' needs 'approval: required'
          gambeson/playbook/1    | gambeson/playbook/2      | needs 'schema: gambeson/playbook/1'
          retries: 5             | retries: 99999999999     | must be a whole number from 0 to 10
          for: 90s               | for: 90s, ttl: 1h        | does not end by itself
          title: Somebody        | title: a, title: b       | YAML
          """)
  void whatIsWrongIsSaid(String right, String wrong, String message) {
    String text = GOOD.replace(right, wrong == null ? "" : wrong);
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(GambesonException.class)
        .hasMessageStartingWith("The playbook x.yaml ")
        .hasMessageContaining(message);
  }

  @Test
  void aPlaybookWithoutTriggerIsStartedByPeopleOnly() {
    String text = GOOD.replaceAll("(?s)trigger:.*?steps:", "steps:");
    assertThat(parse(text).trigger()).isEqualTo(Optional.empty());
  }

  @Test
  void hugeDeepAndCircularTextsAreRefusedQuickly() {
    assertThatThrownBy(() -> parse("a".repeat(1 << 17))).hasMessageContaining("is longer than");
    assertThatThrownBy(() -> parse("[".repeat(60_000))).isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> parse("steps: &a [*a, *a]")).isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> parse("")).isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> parse("\u0000")).isInstanceOf(GambesonException.class);
  }
}
