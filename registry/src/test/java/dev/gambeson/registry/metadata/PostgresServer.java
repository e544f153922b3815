package dev.gambeson.registry.metadata;

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
    String schema = "s" + UUID.randomUUID().toString().replace("-", "");
    try {
      if (running == null) {
        running = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(3)).start();
      }
      try (Connection connection = running.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE SCHEMA " + schema);
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
    return "jdbc:postgresql://localhost:%d/postgres?user=postgres&currentSchema=%s"
        .formatted(running.getPort(), schema);
  }
}
