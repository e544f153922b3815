package dev.gambeson.server.state;

import dev.gambeson.core.GambesonException;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// PostgreSQL's driver, in a class of its own: loaded only when it is asked for.
final class PostgresSource {
  private static final String PASSWORD = "GAMBESON_DB_PASSWORD";

  private PostgresSource() {}

  static DataSource of(String url, Optional<String> given) {
    PGSimpleDataSource source = new PGSimpleDataSource();
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
    given.or(() -> Optional.ofNullable(System.getenv(PASSWORD))).ifPresent(source::setPassword);
    return source;
  }
}
