package dev.gambeson.response.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Alerts;
import dev.gambeson.response.Entry;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.action.RecordingActions.Call;
import dev.gambeson.response.playbook.StepRun.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A node is killed at each of its contacts with store and world, before and after it took effect;
/// another node finds what it left.
class CrashTest {
  private static final String STEPS =
      """
        - {id: freeze, action: freeze-key, ttl: 1h}
        - {id: rotate, action: rotate-key, on-failure: continue}
        - {id: tell, action: notify, routes: [soc, pager]}
        - {id: pause, action: wait, for: 10m}
        - {id: block, action: block-client, ttl: 30m}
        - {id: case, action: open-case}
      """;

  @Test
  void aNodeKilledAnywhereDoesNothingTwiceAndLeavesNothingUnseen() {
    int unknown = 0;
    int points = 0;
    for (boolean before : List.of(true, false)) {
      boolean reached = true;
      for (int at = 1; reached; at++) {
        RunnerRig rig = new RunnerRig();
        rig.playbook(STEPS);
        reached = killedAt(at, before, rig);
        points += reached ? 1 : 0;
        unknown += judge(rig, "killed at contact " + at + (before ? " before" : " after"));
      }
    }
    assertThat(points).isGreaterThan(100);
    assertThat(unknown)
        .as("two steps are not repeatable, so some kills leave them open")
        .isPositive();
  }

  /// @return whether the node lived long enough to be killed
  private static boolean killedAt(int at, boolean before, RunnerRig rig) {
    Fuse fuse = new Fuse(at, before);
    Alert alert = Alerts.high("c1");
    PlaybookRunner first = rig.node("first", fuse.around(rig.store), fuse.around(rig.world));
    try {
      first.take(alert);
      rig.pass(Duration.ofMinutes(10), Duration.ofHours(2), first);
    } catch (RuntimeException e) {
      if (!fuse.isDead()) {
        throw e;
      }
    }
    PlaybookRunner second = rig.node("second");
    if (fuse.isDead()) {
      second.take(alert); // whoever raised it got no answer and tells it again
    }
    rig.pass(Duration.ofMinutes(10), Duration.ofHours(3), second);
    return fuse.isDead();
  }

  private static int judge(RunnerRig rig, String when) {
    Run run = rig.only(rig.node("judge"));
    Map<String, Integer> performed = new HashMap<>();
    Map<String, Set<Object>> actions = new HashMap<>();
    for (Call call : rig.world.calls()) {
      if (!call.undo()) {
        performed.merge(call.key(), 1, Integer::sum);
        actions.computeIfAbsent(call.key(), _ -> new HashSet<>()).add(call.action());
      }
    }
    for (String once : List.of("rotate", "case")) {
      assertThat(performed.getOrDefault(run.id() + "/" + once, 0)).as(when).isLessThanOrEqualTo(1);
    }
    actions.values().forEach(a -> assertThat(a).as("%s: same action", when).hasSize(1));
    assertThat(rig.world.holds()).as("%s: all reversed", when).isEmpty();
    assertThat(rig.told).as(when).doesNotHaveDuplicates();
    int unknown = 0;
    for (int i = 0; i < run.steps().size(); i++) {
      Status status = run.steps().get(i).status();
      boolean repeatable = Binder.repeatable(run, i);
      Set<Status> allowed =
          repeatable ? Set.of(Status.DONE, Status.UNDONE) : Set.of(Status.DONE, Status.UNKNOWN);
      assertThat(allowed).as("%s: step %d", when, i).contains(status);
      if (status == Status.DONE && !repeatable) {
        assertThat(performed).as(when).containsEntry(run.key(i), 1);
      }
      unknown += status == Status.UNKNOWN ? 1 : 0;
    }
    timelineIsTheHistory(rig, run, when);
    return unknown;
  }

  private static void timelineIsTheHistory(RunnerRig rig, Run run, String when) {
    List<IncidentEvent> timeline = rig.book().timeline(run.incident());
    List<String> lines =
        timeline.stream()
            .filter(e -> e.entry() instanceof Entry.Acted)
            .map(e -> ((Entry.Acted) e.entry()).text())
            .toList();
    assertThat(lines).as(when).isEqualTo(run.history().stream().map(Run.Line::text).toList());
    assertThat(timeline.stream().filter(e -> e.entry() instanceof Entry.Raised)).hasSize(1);
    assertThat(Incident.of(timeline)).isEqualTo(rig.book().incident(run.incident()));
  }
}
