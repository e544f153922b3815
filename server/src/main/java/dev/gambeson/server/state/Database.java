package dev.gambeson.server.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/// The server's database: H2 in a file for one process, or PostgreSQL for any number of nodes.
///
/// Guarantees: its tables are up to date when it is open (brought there, if the user may); what
/// [#write] did is on the device when it returns (PostgreSQL: unless its operator switched `fsync`
/// off); a database of a newer schema is refused. Every call blocks: never on an event loop. When
/// the database is away a call fails within some seconds with [Lost], and calls work again once it
/// is back.
public final class Database implements AutoCloseable {
  /// The newest migration.
  public static final int SCHEMA = 5;

  private static final int CONNECTIONS = 8;
  private static final Duration CONNECTION_LIFE = Duration.ofMinutes(15);
  private static final int ATTEMPTS = 8;

  private final Jdbi jdbi;
  private final HikariDataSource pool;
  private final boolean postgres;
  private final String address;
  private final List<Consumer<Topic>> listeners = new CopyOnWriteArrayList<>();

  private Database(HikariDataSource pool, boolean postgres, String address) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    this.postgres = postgres;
    this.address = address;
  }

  /// The database cannot be reached or failed; nothing was changed, or it is not known.
  public static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;

    Lost(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Opens the file `state.mv.db` in a folder, made if it is new. One process at a time.
  public static Database embedded(Path folder) {
    String path = folder.toAbsolutePath().normalize().resolve("state").toString();
    if (path.contains(";")) {
      throw GambesonException.usage(
          "The path of the server's state, %s, contains ';', which H2 would read as a setting. Choose another folder."
              .formatted(folder));
    }
    try {
      if (!Files.isDirectory(folder)) {
        PrivateFiles.createFolders(folder);
      }
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The folder %s for the server's state cannot be made: %s."
              .formatted(folder, e.getMessage()),
          e);
    }
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(
        "jdbc:h2:file:" + path + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
    source.setUser("gambeson");
    source.setPassword("");
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    return opened(config, false, "The server's state in " + folder);
  }

  /// Connects to PostgreSQL.
  ///
  /// @param url `jdbc:postgresql://host/database`, without a password
  /// @param password asked at each new connection, so that it may change while this runs; without
  ///   one here or in the environment variable `GAMBESON_DB_PASSWORD` the driver reads `~/.pgpass`
  public static Database postgresql(String url, Optional<Supplier<String>> password) {
    var _ = password.map(Supplier::get); // says at once what is wrong with it
    HikariConfig config = new HikariConfig();
    config.setDataSource(PostgresSource.of(url, password));
    config.setMaxLifetime(CONNECTION_LIFE.toMillis());
    config.setConnectionInitSql(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')");
    return opened(config, true, "The server's state in PostgreSQL");
  }

  /// Connects to PostgreSQL with a password from the environment or `~/.pgpass`.
  public static Database postgresql(String url) {
    return postgresql(url, Optional.empty());
  }

  private static Database opened(HikariConfig config, boolean postgres, String address) {
    config.setPoolName("gambeson-state");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(Duration.ofSeconds(3).toMillis());
    config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw DatabaseFailures.opening(address, e);
    }
    Database database = new Database(pool, postgres, address);
    try {
      new Schema(pool, database.jdbi, address).bringUpToDate();
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /// Runs something in one transaction; when it returns, the effect survives a power cut.
  ///
  /// @param work may run several times, when it gets in the way of others
  /// @throws Lost when the database failed; GambesonException from the work passes through
  public <T> T write(Function<Handle, T> work) {
    try {
      return attempt(work);
    } catch (JdbiException e) {
      throw DatabaseFailures.using(address, e);
    }
  }

  /// Like [#write], but empty, and nothing done, when something with the same key is there already.
  public <T> Optional<T> writeUnlessTaken(Function<Handle, T> work) {
    try {
      return Optional.of(attempt(work));
    } catch (JdbiException e) {
      if (DatabaseFailures.isTaken(e)) {
        return Optional.empty();
      }
      throw DatabaseFailures.using(address, e);
    }
  }

  /// Makes a change that other nodes must hear of: numbers it, and when it is durable tells them
  /// and this node's listeners.
  ///
  /// @param work gets the number of the change
  public <T> T change(Topic topic, BiFunction<Handle, Long, T> work) {
    T result = write(handle -> work.apply(handle, Generations.next(this, handle, topic)));
    tell(topic);
    return result;
  }

  /// Like [#change], but empty, and nothing done, when something with the same key is there
  /// already.
  public <T> Optional<T> changeUnlessTaken(Topic topic, BiFunction<Handle, Long, T> work) {
    Optional<T> result =
        writeUnlessTaken(handle -> work.apply(handle, Generations.next(this, handle, topic)));
    tell(topic);
    return result;
  }

  private void tell(Topic topic) {
    listeners.forEach(listener -> listener.accept(topic));
  }

  /// Hears of this node's own changes, after they are durable. Must not block.
  public void onChange(Consumer<Topic> listener) {
    listeners.add(listener);
  }

  private <T> T attempt(Function<Handle, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        T result = jdbi.inTransaction(work::apply);
        if (!postgres) {
          jdbi.useHandle(handle -> handle.execute("CHECKPOINT SYNC"));
        }
        return result;
      } catch (JdbiException e) {
        if (attempt == ATTEMPTS || !DatabaseFailures.isContention(e)) {
          throw e;
        }
        LockSupport.parkNanos(attempt * 2_000_000L);
      }
    }
  }

  /// Reads something in one transaction.
  ///
  /// @throws Lost when the database failed
  public <T> T read(Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (JdbiException e) {
      throw DatabaseFailures.using(address, e);
    }
  }

  /// Reads one moment of the whole database.
  <T> T snapshot(Function<Handle, T> work) {
    TransactionIsolationLevel level =
        postgres
            ? TransactionIsolationLevel.REPEATABLE_READ
            : TransactionIsolationLevel.SERIALIZABLE;
    try {
      return jdbi.inTransaction(level, work::apply);
    } catch (JdbiException e) {
      throw DatabaseFailures.using(address, e);
    }
  }

  /// Whether the user that it is opened as may make or change tables, which the server does not
  /// need once they are there: see [SchemaOwner].
  public boolean mayChangeTables() {
    return read(handle -> !postgres || Schema.mayChange(handle));
  }

  /// Whether several processes may share it.
  public boolean shared() {
    return postgres;
  }

  /// A connection of its own, for notifications.
  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public void close() {
    if (!postgres && !pool.isClosed()) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN");
      } catch (SQLException _) {
        // Every acknowledged change is on the device already.
      }
    }
    pool.close();
  }
}
