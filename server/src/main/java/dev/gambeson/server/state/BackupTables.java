package dev.gambeson.server.state;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.state.Backup.Table;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Rows of the state as text and back, the same for H2 and PostgreSQL.
final class BackupTables {
  /// In an order in which they can be filled. Sessions are left out: who restores a state logs in
  /// anew.
  static final List<String> NAMES =
      List.of(
          "generations",
          "facts_of_server",
          "api_keys",
          "console_users",
          "policy_bundles",
          "policy_activations",
          "model_routes",
          "bans",
          "canaries",
          "holds",
          "client_states",
          "budgets",
          "budget_bookings",
          "incidents",
          "incident_events",
          "documents",
          "alarm_reviews",
          "model_proposals");

  private static final Pattern COLUMN = Pattern.compile("[a-z_]{1,40}");

  private BackupTables() {}

  static Map<String, Table> read(Handle handle) {
    Map<String, Table> tables = new LinkedHashMap<>();
    for (String name : NAMES) {
      List<String> columns = new ArrayList<>();
      List<List<Optional<String>>> rows =
          handle.createQuery("SELECT * FROM " + name).map((row, _) -> row(row, columns)).list();
      tables.put(name, new Table(columns, rows));
    }
    return tables;
  }

  private static List<Optional<String>> row(ResultSet row, List<String> columns)
      throws SQLException {
    ResultSetMetaData about = row.getMetaData();
    if (columns.isEmpty()) {
      for (int i = 1; i <= about.getColumnCount(); i++) {
        columns.add(about.getColumnLabel(i).toLowerCase(Locale.ROOT));
      }
    }
    List<Optional<String>> values = new ArrayList<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      values.add(Optional.ofNullable(text(row, i, about.getColumnType(i))));
    }
    return values;
  }

  private static @Nullable String text(ResultSet row, int column, int type) throws SQLException {
    return switch (type) {
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
          marked("b:", row.getBytes(column), Base64.getEncoder()::encodeToString);
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          marked(
              "t:",
              row.getObject(column, OffsetDateTime.class),
              time -> Columns.time(time.toInstant()).toString());
      case Types.BOOLEAN, Types.BIT -> "l:" + row.getBoolean(column);
      case Types.BIGINT, Types.INTEGER -> marked("n:", row.getObject(column), String::valueOf);
      default -> marked("s:", row.getString(column), text -> text);
    };
  }

  private static <T> @Nullable String marked(
      String mark, @Nullable T value, Function<T, String> text) {
    if (value == null) {
      return null;
    }
    return mark + text.apply(value);
  }

  /// @throws GambesonException when some table holds rows
  static void requireEmpty(Handle handle) {
    for (String name : NAMES) {
      if (!name.equals("generations")
          && handle.createQuery("SELECT COUNT(*) FROM " + name).mapTo(Long.class).one() > 0) {
        throw GambesonException.usage(
            "The server's state is not empty (%s holds rows), and a restore would mix two states. Choose an empty folder, schema or database."
                .formatted(name));
      }
    }
  }

  static void write(Handle handle, Map<String, Table> tables) {
    if (!NAMES.containsAll(tables.keySet())) {
      throw GambesonException.badInput(
          "The backup holds a table that the server's state does not have. Nothing was changed.");
    }
    handle.execute("DELETE FROM generations");
    for (String name : NAMES) {
      Table table = tables.get(name);
      if (table != null && !table.rows().isEmpty()) {
        fill(handle, name, table);
      }
    }
    addTopics(handle);
  }

  /// A backup of an older schema knows fewer topics.
  private static void addTopics(Handle handle) {
    for (Topic topic : Topic.values()) {
      handle.execute(
          "INSERT INTO generations (topic, number) SELECT ?, 0 WHERE NOT EXISTS (SELECT 1 FROM generations WHERE topic = ?)",
          topic.id(),
          topic.id());
    }
  }

  private static void fill(Handle handle, String name, Table table) {
    if (!table.columns().stream().allMatch(column -> COLUMN.matcher(column).matches())) {
      throw GambesonException.badInput("The backup holds an odd column. Nothing was changed.");
    }
    String marks = String.join(", ", java.util.Collections.nCopies(table.columns().size(), "?"));
    var batch =
        handle.prepareBatch(
            "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(name, String.join(", ", table.columns()), marks));
    for (List<Optional<String>> row : table.rows()) {
      for (int i = 0; i < row.size(); i++) {
        batch.bind(i, row.get(i).map(BackupTables::value).orElse(null));
      }
      batch.add();
    }
    batch.execute();
  }

  private static Object value(String text) {
    String content = text.substring(2);
    return switch (text.charAt(0)) {
      case 'b' -> Base64.getDecoder().decode(content);
      case 't' -> OffsetDateTime.parse(content);
      case 'l' -> Boolean.valueOf(content);
      case 'n' -> Long.valueOf(content);
      default -> content;
    };
  }
}
