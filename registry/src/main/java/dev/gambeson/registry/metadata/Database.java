package dev.gambeson.registry.metadata;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// The metadata's database: H2 in a file, or PostgreSQL.
///
/// Guarantees: its tables are brought up to date when it is opened; one writer at a time over all
/// processes ([#exclusively]); what [#durably] ran is on the device when it returns. H2 lets one
/// process in at a time, PostgreSQL any number.
public final class Database implements AutoCloseable {
  /// The newest migration; a database beyond it was written by a newer Gambeson.
  static final int SCHEMA = 1;

  private static final int CONNECTIONS = 8;
  private static final long LOCK = 0x6761_6d62_6573_6f6eL; // "gambeson"
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Jdbi jdbi;
  private final JdbcConnectionPool pool;
  private final boolean postgres;
  private final String address;
  private final ReentrantLock writing = new ReentrantLock(true);

  private Database(ConnectionPoolDataSource source, boolean postgres, String address) {
    this.pool = JdbcConnectionPool.create(source);
    pool.setMaxConnections(CONNECTIONS);
    this.jdbi = Jdbi.create((DataSource) pool);
    this.postgres = postgres;
    this.address = address;
  }

  /// Opens the H2 file `metadata.mv.db` in a folder.
  ///
  /// @param create whether it may be new
  public static Database embedded(Path folder, boolean create, Duration wait) {
    String path = folder.toAbsolutePath().normalize().resolve("metadata").toString();
    if (path.contains(";")) {
      throw GambesonException.usage(
          "The path of the registry, %s, contains ';', which H2 would read as a setting. Choose another folder."
              .formatted(folder));
    }
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(
        "jdbc:h2:file:"
            + path
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0"
            + (create ? "" : ";IFEXISTS=TRUE"));
    source.setUser("gambeson");
    source.setPassword("");
    return opened(new Database(source, false, "the metadata in " + folder), wait);
  }

  /// Connects to PostgreSQL. Without a password in the environment the driver reads `~/.pgpass`.
  ///
  /// @param url `jdbc:postgresql://host/database?currentSchema=…`
  public static Database postgresql(String url, Duration wait) {
    return opened(new Database(PostgresSource.of(url), true, "the metadata in PostgreSQL"), wait);
  }

  private static Database opened(Database database, Duration wait) {
    try {
      database.connect(wait);
      database.migrate();
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private void connect(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      try (Connection connection = pool.getConnection()) {
        connection.isValid(1);
        return;
      } catch (SQLException e) {
        if (!DatabaseFailures.inUse(e) || System.nanoTime() > deadline) {
          throw DatabaseFailures.opening(address, e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GambesonException.badInput("Interrupted while waiting for the registry.");
    }
  }

  private void migrate() {
    int found = schemaFound();
    if (found > SCHEMA) {
      throw GambesonException.badInput(
          "%s has schema %d; this Gambeson knows %d. Use the newer Gambeson that wrote it."
              .formatted(address, found, SCHEMA));
    }
    if (found == SCHEMA) {
      return; // Flyway takes longer to start than most commands take to run
    }
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:dev/gambeson/registry/migrations")
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw GambesonException.badInput(
          "%s could not be brought up to date: %s".formatted(address, e.getMessage()), e);
    }
  }

  private int schemaFound() {
    try (Handle handle = jdbi.open()) {
      return handle
          .createQuery(
              "SELECT MAX(CAST(\"version\" AS INTEGER)) FROM \"flyway_schema_history\" WHERE \"success\" = TRUE")
          .mapTo(Integer.class)
          .findOne()
          .orElse(0);
    } catch (JdbiException _) {
      return 0; // no such table yet; a real failure shows in the migration
    }
  }

  /// Runs something while nobody else writes, in this process or another.
  ///
  /// @throws GambesonException when somebody else writes for longer than `wait`
  public <T> T exclusively(Duration wait, Supplier<T> work) {
    if (writing.isHeldByCurrentThread()) {
      return work.get();
    }
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      if (!writing.tryLock(wait.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS)) {
        throw busy(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GambesonException.badInput("Interrupted while waiting for the registry.");
    }
    try {
      return postgres ? withAdvisoryLock(wait, deadline, work) : work.get();
    } finally {
      writing.unlock();
    }
  }

  private <T> T withAdvisoryLock(Duration wait, long deadline, Supplier<T> work) {
    try (Handle handle = jdbi.open()) {
      while (!advisory(handle, "pg_try_advisory_lock")) {
        if (System.nanoTime() > deadline) {
          throw busy(wait);
        }
        pause();
      }
      try {
        return work.get();
      } finally {
        advisory(handle, "pg_advisory_unlock");
      }
    }
  }

  /// The lock belongs to the schema: two registries in one database do not wait for each other.
  private static boolean advisory(Handle handle, String function) {
    return handle
        .createQuery("SELECT " + function + "(:lock # hashtext(current_schema())::bigint)")
        .bind("lock", LOCK)
        .mapTo(Boolean.class)
        .one();
  }

  private GambesonException busy(Duration wait) {
    return GambesonException.badInput(
        "Somebody else has been writing to %s for %d seconds. Nothing was changed; try again."
            .formatted(address, wait.toSeconds()));
  }

  /// Runs something in one transaction; when it returns, the effect survives a power cut.
  public void durably(java.util.function.Consumer<Handle> work) {
    try {
      jdbi.useTransaction(work::accept);
      if (!postgres) {
        jdbi.useHandle(h -> h.execute("CHECKPOINT SYNC"));
      }
    } catch (JdbiException e) {
      throw DatabaseFailures.using(address, e);
    }
  }

  /// Runs something in a transaction that is then undone: tells whether it would fail.
  void rehearse(java.util.function.Consumer<Handle> work) {
    try {
      jdbi.useTransaction(handle -> {
        work.accept(handle);
        handle.rollback();
      });
    } catch (JdbiException e) {
      throw DatabaseFailures.using(address, e);
    }
  }

  /// Reads something in one transaction.
  public <T> T read(java.util.function.Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (JdbiException e) {
      throw DatabaseFailures.using(address, e);
    }
  }

  @Override
  public void close() {
    if (!postgres) {
      try (Connection connection = pool.getConnection();
          java.sql.Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN");
      } catch (SQLException _) {
        // Every acknowledged change is on the device already.
      }
    }
    pool.dispose();
  }
}
