package dev.gambeson.server.state;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.canary.Bait.Label;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/// Canaries in the database, without anything that would show them: whoever reads the table cannot
/// tell which keys and records are bait. Nodes hear of a change through the feed. Blocks.
public final class SqlCanaries {
  private final Database database;

  public SqlCanaries(Database database) {
    this.database = database;
  }

  /// What a canary pretends to be.
  public enum Kind {
    KEY,
    MODEL,
    BAIT
  }

  /// A canary.
  ///
  /// @param label where it is planted
  /// @param kind what it pretends to be
  /// @param model the decoy's name, or the model whose records it imitates; empty for a key
  /// @param created when it was issued
  /// @param by who issued it
  /// @param retired since when hits mean nothing any more
  /// @param content what recognises it: a keyed hash, or a set of them as JSON
  public record Canary(
      Label label,
      Kind kind,
      String model,
      Instant created,
      String by,
      Optional<Instant> retired,
      String content) {
    public Canary {
      requireNonNull(label, "label");
      requireNonNull(kind, "kind");
      requireNonNull(retired, "retired");
    }
  }

  /// Adds a canary.
  ///
  /// @return false when its id is taken
  public boolean add(Canary canary) {
    return database
        .changeUnlessTaken(
            Topic.CANARIES,
            (handle, _) ->
                handle
                    .createUpdate(
                        "INSERT INTO canaries (id, kind, model, place, owner, purpose, created_at, created_by, expires_at, content) VALUES (:id, :kind, :model, :place, :owner, :purpose, :created, :by, :expires, :content)")
                    .bind("id", canary.label().id())
                    .bind("kind", canary.kind().name())
                    .bind("model", canary.model())
                    .bind("place", canary.label().place())
                    .bind("owner", canary.label().owner())
                    .bind("purpose", canary.label().purpose())
                    .bind("created", Columns.time(canary.created()))
                    .bind("by", canary.by())
                    .bind("expires", Columns.time(canary.label().expires()))
                    .bind("content", canary.content())
                    .execute())
        .isPresent();
  }

  /// Ends a canary.
  ///
  /// @return false when there is none of this id that still counts
  public boolean retire(String id, Instant now) {
    return database.change(
        Topic.CANARIES,
        (handle, _) ->
            handle.execute(
                    "UPDATE canaries SET retired_at = ? WHERE id = ? AND retired_at IS NULL",
                    Columns.time(now),
                    id)
                == 1);
  }

  /// All canaries, newest first.
  public List<Canary> all() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM canaries ORDER BY created_at DESC, id")
            .map(SqlCanaries::canary)
            .list());
  }

  private static Canary canary(ResultSet row, StatementContext context) throws SQLException {
    boolean retired = row.getObject("retired_at") != null;
    return new Canary(
        new Label(
            row.getString("id"),
            row.getString("place"),
            row.getString("owner"),
            row.getString("purpose"),
            Columns.time(row, "expires_at")),
        Kind.valueOf(row.getString("kind")),
        row.getString("model"),
        Columns.time(row, "created_at"),
        row.getString("created_by"),
        retired ? Optional.of(Columns.time(row, "retired_at")) : Optional.empty(),
        row.getString("content"));
  }
}
