package dev.gambeson.response;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.gambeson.core.GambesonException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Incidents and their events as JSON, for stores, the control API and evidence. The same value
/// gives the same bytes.
public final class IncidentJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultVisibility(v -> v.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private IncidentJson() {}

  /// An event.
  public static String write(IncidentEvent event) {
    return JSON.writeValueAsString(event);
  }

  /// An incident, without its timeline.
  public static String write(Incident incident) {
    return JSON.writeValueAsString(incident);
  }

  /// An incident with its timeline, schema `gambeson/incident/1`.
  public static String write(Incident incident, List<IncidentEvent> timeline) {
    return JSON.writeValueAsString(new Whole("gambeson/incident/1", incident, timeline));
  }

  /// What [#write(IncidentEvent)] wrote.
  public static IncidentEvent event(String json) {
    return read(json, IncidentEvent.class);
  }

  /// What [#write(Incident)] wrote.
  public static Incident incident(String json) {
    return read(json, Incident.class);
  }

  static String text(Suppression rule) {
    return JSON.writeValueAsString(rule);
  }

  static Suppression suppression(String json) {
    return read(json, Suppression.class);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          "A stored %s is not in the form of this version; restore the database from a backup of the same version."
              .formatted(type.getSimpleName()),
          e);
    }
  }

  private record Whole(String schema, Incident incident, List<IncidentEvent> timeline) {}
}
