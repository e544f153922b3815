package dev.gambeson.server.state;

import java.time.Instant;
import java.util.List;

/// Restrictions of clients that all nodes share and that outlive a restart, each under a key of its
/// own. Blocks.
public final class SqlHolds {
  private final Database database;

  public SqlHolds(Database database) {
    this.database = database;
  }

  /// A restriction.
  ///
  /// @param key its own, at most 700 characters
  /// @param client whom it is on
  /// @param model on which model; empty for all
  /// @param step of the ladder
  /// @param by who placed it
  public record Stored(
      String key,
      String client,
      String model,
      String step,
      Instant since,
      Instant until,
      String by,
      String reason) {}

  /// Keeps a restriction in place of one with the same key.
  public void put(Stored hold) {
    database.change(
        Topic.HOLDS,
        (handle, _) -> {
          handle.execute("DELETE FROM holds WHERE hold = ?", hold.key());
          return handle.execute(
              "INSERT INTO holds (hold, client, model, step, since_at, until_at, placed_by, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              hold.key(),
              hold.client(),
              hold.model(),
              hold.step(),
              Columns.time(hold.since()),
              Columns.time(hold.until()),
              hold.by(),
              hold.reason());
        });
  }

  /// Removes a restriction.
  ///
  /// @return false when there was none
  public boolean lift(String key) {
    return database.change(
        Topic.HOLDS, (handle, _) -> handle.execute("DELETE FROM holds WHERE hold = ?", key) == 1);
  }

  /// What holds at a time, by key.
  public List<Stored> active(Instant now) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM holds WHERE until_at > :now ORDER BY hold")
            .bind("now", Columns.time(now))
            .map((row, _) ->
                new Stored(
                    row.getString("hold"),
                    row.getString("client"),
                    row.getString("model"),
                    row.getString("step"),
                    Columns.time(row, "since_at"),
                    Columns.time(row, "until_at"),
                    row.getString("placed_by"),
                    row.getString("reason")))
            .list());
  }

  /// Forgets what is over. Once an hour is enough.
  public int prune(Instant now) {
    return database.write(
        handle -> handle.execute("DELETE FROM holds WHERE until_at <= ?", Columns.time(now)));
  }
}
