package dev.gambeson.server.state;

import dev.gambeson.core.GambesonException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import org.postgresql.ds.PGSimpleDataSource;

/// PostgreSQL's driver, in a class of its own: loaded only when it is asked for.
final class PostgresSource {
  private static final String PASSWORD = "GAMBESON_DB_PASSWORD";

  private PostgresSource() {}

  /// @param given asked for the password at each new connection, so that it may change
  static PGSimpleDataSource of(String url, Optional<Supplier<String>> given) {
    PGSimpleDataSource source = given.isPresent() ? new Renewed(given.get()) : fixed();
    try {
      source.setURL(url);
    } catch (IllegalArgumentException _) {
      throw GambesonException.usage(
          "The address of the server's state is no 'jdbc:postgresql://host/database'. Correct 'database' in the settings.");
    }
    source.setConnectTimeout(3);
    source.setSocketTimeout(20);
    source.setTcpKeepAlive(true);
    source.setApplicationName("gambeson-server");
    return source;
  }

  private static PGSimpleDataSource fixed() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    Optional.ofNullable(System.getenv(PASSWORD)).ifPresent(source::setPassword);
    return source;
  }

  /// Logs in with the password that holds now.
  @SuppressWarnings("serial") // nobody writes it
  private static final class Renewed extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;
    private final transient Supplier<String> password;

    Renewed(Supplier<String> password) {
      this.password = password;
    }

    @Override
    public Connection getConnection() throws SQLException {
      try {
        return getConnection(getUser(), password.get());
      } catch (GambesonException e) {
        throw new SQLException(e.getMessage(), e);
      }
    }
  }
}
