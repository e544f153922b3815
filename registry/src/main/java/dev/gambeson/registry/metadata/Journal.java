package dev.gambeson.registry.metadata;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.catalog.Deed;
import dev.gambeson.registry.catalog.HistoryLine;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The write-ahead intent and the history.
///
/// Guarantees: an intent and its history line with its changes are each one durable transaction;
/// while an intent stands no other can be written; an intent is finished at most once.
public final class Journal {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final Database database;

  public Journal(Database database) {
    this.database = database;
  }

  /// Writes down what is about to happen.
  public void begin(Intent intent) {
    database.durably(handle ->
        handle
            .createUpdate(
                "INSERT INTO intents (slot, id, deed, change_set, ledger_size) VALUES (1, :id, :deed, :changes, :size)")
            .bind("id", intent.deed().id())
            .bind("deed", JSON.writeValueAsString(intent.deed()))
            .bind("changes", JSON.writeValueAsString(intent.changes().toArray(Change[]::new)))
            .bind("size", intent.ledgerSize())
            .execute());
  }

  /// The intent that a crash left behind, if any.
  public Optional<Intent> pending() {
    return database.read(handle ->
        handle
            .createQuery("SELECT deed, change_set, ledger_size FROM intents")
            .map((rs, _) ->
                intent(rs.getString("deed"), rs.getString("change_set"), rs.getLong("ledger_size")))
            .findOne());
  }

  private static Intent intent(String deed, String changes, long size) {
    try {
      return new Intent(
          JSON.readValue(deed, Deed.class), List.of(JSON.readValue(changes, Change[].class)), size);
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          "The metadata holds an unfinished action that cannot be read. Restore it from a backup.",
          e);
    }
  }

  /// Applies an intent and writes its history line, in one transaction.
  ///
  /// @param ledgerIndex where the ledger holds the deed
  public void finish(Intent intent, long ledgerIndex) {
    database.durably(handle -> {
      take(handle, intent);
      intent.changes().forEach(c -> Changes.apply(handle, c));
      append(handle, intent.deed(), ledgerIndex);
    });
  }

  /// Whether an intent could be applied now; nothing is kept.
  public void rehearse(List<Change> changes) {
    database.rehearse(handle -> changes.forEach(c -> Changes.apply(handle, c)));
  }

  /// Gives up an intent that the ledger never heard of.
  public void drop(Intent intent) {
    database.durably(handle -> take(handle, intent));
  }

  private static void take(Handle handle, Intent intent) {
    int taken =
        handle
            .createUpdate("DELETE FROM intents WHERE slot = 1 AND id = :id")
            .bind("id", intent.deed().id())
            .execute();
    if (taken != 1) {
      throw GambesonException.badInput(
          "Another process has finished this action. Look at the history before you repeat it.");
    }
  }

  private static void append(Handle handle, Deed deed, long ledgerIndex) {
    handle
        .createUpdate(
            """
            INSERT INTO history (sequence_number, id, done_at, actor, action, name, number, from_state, to_state, reason, digest, ledger_index)
            VALUES ((SELECT COALESCE(MAX(sequence_number), 0) + 1 FROM history), :id, :at, :actor, :action, :name, :number, :from, :to, :reason, :digest, :index)
            """)
        .bind("id", deed.id())
        .bind("at", Changes.utc(deed.at()))
        .bind("actor", deed.actor())
        .bind("action", deed.action())
        .bind("name", deed.name())
        .bind("number", deed.number())
        .bind("from", deed.from())
        .bind("to", deed.to())
        .bind("reason", deed.reason())
        .bind("digest", deed.digest())
        .bind("index", ledgerIndex)
        .execute();
  }

  /// The history, oldest first.
  ///
  /// @param name only of this data set, model or user
  public List<HistoryLine> history(Optional<String> name) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM history"
                    + (name.isPresent() ? " WHERE name = :name" : "")
                    + " ORDER BY sequence_number")
            .bindMap(name.map(n -> java.util.Map.of("name", n)).orElse(java.util.Map.of()))
            .map(Journal::line)
            .list());
  }

  private static HistoryLine line(java.sql.ResultSet rs, StatementContext context)
      throws java.sql.SQLException {
    return new HistoryLine(
        rs.getLong("sequence_number"),
        new Deed(
            rs.getString("id"),
            rs.getObject("done_at", OffsetDateTime.class).toInstant(),
            rs.getString("actor"),
            rs.getString("action"),
            rs.getString("name"),
            rs.getInt("number"),
            rs.getString("from_state"),
            rs.getString("to_state"),
            rs.getString("reason"),
            rs.getString("digest")),
        rs.getLong("ledger_index"));
  }
}
