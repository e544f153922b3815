package dev.gambeson.response;

import dev.gambeson.response.internal.Json;
import java.util.List;

/// Incidents and their events as JSON, for stores, the control API and evidence. The same value
/// gives the same bytes.
public final class IncidentJson {
  private IncidentJson() {}

  /// An event.
  public static String write(IncidentEvent event) {
    return Json.write(event);
  }

  /// An incident, without its timeline.
  public static String write(Incident incident) {
    return Json.write(incident);
  }

  /// An incident with its timeline, schema `gambeson/incident/1`.
  public static String write(Incident incident, List<IncidentEvent> timeline) {
    return Json.write(new Whole("gambeson/incident/1", incident, timeline));
  }

  /// What [#write(IncidentEvent)] wrote.
  public static IncidentEvent event(String json) {
    return Json.read(json, IncidentEvent.class);
  }

  /// What [#write(Incident)] wrote.
  public static Incident incident(String json) {
    return Json.read(json, Incident.class);
  }

  private record Whole(String schema, Incident incident, List<IncidentEvent> timeline) {}
}
