package dev.gambeson.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Actor;
import dev.gambeson.response.Entry;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.action.RecordingActions;
import dev.gambeson.response.playbook.Playbook;
import dev.gambeson.response.playbook.StandardPlaybooks;
import dev.gambeson.response.route.Notice;
import dev.gambeson.response.route.Route;
import dev.gambeson.server.admin.port.IncidentsControl.Answered;
import dev.gambeson.server.admin.port.IncidentsControl.Drilled;
import dev.gambeson.server.admin.port.IncidentsControl.Planned;
import dev.gambeson.server.admin.port.IncidentsControl.Result;
import dev.gambeson.server.admin.port.Rejected;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrillRoomTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private final RecordingActions actions = new RecordingActions(_ -> Optional.empty());
  private final List<Notice> sent = new ArrayList<>();

  private DrillRoom room(RecordingActions with) {
    Route route = sent::add;
    return new DrillRoom(with, Map.of("security", route), InstantSource.fixed(NOW));
  }

  private static Playbook playbook(String id) {
    return StandardPlaybooks.all().stream()
        .filter(p -> p.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Playbook first() {
    return StandardPlaybooks.all().getFirst();
  }

  private static Answered answer(Drilled drilled, String check) {
    return drilled.questions().stream()
        .filter(q -> q.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyBuiltInPlaybookCanBeDrilledAndNothingIsDone() {
    for (Playbook playbook : StandardPlaybooks.all()) {
      Drilled drilled = room(actions).drill(playbook, false);

      assertThat(answer(drilled, "GB-RSP-001").result()).as(playbook.id()).isEqualTo(Result.FINE);
      assertThat(drilled.timeline()).as(playbook.id()).isNotEmpty();
    }
    assertThat(actions.calls()).isEmpty();
    assertThat(sent).isEmpty();
  }

  @Test
  void noticesGoOutOnlyWhenAskedForAndAreMarked() {
    room(actions).drill(playbook("canary-hit"), true);

    assertThat(sent).isNotEmpty().allMatch(Notice::drill);
  }

  @Test
  void whatTheGatewayCannotDoIsFoundByTheDrill() {
    RecordingActions none = new RecordingActions(_ -> Optional.of("there is no such overlay"));

    Answered possible = answer(room(none).drill(first(), false), "GB-RSP-002");

    assertThat(possible.result()).isEqualTo(Result.WRONG);
    assertThat(possible.problems()).anyMatch(p -> p.contains("there is no such overlay"));
  }

  @Test
  void withoutRoutesNobodyAsksWhetherNoticesArrive() {
    assertThat(answer(room(actions).drill(first(), false), "GB-RSP-005").result())
        .isEqualTo(Result.NOT_ASKED);
  }

  private static List<IncidentEvent> timeline(Alert alert) {
    return List.of(
        new IncidentEvent(
            "INC-1",
            1,
            "e1",
            NOW,
            Actor.system("detectors"),
            new Entry.Raised(alert, "key", 1, 0, false)));
  }

  private static Alert alert(String check, Alert.Subject subject) {
    return new Alert(
        "a1",
        NOW,
        check,
        Severity.HIGH,
        "Probing",
        "It probes.",
        subject,
        Optional.empty(),
        Map.of());
  }

  @Test
  void aDryRunSaysWhatEachStepWouldDoToThisClient() {
    Playbook playbook = playbook("evasion-probing");
    List<Planned> planned =
        room(actions)
            .dryRun(
                playbook,
                timeline(alert("GB-GRD-002", Alert.Subject.of("acme", "thief", "fraud"))));

    assertThat(planned).hasSameSizeAs(playbook.steps());
    assertThat(planned).allMatch(p -> !p.effect().isEmpty());
    assertThat(actions.calls()).isEmpty();
  }

  @Test
  void aPlaybookForSomethingElseIsRefusedWithAReason() {
    Alert foreign = alert("GB-XYZ-999", Alert.Subject.ofModel("fraud", "1"));

    assertThatThrownBy(() -> room(actions).dryRun(first(), timeline(foreign)))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("does not start on this incident");
  }
}
