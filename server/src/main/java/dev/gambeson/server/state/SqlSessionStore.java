package dev.gambeson.server.state;

import dev.gambeson.server.admin.port.SessionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Sessions of the console in the database.
public final class SqlSessionStore implements SessionStore {
  private final Database database;

  public SqlSessionStore(Database database) {
    this.database = database;
  }

  @Override
  public void put(String hash, Session session) {
    database.write(handle -> {
      handle.execute("DELETE FROM console_sessions WHERE id_hash = ?", hash);
      return handle
          .createUpdate(
              "INSERT INTO console_sessions (id_hash, name, epoch, begun, last_used, address) VALUES (:hash, :name, :epoch, :begun, :used, :address)")
          .bind("hash", hash)
          .bind("name", session.name())
          .bind("epoch", session.epoch())
          .bind("begun", Columns.time(session.begun()))
          .bind("used", Columns.time(session.used()))
          .bind("address", session.address())
          .execute();
    });
  }

  @Override
  public Optional<Session> find(String hash) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM console_sessions WHERE id_hash = :hash")
            .bind("hash", hash)
            .map((row, _) -> session(row))
            .findOne());
  }

  private static Session session(ResultSet row) throws SQLException {
    return new Session(
        row.getString("name"),
        row.getLong("epoch"),
        Columns.time(row, "begun"),
        Columns.time(row, "last_used"),
        row.getString("address"));
  }

  @Override
  public Map<String, Session> of(String name) {
    return database.read(handle -> {
      Map<String, Session> all = new HashMap<>();
      handle
          .createQuery("SELECT * FROM console_sessions WHERE name = :name")
          .bind("name", name)
          .map((row, _) -> Map.entry(row.getString("id_hash"), session(row)))
          .forEach(e -> all.put(e.getKey(), e.getValue()));
      return all;
    });
  }

  @Override
  public void touch(String hash, Instant now) {
    database.write(handle ->
        handle.execute(
            "UPDATE console_sessions SET last_used = ? WHERE id_hash = ?",
            Columns.time(now),
            hash));
  }

  @Override
  public void remove(String hash) {
    database.write(
        handle -> handle.execute("DELETE FROM console_sessions WHERE id_hash = ?", hash));
  }

  @Override
  public void removeAllOf(String name) {
    database.write(handle -> handle.execute("DELETE FROM console_sessions WHERE name = ?", name));
  }

  @Override
  public void expire(Instant begunBefore, Instant usedBefore) {
    database.write(handle ->
        handle.execute(
            "DELETE FROM console_sessions WHERE begun < ? OR last_used < ?",
            Columns.time(begunBefore),
            Columns.time(usedBefore)));
  }
}
