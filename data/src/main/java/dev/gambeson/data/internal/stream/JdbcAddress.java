package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import java.util.Locale;
import java.util.Set;

/// Which addresses of databases are accepted. A driver's parameters can run code (`INIT=` of H2,
/// `socketFactory=` of PostgreSQL, `autoDeserialize=` of MySQL), so only known ones pass.
final class JdbcAddress {
  private static final Set<String> PARAMETERS =
      Set.of(
          "access_mode_data",
          "applicationname",
          "currentschema",
          "database",
          "database_to_upper",
          "databasename",
          "db_close_delay",
          "encrypt",
          "ifexists",
          "mode",
          "requiressl",
          "role",
          "schema",
          "servertimezone",
          "ssl",
          "sslcert",
          "sslkey",
          "sslmode",
          "sslrootcert",
          "targetservertype",
          "trustservercertificate",
          "user",
          "usessl",
          "verifyservercertificate",
          "warehouse");

  private JdbcAddress() {}

  /// The address without its parameters, for messages.
  ///
  /// @throws GambesonException when it holds credentials or a parameter that is not known
  static String name(String address) {
    int end = address.length();
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '?' || c == ';') {
        end = i;
        break;
      }
    }
    String name = address.substring(0, end);
    if (name.indexOf('@') >= 0) {
      throw GambesonException.usage(
          "The address of the database holds an '@': credentials do not belong into it. Set GAMBESON_JDBC_USER and GAMBESON_JDBC_PASSWORD, or use ~/.pgpass.");
    }
    if (end < address.length()) {
      for (String pair : address.substring(end + 1).split("[&;]", -1)) {
        check(pair);
      }
    }
    return name;
  }

  private static void check(String pair) {
    int equals = pair.indexOf('=');
    String key = (equals < 0 ? pair : pair.substring(0, equals)).strip();
    if (key.isEmpty() || PARAMETERS.contains(key.toLowerCase(Locale.ROOT))) {
      return;
    }
    boolean secret = Set.of("password", "pwd", "passwd").contains(key.toLowerCase(Locale.ROOT));
    throw GambesonException.usage(
        secret
            ? "Credentials do not belong into the address of a database. Set GAMBESON_JDBC_USER and GAMBESON_JDBC_PASSWORD, or use ~/.pgpass."
            : "The parameter '%s' of a database address is not allowed: parameters of drivers can run code. Allowed are: %s."
                .formatted(
                    key.length() > 40 ? key.substring(0, 40) + "…" : key,
                    String.join(", ", new java.util.TreeSet<>(PARAMETERS))));
  }
}
