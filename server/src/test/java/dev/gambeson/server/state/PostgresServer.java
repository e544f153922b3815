package dev.gambeson.server.state;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

/// A real PostgreSQL, started once for all tests of this JVM and stopped with it.
public final class PostgresServer {
  private static EmbeddedPostgres running;

  private PostgresServer() {}

  /// The address of a fresh schema.
  public static synchronized String newAddress() {
    try {
      if (running == null) {
        running = start();
      }
      return newSchema(running);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(3)).start();
  }

  static String newSchema(EmbeddedPostgres server) throws SQLException {
    String schema = "s" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    }
    return "jdbc:postgresql://localhost:%d/postgres?user=postgres&currentSchema=%s"
        .formatted(server.getPort(), schema);
  }
}
