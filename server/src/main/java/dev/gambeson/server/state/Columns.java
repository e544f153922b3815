package dev.gambeson.server.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Java values as columns and back. Times have microseconds, as PostgreSQL keeps them.
final class Columns {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<String>> LIST = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};

  private Columns() {}

  static OffsetDateTime time(Instant time) {
    return OffsetDateTime.ofInstant(time.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static Optional<Instant> optionalTime(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }

  static String text(Set<String> words) {
    return JSON.writeValueAsString(new TreeSet<>(words));
  }

  static String text(Map<String, String> pairs) {
    return JSON.writeValueAsString(new TreeMap<>(pairs));
  }

  static Set<String> words(ResultSet row, String column) throws SQLException {
    return Set.copyOf(JSON.readValue(row.getString(column), LIST));
  }

  static Map<String, String> pairs(ResultSet row, String column) throws SQLException {
    return Map.copyOf(JSON.readValue(row.getString(column), MAP));
  }
}
