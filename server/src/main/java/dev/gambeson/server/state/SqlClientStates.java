package dev.gambeson.server.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What guards remember of clients, as bytes that only the guard understands: kept over restarts
/// and handed from node to node. Blocks.
public final class SqlClientStates {
  private static final int MAX_BYTES = 1 << 20;

  private final Database database;

  public SqlClientStates(Database database) {
    this.database = database;
  }

  /// A state.
  ///
  /// @param kind whose it is, for example `query-watch/1`
  /// @param client [dev.gambeson.guard.Client#key()]
  /// @param model the model's name
  /// @param content at most 1 MiB
  @SuppressWarnings("ArrayRecordComponent") // bulk bytes, passed along
  public record ClientState(String kind, String client, String model, byte[] content) {
    public ClientState {
      if (content.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "A client's state of %d bytes; at most %d.".formatted(content.length, MAX_BYTES));
      }
    }
  }

  /// Keeps states in place of earlier ones, all or none.
  public void put(List<ClientState> states, Instant now) {
    database.write(handle -> {
      for (ClientState state : states) {
        handle.execute(
            "DELETE FROM client_states WHERE kind = ? AND client = ? AND model = ?",
            state.kind(),
            state.client(),
            state.model());
        handle.execute(
            "INSERT INTO client_states (kind, client, model, content, changed_at) VALUES (?, ?, ?, ?, ?)",
            state.kind(),
            state.client(),
            state.model(),
            state.content(),
            Columns.time(now));
      }
      return states.size();
    });
  }

  /// A client's state.
  public Optional<byte[]> find(String kind, String client, String model) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT content FROM client_states WHERE kind = :kind AND client = :client AND model = :model")
            .bind("kind", kind)
            .bind("client", client)
            .bind("model", model)
            .mapTo(byte[].class)
            .findOne());
  }

  /// The states of a client whose kind begins so, for example `learnt/`.
  public List<ClientState> about(String beginning, String client) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM client_states WHERE client = :client AND SUBSTRING(kind, 1, :length) = :beginning ORDER BY kind, model")
            .bind("client", client)
            .bind("length", beginning.length())
            .bind("beginning", beginning)
            .map((row, _) -> state(row))
            .list());
  }

  /// The states of a kind that changed last, at most so many.
  public List<ClientState> newest(String kind, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM client_states WHERE kind = :kind ORDER BY changed_at DESC, client, model LIMIT :limit")
            .bind("kind", kind)
            .bind("limit", limit)
            .map((row, _) -> state(row))
            .list());
  }

  private static ClientState state(ResultSet row) throws SQLException {
    return new ClientState(
        row.getString("kind"),
        row.getString("client"),
        row.getString("model"),
        row.getBytes("content"));
  }

  /// Forgets what has not changed since.
  public int prune(Instant before) {
    return database.write(handle ->
        handle.execute("DELETE FROM client_states WHERE changed_at < ?", Columns.time(before)));
  }
}
