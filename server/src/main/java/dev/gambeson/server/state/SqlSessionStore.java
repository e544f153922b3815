package dev.gambeson.server.state;

import dev.gambeson.server.admin.port.SessionStore;
import java.time.Instant;
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
              "INSERT INTO console_sessions (id_hash, name, epoch, begun, last_used) VALUES (:hash, :name, :epoch, :begun, :used)")
          .bind("hash", hash)
          .bind("name", session.name())
          .bind("epoch", session.epoch())
          .bind("begun", Columns.time(session.begun()))
          .bind("used", Columns.time(session.used()))
          .execute();
    });
  }

  @Override
  public Optional<Session> find(String hash) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM console_sessions WHERE id_hash = :hash")
            .bind("hash", hash)
            .map((row, _) ->
                new Session(
                    row.getString("name"),
                    row.getLong("epoch"),
                    Columns.time(row, "begun"),
                    Columns.time(row, "last_used")))
            .findOne());
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
