package dev.gambeson.server.state;

import dev.gambeson.core.GambesonException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// The tables of the server's state: brings them up to date, and says who may do what with them.
final class Schema {
  private static final String HISTORY = "server_schema_history";

  private final DataSource source;
  private final Jdbi jdbi;
  private final String address;

  Schema(DataSource source, Jdbi jdbi, String address) {
    this.source = source;
    this.jdbi = jdbi;
    this.address = address;
  }

  /// All tables that the running server writes.
  static List<String> tables() {
    return Stream.concat(BackupTables.NAMES.stream(), Stream.of("console_sessions")).toList();
  }

  /// Does nothing where they are up to date, so that a user without the right to change tables can
  /// open them.
  void bringUpToDate() {
    int found = found();
    if (found > Database.SCHEMA) {
      throw GambesonException.badInput(
          "%s has schema %d; this Gambeson knows %d. Use the newer Gambeson that wrote it, or restore a backup made before the update."
              .formatted(address, found, Database.SCHEMA));
    }
    if (found == Database.SCHEMA) {
      return; // Flyway takes longer to start than the rest of opening
    }
    try {
      Flyway.configure()
          .dataSource(source)
          .table(HISTORY)
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .locations("classpath:dev/gambeson/server/migrations")
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw failed(found, e);
    }
  }

  private GambesonException failed(int found, FlywayException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.sql.SQLException sql && "42501".equals(sql.getSQLState())) {
        return GambesonException.badInput(
            "%s has schema %d, this Gambeson needs %d, and the user of `state.database` may not change it. Run `gambeson serve migrate` as the owner of the tables."
                .formatted(address, found, Database.SCHEMA),
            e);
      }
    }
    return GambesonException.badInput(
        "%s could not be brought up to date: %s".formatted(address, e.getMessage()), e);
  }

  private int found() {
    try (Handle handle = jdbi.open()) {
      return handle
          .createQuery(
              "SELECT MAX(CAST(\"version\" AS INTEGER)) FROM \"server_schema_history\" WHERE \"success\" = TRUE")
          .mapTo(Integer.class)
          .findOne()
          .orElse(0);
    } catch (JdbiException _) {
      return 0; // no such table yet; a real failure shows in the migration
    }
  }

  /// Whether the user may make or change tables. PostgreSQL only.
  static boolean mayChange(Handle handle) {
    return handle
        .createQuery(
            "SELECT has_schema_privilege(current_schema(), 'CREATE') OR EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'generations' AND pg_has_role(tableowner, 'MEMBER'))")
        .mapTo(Boolean.class)
        .one();
  }

  /// Lets a user read and write rows, and nothing else. PostgreSQL only.
  static void grant(Handle handle, String user) {
    run(handle, "GRANT USAGE ON SCHEMA %I TO %I", "current_schema()", user);
    run(handle, "GRANT SELECT ON %I TO %I", "'" + HISTORY + "'", user);
    for (String table : tables()) {
      run(handle, "GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I", "'" + table + "'", user);
    }
  }

  /// @param what SQL of ours; the name comes in as a parameter and is quoted by PostgreSQL itself
  private static void run(Handle handle, String statement, String what, String user) {
    handle.execute(
        handle
            .createQuery("SELECT format('%s', %s, :user)".formatted(statement, what))
            .bind("user", user)
            .mapTo(String.class)
            .one());
  }
}
