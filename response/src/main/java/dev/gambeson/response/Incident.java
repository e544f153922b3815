package dev.gambeson.response;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.io.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Where an incident stands: the sum of its timeline, and nothing that the timeline does not say.
///
/// @param id `INC-` and 16 hexadecimal digits, made of key and ordinal: two nodes that open the
///   same incident at the same time mean the same one
/// @param key alerts with this key belong to it
/// @param ordinal how many incidents this key has had, this one included
/// @param opened when its first alert was written down
/// @param updated when its timeline last grew
/// @param lastAlert when its last alert was written down
/// @param state where it stands
/// @param severity the worst of its alerts
/// @param check of its first alert
/// @param title of its first alert
/// @param subjects whom and what it is about, at most [#MAX_SUBJECTS]
/// @param alerts how many alerts it stands for
/// @param episode 1, and one more each time it was opened again; playbooks may run once an episode
/// @param sequence number of events in its timeline
public record Incident(
    String id,
    String key,
    long ordinal,
    Instant opened,
    Instant updated,
    Instant lastAlert,
    IncidentState state,
    Severity severity,
    String check,
    String title,
    List<Alert.Subject> subjects,
    long alerts,
    int episode,
    long sequence) {
  /// More subjects are counted among the alerts but not listed.
  public static final int MAX_SUBJECTS = 100;

  public Incident {
    requireNonNull(id, "id");
    requireNonNull(key, "key");
    requireNonNull(opened, "opened");
    requireNonNull(updated, "updated");
    requireNonNull(lastAlert, "lastAlert");
    requireNonNull(state, "state");
    requireNonNull(severity, "severity");
    requireNonNull(check, "check");
    requireNonNull(title, "title");
    subjects = List.copyOf(subjects);
  }

  /// The id of the n-th incident of a key.
  public static String id(String key, long ordinal) {
    return "INC-" + Sha256.of(key + "\u0000" + ordinal).substring(0, 16);
  }

  /// The incident that its first event opens.
  ///
  /// @throws IllegalArgumentException when it is no alert, or not number 1
  public static Incident opened(IncidentEvent first) {
    if (first.sequence() != 1 || !(first.entry() instanceof Entry.Raised raised)) {
      throw new IllegalArgumentException("An incident begins with an alert, as event 1");
    }
    Alert alert = raised.alert();
    return new Incident(
        first.incident(),
        raised.key(),
        raised.ordinal(),
        first.time(),
        first.time(),
        first.time(),
        IncidentState.OPEN,
        alert.severity(),
        alert.check(),
        alert.title(),
        List.of(alert.subject()),
        1 + raised.repeats(),
        1,
        1);
  }

  /// The incident after one more event.
  ///
  /// @throws IllegalArgumentException when the event is another incident's or not the next one
  public Incident after(IncidentEvent event) {
    if (!event.incident().equals(id) || event.sequence() != sequence + 1) {
      throw new IllegalArgumentException(
          "Event %d of %s does not follow event %d of %s"
              .formatted(event.sequence(), event.incident(), sequence, id));
    }
    return switch (event.entry()) {
      case Entry.Raised raised -> raised(event, raised);
      case Entry.Moved moved -> moved(event, moved);
      case Entry.Acted _, Entry.Noted _ ->
          with(event, lastAlert, state, severity, subjects, alerts, episode);
    };
  }

  /// The sum of a whole timeline, first event first.
  public static Incident of(List<IncidentEvent> timeline) {
    Incident sum = opened(timeline.getFirst());
    for (IncidentEvent event : timeline.subList(1, timeline.size())) {
      sum = sum.after(event);
    }
    return sum;
  }

  private Incident raised(IncidentEvent event, Entry.Raised raised) {
    Alert alert = raised.alert();
    List<Alert.Subject> known = subjects;
    if (!known.contains(alert.subject()) && known.size() < MAX_SUBJECTS) {
      known = new ArrayList<>(subjects);
      known.add(alert.subject());
    }
    Severity worst = alert.severity().atLeast(severity) ? alert.severity() : severity;
    return with(
        event,
        event.time(),
        raised.reopens() ? IncidentState.OPEN : state,
        worst,
        known,
        alerts + 1 + raised.repeats(),
        raised.reopens() && state.isClosed() ? episode + 1 : episode);
  }

  private Incident moved(IncidentEvent event, Entry.Moved moved) {
    boolean again = state.isClosed() && !moved.to().isClosed();
    return with(
        event, lastAlert, moved.to(), severity, subjects, alerts, again ? episode + 1 : episode);
  }

  private Incident with(
      IncidentEvent event,
      Instant alertAt,
      IncidentState newState,
      Severity newSeverity,
      List<Alert.Subject> newSubjects,
      long newAlerts,
      int newEpisode) {
    return new Incident(
        id,
        key,
        ordinal,
        opened,
        event.time(),
        alertAt,
        newState,
        newSeverity,
        check,
        title,
        newSubjects,
        newAlerts,
        newEpisode,
        event.sequence());
  }
}
