package dev.gambeson.response.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Actor;
import dev.gambeson.response.Alerts;
import dev.gambeson.response.Entry;
import dev.gambeson.response.IncidentState;
import dev.gambeson.response.action.Action;
import dev.gambeson.response.action.ActionFailedException;
import dev.gambeson.response.action.Actions;
import dev.gambeson.response.playbook.StepRun.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlaybookRunnerTest {
  private static final Actor ANNA = Actor.person("anna");
  private static final Actor BEN = Actor.person("ben");
  private final RunnerRig rig = new RunnerRig();

  private static Status status(Run run, String step) {
    return run.step(step).status();
  }

  @Test
  void anAlertStartsThePlaybookAndItsEndIsReversedByItself() {
    rig.playbook("  - {id: freeze, action: freeze-key, ttl: 1h}");
    PlaybookRunner node = rig.node("n1");
    Run run = rig.run(node, Alerts.high("c1"));
    assertThat(status(run, "freeze")).isEqualTo(Status.DONE);
    assertThat(rig.world.holds().values())
        .containsExactly(
            new Action.FreezeKey(
                "acme/c1", Optional.of(rig.clock.instant().plus(Duration.ofHours(1)))));
    rig.pass(Duration.ofMinutes(59), node);
    assertThat(rig.world.holds()).hasSize(1);
    rig.pass(Duration.ofMinutes(2), node);
    assertThat(rig.world.holds()).isEmpty();
    assertThat(status(rig.only(node), "freeze")).isEqualTo(Status.UNDONE);
    assertThat(rig.only(node).due()).isEmpty();
  }

  @Test
  void manyNodesAndThreadsDoEachStepOnce() throws InterruptedException {
    rig.playbook(
        """
          - {id: rotate, action: rotate-key}
          - {id: freeze, action: freeze-key, ttl: 1h}
          - {id: case, action: open-case}
        """);
    List<Alert> alerts = List.of(Alerts.high("c1"), Alerts.high("c2"), Alerts.high("c1"));
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 24; t++) {
        PlaybookRunner node = rig.node("n" + t);
        Alert alert = alerts.get(t % alerts.size());
        pool.submit(() -> {
          go.await();
          node.take(alert);
          for (int i = 0; i < 5; i++) {
            node.tick();
          }
          return true;
        });
      }
      go.countDown();
    }
    rig.node("last").tick();
    assertThat(rig.world.calls()).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void aStepThatNeedsApprovalWaitsForAnotherPerson() {
    rig.playbook(
        """
          - {id: block, action: block-client, approval: required, approval-expires: 30m}
          - {id: tell, action: notify, routes: [soc]}
        """);
    PlaybookRunner node = rig.node("n1");
    Run run = rig.run(node, Alerts.high("c1"));
    assertThat(status(run, "block")).isEqualTo(Status.AWAITING);
    assertThat(run.needPerson()).containsExactly("block");
    assertThat(rig.told).isEmpty();
    assertThatThrownBy(() -> node.approve(run.id(), "block", Actor.playbook("p0")))
        .hasMessageContaining("Only a person");
    Run after = rig.node("n2").approve(run.id(), "block", ANNA);
    assertThat(status(after, "block")).isEqualTo(Status.DONE);
    assertThat(after.step("block").approvedBy()).isEqualTo("anna");
    assertThat(rig.told).hasSize(1);
  }

  @Test
  void whoAskedCannotAgree() {
    rig.playbook("  - {id: block, action: block-client, approval: required}");
    Playbook playbook = rig.playbooks.removeFirst();
    PlaybookRunner node = rig.node("n1");
    Alert alert = Alerts.high("c1");
    String incident = node.take(alert).orElseThrow().id();
    Run run = node.start(incident, playbook, alert.subject(), ANNA);
    assertThatThrownBy(() -> node.approve(run.id(), "block", ANNA))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("asked for this and cannot agree to it");
    assertThat(rig.world.calls()).isEmpty();
    assertThat(status(node.approve(run.id(), "block", BEN), "block")).isEqualTo(Status.DONE);
    assertThatThrownBy(() -> node.approve(run.id(), "block", BEN))
        .hasMessageContaining("nothing to decide");
    assertThatThrownBy(() -> node.start(incident, playbook, alert.subject(), BEN))
        .hasMessageContaining("has run for this subject");
  }

  @Test
  void anApprovalThatComesTooLateCountsAsNo() {
    rig.playbook(
        """
          - {id: block, action: block-client, approval: required, approval-expires: 30m}
          - {id: tell, action: notify, routes: [soc]}
        """);
    PlaybookRunner node = rig.node("n1");
    Run run = rig.run(node, Alerts.high("c1"));
    rig.clock.advance(Duration.ofMinutes(30));
    assertThatThrownBy(() -> node.approve(run.id(), "block", ANNA))
        .hasMessageContaining("time to agree is over");
    node.tick();
    assertThat(status(rig.only(node), "block")).isEqualTo(Status.FAILED);
    assertThat(status(rig.only(node), "tell")).isEqualTo(Status.SKIPPED);
    assertThat(rig.world.calls()).isEmpty();
  }

  @Test
  void aRefusedStepIsNotDoneAndThoseAfterItRunOnlyIfThePlaybookSaysSo() {
    rig.playbook(
        """
          - {id: block, action: block-client, approval: required, on-failure: continue}
          - {id: tell, action: notify, routes: [soc]}
        """);
    PlaybookRunner node = rig.node("n1");
    Run run = rig.run(node, Alerts.high("c1"));
    Run after = node.refuse(run.id(), "block", ANNA, "a known customer\nreally");
    assertThat(status(after, "block")).isEqualTo(Status.FAILED);
    assertThat(status(after, "tell")).isEqualTo(Status.DONE);
    assertThat(after.history()).anyMatch(l -> l.text().equals("Refused: a known customer really"));
  }

  private Actions failing(AtomicInteger times, boolean known) {
    return new Actions() {
      @Override
      public Optional<String> obstacle(Action action) {
        return Optional.empty();
      }

      @Override
      public String perform(Action action, String key) throws ActionFailedException {
        if (times.getAndDecrement() > 0) {
          if (known) {
            throw new ActionFailedException("the key store is closed");
          }
          throw new IllegalStateException("secret-token-in-a-message");
        }
        return rig.world.perform(action, key);
      }

      @Override
      public void undo(Action action, String receipt, String key) throws ActionFailedException {
        if (times.getAndDecrement() > 0) {
          throw new ActionFailedException("the key store is closed");
        }
        rig.world.undo(action, receipt, key);
      }
    };
  }

  @Test
  void aFailedStepIsTriedAgainAndThenFails() {
    rig.playbook(
        """
          - {id: rotate, action: rotate-key, retries: 2}
          - {id: tell, action: notify, routes: [soc]}
        """);
    AtomicInteger failures = new AtomicInteger(2);
    PlaybookRunner node = rig.node("n1", rig.store, failing(failures, true));
    rig.run(node, Alerts.high("c1"));
    rig.pass(Duration.ofMinutes(5), node);
    assertThat(status(rig.only(node), "rotate")).isEqualTo(Status.DONE);

    failures.set(3);
    rig.run(node, Alerts.high("c2"));
    rig.pass(Duration.ofMinutes(5), node);
    Run run = node.runs(node.take(Alerts.high("c2")).orElseThrow().id()).getFirst();
    assertThat(status(run, "rotate")).isEqualTo(Status.FAILED);
    assertThat(status(run, "tell")).isEqualTo(Status.SKIPPED);
    assertThat(run.due()).isEmpty();
  }

  @Test
  void whatMayHaveHappenedIsRepeatedOnlyIfThatDoesNoHarm() {
    rig.playbook(
        """
          - {id: freeze, action: freeze-key, ttl: 1h, on-failure: continue}
          - {id: rotate, action: rotate-key}
          - {id: tell, action: notify, routes: [soc]}
        """);
    AtomicInteger failures = new AtomicInteger(1);
    PlaybookRunner node = rig.node("n1", rig.store, failing(failures, false));
    rig.run(node, Alerts.high("c1"));
    failures.set(1);
    rig.clock.advance(Duration.ofSeconds(4));
    node.tick();
    assertThat(status(rig.only(node), "freeze")).isEqualTo(Status.RUNNING);
    failures.set(0);
    rig.clock.advance(Duration.ofSeconds(2));
    failures.set(0);
    node.tick();
    assertThat(status(rig.only(node), "freeze")).isEqualTo(Status.DONE);
    assertThat(rig.only(node).history().toString()).doesNotContain("secret-token");
  }

  @Test
  void aPersonSettlesWhatNobodyKnows() {
    rig.playbook(
        """
          - {id: rotate, action: rotate-key}
          - {id: tell, action: notify, routes: [soc]}
        """);
    AtomicInteger failures = new AtomicInteger(2);
    PlaybookRunner node = rig.node("n1", rig.store, failing(failures, false));
    Run one = rig.run(node, Alerts.high("c1"));
    Run two = rig.run(node, Alerts.high("c2"));
    assertThat(one.needPerson()).containsExactly("rotate");
    assertThat(rig.told).isEmpty();
    Run yes = node.settle(one.id(), "rotate", true, ANNA, "the key log shows it");
    assertThat(status(yes, "tell")).isEqualTo(Status.DONE);
    Run no = node.settle(two.id(), "rotate", false, ANNA, "the key is the old one");
    assertThat(status(no, "rotate")).isEqualTo(Status.FAILED);
    assertThat(status(no, "tell")).isEqualTo(Status.SKIPPED);
    assertThat(no.needPerson()).isEmpty();
    assertThat(rig.world.calls()).isEmpty();
  }

  @Test
  void anUndoThatFailsIsTriedAgainAndThenShownToAPerson() {
    rig.playbook("  - {id: freeze, action: freeze-key, ttl: 1h}");
    AtomicInteger failures = new AtomicInteger();
    PlaybookRunner node = rig.node("n1", rig.store, failing(failures, true));
    rig.run(node, Alerts.high("c1"));
    failures.set(Moves.MAX_UNDO);
    rig.pass(Duration.ofHours(4), node);
    Run run = rig.only(node);
    assertThat(status(run, "freeze")).isEqualTo(Status.UNDO_FAILED);
    assertThat(run.needPerson()).containsExactly("freeze");
    assertThat(status(node.undo(run.id(), "freeze", ANNA), "freeze")).isEqualTo(Status.UNDONE);
    assertThat(rig.world.holds()).isEmpty();
  }

  @Test
  void aPersonTakesAStepBackOnceAndOnlyIfItCanBe() {
    rig.playbook(
        """
          - {id: block, action: block-client}
          - {id: rotate, action: rotate-key}
        """);
    PlaybookRunner node = rig.node("n1");
    Run run = rig.run(node, Alerts.high("c1"));
    assertThat(status(node.undo(run.id(), "block", ANNA), "block")).isEqualTo(Status.UNDONE);
    assertThatThrownBy(() -> node.undo(run.id(), "block", ANNA)).hasMessageContaining("is undone");
    assertThatThrownBy(() -> node.undo(run.id(), "rotate", ANNA))
        .hasMessageContaining("cannot be taken back");
    assertThatThrownBy(() -> node.undo(run.id(), "nothing", ANNA))
        .hasMessageContaining("has no step 'nothing'");
  }

  @Test
  void aDryRunTouchesNothingAndTellsNobody() {
    rig.playbook(
        """
          - {id: block, action: block-client, ttl: 1h, approval: required}
          - {id: pause, action: wait, for: 1h}
          - {id: tell, action: notify, routes: [nowhere]}
        """);
    rig.playbooks.set(
        0,
        PlaybookReader.parse(
            rig.playbooks.getFirst().source().replace("id: p0", "id: p0\nmode: dry-run"), "It"));
    PlaybookRunner node = rig.node("n1");
    Run run = rig.run(node, Alerts.high("c1"));
    assertThat(rig.world.calls()).isEmpty();
    assertThat(rig.told).isEmpty();
    assertThat(run.history())
        .anyMatch(l -> l.text().startsWith("Dry run: would block client acme/c1 until"))
        .anyMatch(l -> l.text().equals("Dry run: could not notify nowhere, because no such route"));
    assertThat(run.due()).isEmpty();
  }

  @Test
  void aPlaybookRunsForNoMoreSubjectsThanItMay() {
    rig.playbook("  - {id: block, action: block-client}");
    PlaybookRunner node = rig.node("n1");
    for (int i = 0; i < 520; i++) {
      node.take(Alerts.high("bot" + i)); // the last 20 share one incident
    }
    assertThat(rig.world.calls()).hasSize(505);
  }

  @Test
  void aCountWithinAWindowIsWaitedFor() {
    rig.playbooks.add(
        PlaybookReader.parse(
            """
            schema: gambeson/playbook/1
            id: counted
            title: Test
            trigger: {checks: [GB-GRD-001], subject: {client: present}, count: 3, within: 10m}
            steps: [{id: block, action: block-client}]
            """,
            "It"));
    PlaybookRunner node = rig.node("n1");
    node.take(Alerts.high("c1"));
    rig.clock.advance(Duration.ofMinutes(9));
    node.take(Alerts.high("c1"));
    rig.clock.advance(Duration.ofMinutes(9));
    node.take(Alerts.high("c1"));
    assertThat(rig.world.calls()).isEmpty();
    node.take(Alerts.high("c1"));
    assertThat(rig.world.calls()).hasSize(1);
  }

  @Test
  void aReopenedIncidentRunsItsPlaybookAgain() {
    rig.playbook("  - {id: block, action: block-client}");
    PlaybookRunner node = rig.node("n1");
    String id = node.take(Alerts.high("c1")).orElseThrow().id();
    rig.book().change(id, IncidentState.RESOLVED, ANNA, "done");
    rig.clock.advance(Duration.ofHours(1));
    node.take(Alerts.high("c1"));
    assertThat(rig.world.calls()).hasSize(2);
    assertThat(node.runs(id)).hasSize(2);
  }

  @Test
  void anIncidentWhosePlaybooksWereNotStartedIsFoundByTheNextTick() {
    rig.playbook("  - {id: block, action: block-client}");
    rig.book().accept(Alerts.high("c1"));
    rig.node("n1").tick();
    assertThat(rig.world.calls()).hasSize(1);
  }

  @Test
  void aChangedPlaybookDoesNotTouchARunThatHasBegun() {
    rig.playbook(
        """
          - {id: pause, action: wait, for: 1h}
          - {id: block, action: block-client}
        """);
    PlaybookRunner node = rig.node("n1");
    rig.run(node, Alerts.high("c1"));
    rig.playbooks.clear();
    rig.pass(Duration.ofMinutes(61), node);
    assertThat(rig.world.calls()).hasSize(1);
  }

  @Test
  void aPlaybookForClientsCannotBeStartedForAModel() {
    rig.playbook("  - {id: block, action: block-client}");
    Playbook playbook = rig.playbooks.getFirst();
    PlaybookRunner node = rig.node("n1");
    Alert.Subject model = Alert.Subject.ofModel("fraud", "3");
    String id = node.take(Alerts.of("GB-MON-001", Severity.HIGH, model)).orElseThrow().id();
    assertThatThrownBy(() -> node.start(id, playbook, model, ANNA))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("The action names no client");
  }

  @Test
  void theTimelineTellsTheWholeStory() {
    rig.playbook("  - {id: block, action: block-client, ttl: 1h, approval: required}");
    PlaybookRunner node = rig.node("n1");
    Run run = rig.run(node, Alerts.high("c1"));
    node.approve(run.id(), "block", ANNA);
    rig.pass(Duration.ofMinutes(61), node);
    List<Entry.Phase> phases =
        rig.book().timeline(run.incident()).stream()
            .filter(e -> e.entry() instanceof Entry.Acted)
            .map(e -> ((Entry.Acted) e.entry()).phase())
            .toList();
    assertThat(phases)
        .containsExactly(
            Entry.Phase.PLANNED,
            Entry.Phase.APPROVAL_ASKED,
            Entry.Phase.APPROVED,
            Entry.Phase.STARTED,
            Entry.Phase.DONE,
            Entry.Phase.STARTED,
            Entry.Phase.UNDONE);
  }
}
