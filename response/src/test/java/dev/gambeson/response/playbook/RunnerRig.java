package dev.gambeson.response.playbook;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentPolicy;
import dev.gambeson.response.TestClock;
import dev.gambeson.response.action.Actions;
import dev.gambeson.response.action.RecordingActions;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.response.store.IncidentStore;
import dev.gambeson.response.store.MemoryIncidentStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Nodes that share a store and a world, with a clock that goes when told to.
final class RunnerRig {
  final TestClock clock = new TestClock();
  final MemoryIncidentStore store = new MemoryIncidentStore();
  final RecordingActions world = new RecordingActions(_ -> Optional.empty());
  final List<String> told = new CopyOnWriteArrayList<>();
  final List<Playbook> playbooks = new CopyOnWriteArrayList<>();

  final Notifier notifier =
      new Notifier() {
        @Override
        public Optional<String> obstacle(String route) {
          return route.equals("nowhere") ? Optional.of("no such route") : Optional.empty();
        }

        @Override
        public void tell(String route, Incident incident, String text, String key) {
          if (!told.contains(key)) {
            told.add(key);
          }
        }
      };

  PlaybookRunner node(String name) {
    return node(name, store, world);
  }

  PlaybookRunner node(String name, IncidentStore itsStore, Actions itsActions) {
    return new PlaybookRunner(
        itsStore,
        new IncidentBook(itsStore, IncidentPolicy.defaults(), clock),
        () -> playbooks,
        itsActions,
        notifier,
        clock,
        new PlaybookRunner.Settings(name, Duration.ofMinutes(2)));
  }

  IncidentBook book() {
    return new IncidentBook(store, IncidentPolicy.defaults(), clock);
  }

  void playbook(String steps) {
    playbooks.add(
        PlaybookReader.parse(
            """
            schema: gambeson/playbook/1
            id: p%d
            title: Test
            trigger: {checks: [GB-GRD-001], subject: {client: present}}
            steps:
            %s
            """
                .formatted(playbooks.size(), steps),
            "The playbook"));
  }

  Run run(PlaybookRunner node, Alert alert) {
    return node.runs(node.take(alert).orElseThrow().id()).getFirst();
  }

  Run only(PlaybookRunner node) {
    Incident incident = store.incidents(IncidentFilter.all(), 10).getFirst();
    return node.runs(incident.id()).getFirst();
  }

  void pass(Duration time, PlaybookRunner node) {
    pass(Duration.ofMinutes(1), time, node);
  }

  void pass(Duration step, Duration time, PlaybookRunner node) {
    for (Duration t = Duration.ZERO; t.compareTo(time) < 0; t = t.plus(step)) {
      clock.advance(step);
      node.tick();
    }
  }
}
