package dev.gambeson.response.playbook;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Entry;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.SubjectFilter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which subjects of an incident a playbook is to run for.
final class Triggers {
  private final IncidentBook book;

  Triggers(IncidentBook book) {
    this.book = book;
  }

  List<Alert.Subject> fitting(Playbook playbook, Incident incident, Instant now) {
    if (playbook.trigger().isEmpty() || incident.state().isClosed()) {
      return List.of();
    }
    Trigger trigger = playbook.trigger().get();
    if (trigger.checks().stream().noneMatch(c -> SubjectFilter.means(c, incident.check()))) {
      return List.of(); // all alerts of an incident are of one check
    }
    Instant from = now.minus(trigger.within());
    Map<Alert.Subject, Long> counts = new LinkedHashMap<>();
    for (IncidentEvent event : book.timeline(incident.id())) {
      if (event.entry() instanceof Entry.Raised raised
          && !event.time().isBefore(from)
          && trigger.fits(raised.alert())) {
        counts.merge(raised.alert().subject(), 1 + raised.repeats(), Long::sum);
      }
    }
    return counts.entrySet().stream()
        .filter(e -> e.getValue() >= trigger.count())
        .map(Map.Entry::getKey)
        .toList();
  }
}
