package dev.gambeson.server.state;

import dev.gambeson.core.GambesonException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.ds.PGSimpleDataSource;

/// Brings the state in PostgreSQL up to date as the owner of its tables, so that the server itself
/// runs as a user that can only read and write rows.
///
/// Guaranteed: afterwards the server's user may select, insert, update and delete in our tables and
/// read their version; no other right is given, and none that it had is taken away.
public final class SchemaOwner {
  private static final String ADDRESS = "The server's state in PostgreSQL";

  private SchemaOwner() {}

  /// What was done.
  ///
  /// @param schema version of the tables
  /// @param user who may use them now
  public record Done(int schema, String user) {}

  /// @param url address as the server has it, with its `user=`
  /// @param owner owns the tables, or may make them in the schema
  /// @throws GambesonException when the address names no user, the two are one, or the owner cannot
  public static Done migrate(String url, String owner, Optional<Supplier<String>> password) {
    PGSimpleDataSource source = PostgresSource.of(url, password);
    String user = Optional.ofNullable(source.getUser()).orElse("");
    if (user.isEmpty() || user.equals(owner)) {
      throw GambesonException.usage(
          "`state.database` must name the user that the gateway runs as (`?user=...`), another one than the owner '%s'."
              .formatted(owner));
    }
    source.setUser(owner);
    Jdbi jdbi = Jdbi.create(source);
    new Schema(source, jdbi, ADDRESS).bringUpToDate();
    try {
      jdbi.useTransaction(handle -> Schema.grant(handle, user));
    } catch (JdbiException e) {
      throw DatabaseFailures.opening(ADDRESS, e);
    }
    return new Done(Database.SCHEMA, user);
  }
}
