package dev.gambeson.server.state;

import dev.gambeson.core.Severity;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.IncidentJson;
import dev.gambeson.response.IncidentState;
import dev.gambeson.response.store.Document;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.response.store.IncidentStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// Incidents and documents in the database. Its unique keys and conditional updates decide who was
/// first.
public final class SqlIncidentStore implements IncidentStore {
  private final Database database;

  public SqlIncidentStore(Database database) {
    this.database = database;
  }

  @Override
  public Appended append(Incident after, IncidentEvent event) {
    if (!after.id().equals(event.incident()) || after.sequence() != event.sequence()) {
      throw new IllegalArgumentException("The incident is not the one after the event");
    }
    Optional<Appended> done = database.writeUnlessTaken(handle -> place(handle, after, event));
    return done.orElseGet(() ->
        database.read(handle -> holds(handle, event)) ? Appended.DUPLICATE : Appended.CONFLICT);
  }

  private Appended place(Handle handle, Incident after, IncidentEvent event) {
    if (holds(handle, event)) {
      return Appended.DUPLICATE;
    }
    boolean free = event.sequence() == 1 ? insert(handle, after) : update(handle, after);
    if (!free) {
      return holds(handle, event) ? Appended.DUPLICATE : Appended.CONFLICT;
    }
    handle
        .createUpdate(
            "INSERT INTO incident_events (incident, sequence_number, id_hash, content) VALUES (:incident, :number, :id, :content)")
        .bind("incident", event.incident())
        .bind("number", event.sequence())
        .bind("id", Sha256.of(event.id()))
        .bind("content", IncidentJson.write(event))
        .execute();
    return Appended.APPENDED;
  }

  private static boolean holds(Handle handle, IncidentEvent event) {
    return handle
        .createQuery("SELECT 1 FROM incident_events WHERE incident = :incident AND id_hash = :id")
        .bind("incident", event.incident())
        .bind("id", Sha256.of(event.id()))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static boolean insert(Handle handle, Incident incident) {
    return write(
            handle,
            incident,
            """
            INSERT INTO incidents (id, key_hash, ordinal, sequence_number, state, severity, updated_at, content)
            SELECT :id, :key, :ordinal, :number, :state, :severity, :updated, :content
            WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE id = :id)\
            """)
        == 1;
  }

  private static boolean update(Handle handle, Incident incident) {
    return write(
            handle,
            incident,
            """
            UPDATE incidents SET key_hash = :key, ordinal = :ordinal, sequence_number = :number, state = :state, severity = :severity, updated_at = :updated, content = :content
            WHERE id = :id AND sequence_number = :number - 1\
            """)
        == 1;
  }

  private static int write(Handle handle, Incident incident, String statement) {
    return handle
        .createUpdate(statement)
        .bind("id", incident.id())
        .bind("key", Sha256.of(incident.key()))
        .bind("ordinal", incident.ordinal())
        .bind("number", incident.sequence())
        .bind("state", incident.state().name())
        .bind("severity", incident.severity().name())
        .bind("updated", Columns.time(incident.updated()))
        .bind("content", IncidentJson.write(incident))
        .execute();
  }

  @Override
  public Optional<Incident> incident(String id) {
    return database.read(handle ->
        handle
            .createQuery("SELECT content FROM incidents WHERE id = :id")
            .bind("id", id)
            .mapTo(String.class)
            .findOne()
            .map(IncidentJson::incident));
  }

  @Override
  public Optional<Incident> latest(String key) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT content FROM incidents WHERE key_hash = :key ORDER BY ordinal DESC LIMIT 1")
            .bind("key", Sha256.of(key))
            .mapTo(String.class)
            .findOne()
            .map(IncidentJson::incident));
  }

  @Override
  public List<IncidentEvent> events(String incident, long after, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT content FROM incident_events WHERE incident = :incident AND sequence_number > :after ORDER BY sequence_number LIMIT :limit")
            .bind("incident", incident)
            .bind("after", after)
            .bind("limit", limit)
            .mapTo(String.class)
            .map(IncidentJson::event)
            .list());
  }

  @Override
  public List<Incident> incidents(IncidentFilter filter, int limit) {
    List<String> states =
        (filter.states().isEmpty() ? Arrays.asList(IncidentState.values()) : filter.states())
            .stream().map(Enum::name).toList();
    List<String> severities =
        Arrays.stream(Severity.values())
            .filter(s -> filter.severity().map(s::atLeast).orElse(true))
            .map(Enum::name)
            .toList();
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT content FROM incidents WHERE state IN (<states>) AND severity IN (<severities>) AND updated_at >= :since ORDER BY updated_at DESC, id LIMIT :limit")
            .bindList("states", states)
            .bindList("severities", severities)
            .bind("since", Columns.time(filter.since().orElse(Instant.EPOCH)))
            .bind("limit", limit)
            .mapTo(String.class)
            .map(IncidentJson::incident)
            .list());
  }

  @Override
  public boolean put(Document document) {
    if (document.version() > 1) {
      return database.write(handle ->
          write(
                  handle,
                  document,
                  "UPDATE documents SET owner = :owner, version = :version, due_at = :due, body = :body WHERE kind = :kind AND id = :id AND version = :version - 1")
              == 1);
    }
    return database
        .writeUnlessTaken(handle ->
            write(
                handle,
                document,
                "INSERT INTO documents (kind, id, owner, version, due_at, body) VALUES (:kind, :id, :owner, :version, :due, :body)"))
        .isPresent();
  }

  private static int write(Handle handle, Document document, String statement) {
    return handle
        .createUpdate(statement)
        .bind("kind", document.kind())
        .bind("id", document.id())
        .bind("owner", document.owner())
        .bind("version", document.version())
        .bind("due", document.due().map(Columns::time).orElse(null))
        .bind("body", document.body())
        .execute();
  }

  @Override
  public Optional<Document> document(String kind, String id) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM documents WHERE kind = :kind AND id = :id")
            .bind("kind", kind)
            .bind("id", id)
            .map(SqlIncidentStore::row)
            .findOne());
  }

  @Override
  public List<Document> documents(String kind, String owner, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM documents WHERE kind = :kind AND owner = :owner ORDER BY id LIMIT :limit")
            .bind("kind", kind)
            .bind("owner", owner)
            .bind("limit", limit)
            .map(SqlIncidentStore::row)
            .list());
  }

  @Override
  public List<Document> due(String kind, Instant now, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM documents WHERE kind = :kind AND due_at <= :now ORDER BY due_at, id LIMIT :limit")
            .bind("kind", kind)
            .bind("now", Columns.time(now))
            .bind("limit", limit)
            .map(SqlIncidentStore::row)
            .list());
  }

  private static Document row(ResultSet row, StatementContext context) throws SQLException {
    return new Document(
        row.getString("kind"),
        row.getString("id"),
        row.getString("owner"),
        row.getLong("version"),
        Columns.optionalTime(row, "due_at"),
        row.getString("body"));
  }

  @Override
  public long count(String kind) {
    return database.read(handle ->
        handle
            .createQuery("SELECT COUNT(*) FROM documents WHERE kind = :kind")
            .bind("kind", kind)
            .mapTo(Long.class)
            .one());
  }

  @Override
  public boolean remove(String kind, String id, long version) {
    return database.write(handle ->
        handle
                .createUpdate(
                    "DELETE FROM documents WHERE kind = :kind AND id = :id AND version = :version")
                .bind("kind", kind)
                .bind("id", id)
                .bind("version", version)
                .execute()
            == 1);
  }
}
