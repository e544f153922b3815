package dev.gambeson.server.state;

import dev.gambeson.guard.limit.Ban;
import java.time.Instant;
import java.util.List;

/// Bans that all nodes share and that outlive a restart. Blocks: a node's list of bans takes them
/// over when the feed says that they changed.
public final class SqlBans {
  private final Database database;

  public SqlBans(Database database) {
    this.database = database;
  }

  /// Keeps a ban; of two on the same key the one that ends later holds.
  public void put(Ban ban) {
    while (!tryPut(ban)) {
      // somebody inserted the same key between our two statements: then there is a row to update
    }
  }

  private boolean tryPut(Ban ban) {
    return database
        .changeUnlessTaken(
            Topic.BANS,
            (handle, _) -> {
              boolean known =
                  handle
                      .createQuery("SELECT 1 FROM bans WHERE subject = :key FOR UPDATE")
                      .bind("key", ban.key())
                      .mapTo(Integer.class)
                      .findOne()
                      .isPresent();
              return handle
                  .createUpdate(
                      known
                          ? "UPDATE bans SET step = :step, reason = :reason, expires_at = :until WHERE subject = :key AND expires_at < :until"
                          : "INSERT INTO bans (subject, step, reason, expires_at) VALUES (:key, :step, :reason, :until)")
                  .bind("key", ban.key())
                  .bind("step", ban.step())
                  .bind("reason", ban.reason())
                  .bind("until", Columns.time(ban.until()))
                  .execute();
            })
        .isPresent();
  }

  /// Lifts a ban.
  ///
  /// @return false when there was none
  public boolean lift(String key) {
    return database.change(
        Topic.BANS, (handle, _) -> handle.execute("DELETE FROM bans WHERE subject = ?", key) == 1);
  }

  /// The bans that hold at a time, by key.
  public List<Ban> active(Instant now) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM bans WHERE expires_at > :now ORDER BY subject")
            .bind("now", Columns.time(now))
            .map((row, _) ->
                new Ban(
                    row.getString("subject"),
                    row.getInt("step"),
                    Columns.time(row, "expires_at"),
                    row.getString("reason")))
            .list());
  }

  /// Forgets what is over. Once an hour is enough.
  public int prune(Instant now) {
    return database.write(
        handle -> handle.execute("DELETE FROM bans WHERE expires_at <= ?", Columns.time(now)));
  }
}
