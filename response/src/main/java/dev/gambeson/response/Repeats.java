package dev.gambeson.response;

import dev.gambeson.core.alert.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was counted and not written, by incident. Bounded: the incident that was quiet longest is
/// forgotten first, which costs its uncounted repeats.
final class Repeats {
  private static final int MAX = 10_000;
  private static final int AGE_PARTS = 100;

  private static final int FIRST_ONES = 20;

  /// What was written last, and what was only counted since.
  private record Last(Instant opened, Instant time, long repeats, Alert latest) {
    boolean isQuietFor(Duration least, Instant now) {
      Duration part = Duration.between(opened, now).dividedBy(AGE_PARTS);
      Duration quiet = part.compareTo(least) > 0 ? part : least;
      return Duration.between(time, now).compareTo(quiet) >= 0;
    }

    Last counting(long number, Alert alert) {
      return new Last(opened, time, number, alert);
    }
  }

  /// An alert that stands for itself and for `repeats` before it.
  record Waiting(String incident, Alert latest, long repeats) {}

  private final Map<String, Last> byIncident =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          return size() > MAX;
        }
      };

  /// Whether the alert only repeats the one written last, and is counted now.
  synchronized boolean isRepeat(
      Incident incident, Alert alert, Instant now, IncidentPolicy policy) {
    Last last = byIncident.get(incident.id());
    if (last == null
        || incident.sequence() < FIRST_ONES
        || !incident.subjects().contains(alert.subject())) {
      return false;
    }
    if (last.latest().id().equals(alert.id())) {
      return true; // told twice
    }
    if (last.isQuietFor(policy.repeatAfter(), now)) {
      return false;
    }
    byIncident.put(incident.id(), last.counting(last.repeats() + 1, alert));
    return true;
  }

  synchronized void written(Incident incident, Alert alert, Instant now) {
    long kept = take(incident.id());
    byIncident.put(incident.id(), new Last(incident.opened(), now, kept, alert));
  }

  /// The repeats so far, which are now somebody else's to write.
  synchronized long take(String incident) {
    Last last = byIncident.get(incident);
    if (last == null) {
      return 0;
    }
    byIncident.put(incident, last.counting(0, last.latest()));
    return last.repeats();
  }

  synchronized void putBack(String incident, long repeats) {
    Last last = byIncident.get(incident);
    if (last != null) {
      byIncident.put(incident, last.counting(last.repeats() + repeats, last.latest()));
    }
  }

  /// What has waited long enough although no further alert came; it is now the caller's to write.
  synchronized List<Waiting> stale(Instant now, IncidentPolicy policy) {
    List<Waiting> stale = new ArrayList<>();
    for (Map.Entry<String, Last> e : List.copyOf(byIncident.entrySet())) {
      Last last = e.getValue();
      if (last.repeats() > 0 && last.isQuietFor(policy.repeatAfter(), now)) {
        stale.add(new Waiting(e.getKey(), last.latest(), last.repeats() - 1));
        byIncident.put(e.getKey(), new Last(last.opened(), now, 0, last.latest()));
      }
    }
    return stale;
  }
}
