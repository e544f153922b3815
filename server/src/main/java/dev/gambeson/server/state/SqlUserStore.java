package dev.gambeson.server.state;

import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.admin.port.UserStore;
import dev.gambeson.server.admin.port.UsersControl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// Users of the console in the database.
public final class SqlUserStore implements UserStore {
  private final Database database;

  public SqlUserStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Account> accounts() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM console_users ORDER BY name")
            .map(SqlUserStore::account)
            .list());
  }

  @Override
  public Optional<Account> find(String name) {
    return database.read(handle -> find(handle, name, ""));
  }

  private static Optional<Account> find(Handle handle, String name, String lock) {
    return handle
        .createQuery("SELECT * FROM console_users WHERE name = :name" + lock)
        .bind("name", name)
        .map(SqlUserStore::account)
        .findOne();
  }

  @Override
  public boolean add(Account account) {
    return database
        .changeUnlessTaken(
            Topic.USERS,
            (handle, _) -> {
              return write(
                  handle,
                  account,
                  "INSERT INTO console_users (name, role, origin, enabled, created_at, last_login, password, setup, setup_expires, epoch, factor) VALUES (:name, :role, :origin, :enabled, :created, :login, :password, :setup, :expires, :epoch, :factor)");
            })
        .isPresent();
  }

  @Override
  public boolean replace(Account seen, Account now) {
    if (!seen.name().equals(now.name())) {
      throw new IllegalArgumentException("An account keeps its name");
    }
    return database.change(
        Topic.USERS,
        (handle, _) -> {
          Optional<Account> stands = find(handle, seen.name(), " FOR UPDATE");
          if (stands.isEmpty() || !stands.get().equals(rounded(seen))) {
            return false;
          }
          return write(
                  handle,
                  now,
                  "UPDATE console_users SET role = :role, origin = :origin, enabled = :enabled, created_at = :created, last_login = :login, password = :password, setup = :setup, setup_expires = :expires, epoch = :epoch, factor = :factor WHERE name = :name")
              == 1;
        });
  }

  /// As the database would give it back: times have microseconds there.
  private static Account rounded(Account account) {
    return new Account(
        account.name(),
        account.role(),
        account.source(),
        account.enabled(),
        Columns.time(account.created()).toInstant(),
        account.lastLogin().map(time -> Columns.time(time).toInstant()),
        account.password(),
        account.setup(),
        account.setupExpires().map(time -> Columns.time(time).toInstant()),
        account.epoch(),
        account.factor());
  }

  private static int write(Handle handle, Account account, String statement) {
    return handle
        .createUpdate(statement)
        .bind("name", account.name())
        .bind("role", account.role().name())
        .bind("origin", account.source().name())
        .bind("enabled", account.enabled())
        .bind("created", Columns.time(account.created()))
        .bind("login", account.lastLogin().map(Columns::time).orElse(null))
        .bind("password", account.password().orElse(null))
        .bind("setup", account.setup().orElse(null))
        .bind("expires", account.setupExpires().map(Columns::time).orElse(null))
        .bind("epoch", account.epoch())
        .bind("factor", account.factor().map(SqlUserStore::text).orElse(null))
        .execute();
  }

  private static Account account(ResultSet row, StatementContext context) throws SQLException {
    return new Account(
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        UsersControl.Source.valueOf(row.getString("origin")),
        row.getBoolean("enabled"),
        Columns.time(row, "created_at"),
        Columns.optionalTime(row, "last_login"),
        Optional.ofNullable(row.getString("password")),
        Optional.ofNullable(row.getString("setup")),
        Columns.optionalTime(row, "setup_expires"),
        row.getLong("epoch"),
        factor(row));
  }

  private static String text(Factor factor) {
    return Columns.text(
        Map.of(
            "sealed", factor.sealed(),
            "confirmed", Boolean.toString(factor.confirmed()),
            "step", Long.toString(factor.step()),
            "wrong", Integer.toString(factor.wrong()),
            "codes", String.join(" ", factor.codes())));
  }

  private static Optional<Factor> factor(ResultSet row) throws SQLException {
    if (row.getString("factor") == null) {
      return Optional.empty();
    }
    Map<String, String> pairs = Columns.pairs(row, "factor");
    String codes = pairs.getOrDefault("codes", "");
    return Optional.of(
        new Factor(
            pairs.getOrDefault("sealed", ""),
            Boolean.parseBoolean(pairs.getOrDefault("confirmed", "true")),
            Long.parseLong(pairs.getOrDefault("step", "0")),
            Integer.parseInt(pairs.getOrDefault("wrong", "0")),
            codes.isEmpty() ? List.of() : List.of(codes.split(" "))));
  }
}
