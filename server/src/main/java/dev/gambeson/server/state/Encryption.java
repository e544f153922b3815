package dev.gambeson.server.state;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLException;

/// Whether an address of PostgreSQL or Redis is encrypted, as the driver itself reads it: to a
/// server whose certificate and host name are verified.
public final class Encryption {
  private Encryption() {}

  /// @param here whether a host is this machine
  /// @return true when it is encrypted, stays on this machine, or is no address (which is said when
  ///   it is opened)
  public static boolean ofPostgres(String url, Predicate<String> here) {
    Properties read = Driver.parseURL(url, new Properties());
    if (read == null) {
      return true;
    }
    String hosts = PGProperty.PG_HOST.getOrDefault(read);
    if (Stream.of((hosts == null ? "" : hosts).split(",")).allMatch(here)) {
      return true;
    }
    try {
      String factory = PGProperty.SSL_FACTORY.getOrDefault(read);
      return SslMode.of(read) == SslMode.VERIFY_FULL
          && (factory == null || !factory.contains("NonValidating"));
    } catch (PSQLException _) {
      return false;
    }
  }

  /// @param here whether a host is this machine
  /// @return as above
  public static boolean ofRedis(String url, Predicate<String> here) {
    RedisURI read;
    try {
      read = RedisURI.create(url);
    } catch (IllegalArgumentException _) {
      return true;
    }
    return read.getSocket() != null
        || (read.isSsl() && read.getVerifyMode() == SslVerifyMode.FULL)
        || (read.getHost() != null && here.test(read.getHost()));
  }
}
