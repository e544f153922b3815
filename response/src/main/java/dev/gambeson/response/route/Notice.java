package dev.gambeson.response.route;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Clean;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentState;
import dev.gambeson.response.internal.Json;
import java.time.Instant;
import java.util.List;

/// What a route tells: where an incident stands, and why now. Bounded, cleaned, without secrets.
///
/// @param id the same however often it is sent: receivers drop what they have seen
/// @param time when it was written
/// @param drill true when nothing of it is real
/// @param incident its id
/// @param opened when the incident was opened
/// @param state where it stands
/// @param severity how bad
/// @param check what raised its first alert
/// @param title a few words, marked when it is a drill
/// @param text why it is told now
/// @param alerts how many alerts it stands for
/// @param subjects whom and what it is about, at most ten
public record Notice(
    String id,
    Instant time,
    boolean drill,
    String incident,
    Instant opened,
    IncidentState state,
    Severity severity,
    String check,
    String title,
    String text,
    long alerts,
    List<Alert.Subject> subjects) {
  private static final int SUBJECTS = 10;
  private static final String MARK = "[DRILL] ";

  public Notice {
    id = Clean.line(id, 400);
    requireNonNull(time, "time");
    requireNonNull(opened, "opened");
    requireNonNull(state, "state");
    requireNonNull(severity, "severity");
    incident = Clean.line(incident, 100);
    check = Clean.line(check, 40);
    title = Clean.line(drill && !title.startsWith(MARK) ? MARK + title : title, 220);
    text = Clean.line(drill && !text.startsWith(MARK) ? MARK + text : text, 2000);
    subjects = subjects.stream().limit(SUBJECTS).toList();
  }

  /// A notice of where an incident stands.
  public static Notice of(Incident i, String text, String id, Instant time, boolean drill) {
    return new Notice(
        id,
        time,
        drill,
        i.id(),
        i.opened(),
        i.state(),
        i.severity(),
        i.check(),
        i.title(),
        text,
        i.alerts(),
        i.subjects());
  }

  /// As JSON, schema `gambeson/notice/1`.
  String json() {
    return Json.write(this);
  }

  /// What [#json] wrote.
  static Notice of(String json) {
    return Json.read(json, Notice.class);
  }
}
