package dev.gambeson.response.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.ResponseChecks;
import dev.gambeson.response.action.Action;
import dev.gambeson.response.action.RecordingActions;
import dev.gambeson.response.route.DeliveryException;
import dev.gambeson.response.route.Notice;
import dev.gambeson.response.route.RouteCourier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DrillTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Workers WORKERS = new Workers(1);
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(1), WORKERS, Progress.silent());
  private final RecordingActions real = new RecordingActions(_ -> Optional.empty());
  private final List<Notice> sent = new CopyOnWriteArrayList<>();

  @AfterAll
  static void stop() {
    WORKERS.close();
  }

  static Stream<Playbook> standard() {
    return StandardPlaybooks.all().stream();
  }

  private Drill.Story play(Playbook playbook) {
    return Drill.play(
        playbook, Drill.sample(playbook, T0), Optional.of(real), Optional.empty(), T0);
  }

  private static String outcome(List<CheckResult> results, String check) {
    return results.stream()
        .filter(r -> r.check().equals(check))
        .findFirst()
        .orElseThrow()
        .outcome()
        .map(Outcome::id)
        .orElse("not examined");
  }

  private static Playbook parse(String steps) {
    return PlaybookReader.parse(
        """
        schema: gambeson/playbook/1
        id: x
        title: X
        trigger: {checks: [GB-GRD-001], subject: {client: present}, count: 3, within: 1h}
        steps:
        """
            + steps,
        "The playbook");
  }

  @ParameterizedTest
  @MethodSource("standard")
  void everyStandardPlaybookRunsToItsEndAndTouchesNothing(Playbook playbook) {
    Drill.Story story = play(playbook);
    Run run = story.run().orElseThrow();
    assertThat(run.due()).isEmpty();
    assertThat(run.steps())
        .extracting(StepRun::status)
        .isSubsetOf(StepRun.Status.DONE, StepRun.Status.UNDONE);
    assertThat(real.calls()).isEmpty();
    List<CheckResult> results = DrillReport.of(playbook, story, CONTEXT);
    assertThat(results).hasSize(ResponseChecks.all().size());
    assertThat(outcome(results, "GB-RSP-001")).isEqualTo("pass");
    assertThat(outcome(results, "GB-RSP-002")).isEqualTo("pass");
    assertThat(outcome(results, "GB-RSP-004")).isEqualTo("pass");
    assertThat(outcome(results, "GB-RSP-005")).isEqualTo("not examined");
  }

  @Test
  void theDrillOfExtractionContainsItAtOnceAndEndsEverything() {
    Playbook extraction =
        standard().filter(p -> p.id().equals("extraction")).findFirst().orElseThrow();
    Drill.Story story = play(extraction);
    assertThat(story.containedAfter()).contains(Duration.ZERO);
    assertThat(story.holdsAfter()).isEmpty();
    assertThat(story.calls().stream().filter(c -> !c.undo()).map(c -> c.action().describe()))
        .anyMatch(d -> d.startsWith("lay policy overlay 'tighten' on client drill/drill-client"))
        .anyMatch(d -> d.startsWith("freeze the keys"));
  }

  @Test
  void whatNobodyWasAskedIsNoPass() {
    Playbook playbook = parse("  - {id: b, action: block-client, ttl: 1h}");
    Drill.Story story =
        Drill.play(playbook, Drill.sample(playbook, T0), Optional.empty(), Optional.empty(), T0);
    assertThat(outcome(DrillReport.of(playbook, story, CONTEXT), "GB-RSP-002"))
        .isEqualTo("not examined");
  }

  @Test
  void whatIsMissingIsFound() {
    RecordingActions port =
        new RecordingActions(a ->
            a instanceof Action.Tighten
                ? Optional.of("there is no overlay 'suspect'")
                : Optional.empty());
    Playbook playbook = parse("  - {id: t, action: tighten, overlay: suspect, ttl: 1h}");
    Drill.Story story =
        Drill.play(playbook, Drill.sample(playbook, T0), Optional.of(port), Optional.empty(), T0);
    List<CheckResult> results = DrillReport.of(playbook, story, CONTEXT);
    assertThat(outcome(results, "GB-RSP-002")).isEqualTo("fail");
    assertThat(results.get(1).findings().getFirst().message())
        .isEqualTo("Step t: there is no overlay 'suspect'.");
    assertThat(outcome(results, "GB-RSP-003")).isEqualTo("not examined");
  }

  @Test
  void aBlockWithoutEndIsAFinding() {
    Playbook playbook = parse("  - {id: b, action: block-client}");
    List<CheckResult> results = DrillReport.of(playbook, play(playbook), CONTEXT);
    assertThat(outcome(results, "GB-RSP-004")).isEqualTo("fail");
  }

  @Test
  void slowContainmentFailsAndApprovalsMakeItUncertain() {
    Playbook slow =
        parse(
            """
              - {id: w, action: wait, for: 2h}
              - {id: b, action: block-client, ttl: 1h}
            """);
    assertThat(outcome(DrillReport.of(slow, play(slow), CONTEXT), "GB-RSP-003")).isEqualTo("fail");
    Playbook asks =
        parse(
            "  - {id: b, action: block-client, ttl: 1h, approval: required, approval-expires: 4h}");
    assertThat(outcome(DrillReport.of(asks, play(asks), CONTEXT), "GB-RSP-003"))
        .isEqualTo("inconclusive");
    Playbook quick = parse("  - {id: b, action: block-client, ttl: 1h}");
    assertThat(outcome(DrillReport.of(quick, play(quick), CONTEXT), "GB-RSP-003"))
        .isEqualTo("pass");
  }

  @Test
  void aSampleThatDoesNotFitIsAFinding() {
    Playbook playbook = parse("  - {id: b, action: block-client, ttl: 1h}");
    Alert other = Drill.sample(StandardPlaybooks.all().get(1), T0);
    Drill.Story story = Drill.play(playbook, other, Optional.of(real), Optional.empty(), T0);
    List<CheckResult> results = DrillReport.of(playbook, story, CONTEXT);
    assertThat(outcome(results, "GB-RSP-001")).isEqualTo("fail");
    assertThat(outcome(results, "GB-RSP-002")).isEqualTo("not examined");
  }

  @Test
  void realRoutesGetMarkedNoticesAndTheirFailuresAreFound() {
    RouteCourier courier =
        new RouteCourier(
            Map.of(
                "good",
                sent::add,
                "bad",
                _ -> {
                  throw new DeliveryException("answered with status 404", false);
                }),
            InstantSource.fixed(T0));
    Playbook playbook =
        parse("  - {id: t, action: notify, routes: [good, bad, gone], on-failure: continue}");
    Drill.Story story =
        Drill.play(
            playbook, Drill.sample(playbook, T0), Optional.of(real), Optional.of(courier), T0);
    List<CheckResult> results = DrillReport.of(playbook, story, CONTEXT);
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().title()).startsWith("[DRILL] ");
    assertThat(outcome(results, "GB-RSP-002")).isEqualTo("fail");
    assertThat(outcome(results, "GB-RSP-005")).isEqualTo("fail");
    assertThat(results.get(4).findings())
        .extracting(f -> f.message())
        .containsExactly(
            "Route bad: answered with status 404.", "Route gone: there is no route 'gone'.");
  }

  @Test
  void aPlaybookForPeopleOnlyIsDrilledToo() {
    Playbook playbook =
        PlaybookReader.parse(
            """
            schema: gambeson/playbook/1
            id: x
            title: X
            steps: [{id: b, action: block-client, ttl: 1h, approval: required}]
            """,
            "The playbook");
    assertThat(play(playbook).holdsAfter()).isEmpty();
    assertThat(play(playbook).calls()).hasSize(2);
  }
}
