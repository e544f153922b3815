package dev.gambeson.server.state;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/// Listens to PostgreSQL's notifications on a connection of its own and says that something
/// changed. When the connection is lost it makes a new one; meanwhile the feed's own rounds do.
final class PostgresNotices implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final Runnable nudge;
  private final Thread thread;
  private volatile boolean closed;

  PostgresNotices(Database database, Runnable nudge) {
    this.database = database;
    this.nudge = nudge;
    this.thread = Thread.ofPlatform().name("gambeson-notices").daemon().start(this::run);
  }

  private void run() {
    while (!closed) {
      try (Connection connection = database.connection()) {
        listen(connection);
      } catch (SQLException | RuntimeException _) {
        pause();
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + Generations.CHANNEL);
    }
    PGConnection notified = connection.unwrap(PGConnection.class);
    try {
      while (!closed) {
        var notices = notified.getNotifications((int) WAIT.toMillis());
        if (notices != null && notices.length > 0) {
          nudge.run();
        }
      }
    } finally {
      try (Statement statement = connection.createStatement()) {
        statement.execute("UNLISTEN *");
      } catch (SQLException _) {
        // the pool throws a broken connection away
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
