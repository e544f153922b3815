package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.SourceOptions;
import dev.gambeson.data.source.TableSource;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/// What a database answers to one query.
final class JdbcSource implements TableSource {
  private final String address;
  private final String name;
  private final String query;
  private final SourceOptions options;
  private final AtomicReference<String> known = new AtomicReference<>("");

  JdbcSource(String address, SourceOptions options) {
    this.address = existing(address);
    this.name = JdbcAddress.name(address);
    this.options = options;
    String sql = options.query().orElse("").strip();
    this.query = sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
    if (query.isEmpty()) {
      throw GambesonException.usage(
          "A database needs a query: --query \"select … from … order by …\".");
    }
    if (query.indexOf(';') >= 0) {
      throw GambesonException.usage("The query must be one statement, without a semicolon in it.");
    }
  }

  /// H2 makes the database that it does not find.
  private static String existing(String address) {
    boolean file = address.startsWith("jdbc:h2:") && !address.startsWith("jdbc:h2:mem:");
    boolean said = address.toUpperCase(Locale.ROOT).contains("IFEXISTS=");
    return file && !said ? address + ";IFEXISTS=TRUE" : address;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String kind() {
    return "jdbc";
  }

  @Override
  public OptionalLong bytes() {
    return OptionalLong.empty();
  }

  @Override
  public BatchReader open() {
    return new StreamReader(
        name, options.limits(), known, () -> new JdbcPart(name, address, query, options));
  }
}
