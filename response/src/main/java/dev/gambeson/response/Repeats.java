package dev.gambeson.response;

import dev.gambeson.core.alert.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// What was counted and not written, by incident. Bounded: the incident that was quiet longest is
/// forgotten first, which costs its uncounted repeats.
final class Repeats {
  private static final int MAX = 10_000;
  private static final int AGE_PARTS = 100;

  private record Last(Instant time, long repeats, String lastId) {}

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
    if (last == null || !incident.subjects().contains(alert.subject())) {
      return false;
    }
    if (last.lastId().equals(alert.id())) {
      return true; // told twice
    }
    Duration age = Duration.between(incident.opened(), now).dividedBy(AGE_PARTS);
    Duration quiet = age.compareTo(policy.repeatAfter()) > 0 ? age : policy.repeatAfter();
    if (Duration.between(last.time(), now).compareTo(quiet) >= 0) {
      return false;
    }
    byIncident.put(incident.id(), new Last(last.time(), last.repeats() + 1, alert.id()));
    return true;
  }

  synchronized void written(Incident incident, Alert alert, Instant now) {
    long kept = take(incident.id());
    byIncident.put(incident.id(), new Last(now, kept, alert.id()));
  }

  /// The repeats so far, which are now somebody else's to write.
  synchronized long take(String incident) {
    Last last = byIncident.get(incident);
    if (last == null) {
      return 0;
    }
    byIncident.put(incident, new Last(last.time(), 0, last.lastId()));
    return last.repeats();
  }

  synchronized void putBack(String incident, long repeats) {
    Last last = byIncident.get(incident);
    if (last != null) {
      byIncident.put(incident, new Last(last.time(), last.repeats() + repeats, last.lastId()));
    }
  }
}
