package dev.gambeson.registry.metadata;

import dev.gambeson.core.GambesonException;
import javax.sql.ConnectionPoolDataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

/// PostgreSQL's driver, in a class of its own: loaded only when it is asked for.
final class PostgresSource {
  private static final String PASSWORD = "GAMBESON_REGISTRY_DB_PASSWORD";

  private PostgresSource() {}

  static ConnectionPoolDataSource of(String url) {
    PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
    try {
      source.setURL(url);
    } catch (IllegalArgumentException e) {
      throw GambesonException.usage(
          "The address of the metadata is no 'jdbc:postgresql://host/database'. Correct it in registry.json.");
    }
    source.setConnectTimeout(10);
    source.setApplicationName("gambeson-registry");
    String password = System.getenv(PASSWORD);
    if (password != null) {
      source.setPassword(password);
    }
    return source;
  }
}
