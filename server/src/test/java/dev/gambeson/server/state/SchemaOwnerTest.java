package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One user owns the tables, another one, which can only read and write rows, runs the server.
class SchemaOwnerTest {
  private final String postgres = PostgresServer.newAddress();
  private final String schema = postgres.replaceFirst(".*currentSchema=", "");
  private final String owner = "owner_" + UUID.randomUUID().toString().substring(0, 8);
  private final String user = "Run \"time\" " + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void users() throws SQLException {
    asPostgres("CREATE ROLE %s LOGIN".formatted(owner));
    asPostgres("CREATE ROLE \"%s\" LOGIN".formatted(user.replace("\"", "\"\"")));
    asPostgres("ALTER SCHEMA %s OWNER TO %s".formatted(schema, owner));
  }

  private void asPostgres(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String address() {
    return postgres.replace(
        "user=postgres",
        "user=" + java.net.URLEncoder.encode(user, java.nio.charset.StandardCharsets.UTF_8));
  }

  private Database open() {
    return Database.postgresql(address(), Optional.empty());
  }

  @Test
  void theServersUserCannotMakeItsTablesAndIsToldWhoCan() {
    assertThatThrownBy(this::open)
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("gambeson serve migrate");
  }

  @Test
  void afterwardsTheServersUserReadsAndWritesRowsAndChangesNoTable() {
    assertThat(SchemaOwner.migrate(address(), owner, Optional.empty()))
        .isEqualTo(new SchemaOwner.Done(Database.SCHEMA, user));
    SchemaOwner.migrate(address(), owner, Optional.empty()); // once more harms nothing

    try (Database database = open()) {
      assertThat(database.<Boolean>read(Schema::mayChange)).isFalse();
      for (String table : Schema.tables()) {
        assertThat(allowed(database, "SELECT * FROM " + table)).as(table).isTrue();
        assertThat(allowed(database, "DELETE FROM " + table)).as(table).isTrue();
        assertThat(allowed(database, "DROP TABLE " + table)).as(table).isFalse();
        assertThat(allowed(database, "ALTER TABLE " + table + " ADD COLUMN more INT")).isFalse();
        assertThat(allowed(database, "TRUNCATE " + table)).as(table).isFalse();
      }
      assertThat(allowed(database, "CREATE TABLE mine (a INT)")).isFalse();
      assertThat(allowed(database, "DELETE FROM server_schema_history")).isFalse();
    }
  }

  /// All that the stores do, done as the server's user.
  @Test
  void theServersUserCanDoAllThatTheStoresDo() throws SQLException {
    SchemaOwner.migrate(address(), owner, Optional.empty());
    try (Database database = open()) {
      List<String> tables =
          database.read(handle ->
              handle
                  .createQuery(
                      "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'server_schema_history'")
                  .mapTo(String.class)
                  .list());
      assertThat(Schema.tables()).containsExactlyInAnyOrderElementsOf(tables);
      String topic =
          database.change(Topic.BANS, (handle, number) -> Topic.BANS.id() + Math.min(1, number));
      assertThat(topic).isEqualTo("bans1");
      try (Connection connection = database.connection();
          Statement statement = connection.createStatement()) {
        statement.execute("LISTEN " + Generations.CHANNEL);
        statement.execute("UNLISTEN *");
      }
    }
  }

  @Test
  void theOwnerIsNotTheUserThatRuns() {
    assertThatThrownBy(() -> SchemaOwner.migrate(address(), user, Optional.empty()))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("another one than the owner");
  }

  private static boolean allowed(Database database, String sql) {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
        return true;
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as(sql).isEqualTo("42501");
        return false;
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
