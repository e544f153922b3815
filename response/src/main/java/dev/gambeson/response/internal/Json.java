package dev.gambeson.response.internal;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.gambeson.core.GambesonException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// The one mapper of this room: records by their components, times as text, the same value always
/// as the same bytes. Sealed types carry their name from a closed list.
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .changeDefaultVisibility(v -> v.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /// A value as JSON.
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// A value that this version of the product wrote.
  ///
  /// @throws GambesonException when it is in another form
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          "A stored %s is not in the form of this version; restore the database from a backup of the same version."
              .formatted(type.getSimpleName()),
          e);
    }
  }
}
