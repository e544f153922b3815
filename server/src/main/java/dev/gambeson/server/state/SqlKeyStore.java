package dev.gambeson.server.state;

import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.KeyStore;
import dev.gambeson.server.identity.StoredKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// API keys in the database.
public final class SqlKeyStore implements KeyStore {
  private static final String PEPPER = "pepper";

  private final Database database;

  public SqlKeyStore(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(StoredKey key) {
    return database.change(Topic.KEYS, (handle, generation) -> insert(handle, key, generation));
  }

  @Override
  public boolean replace(String old, Instant expiresAt, StoredKey next) {
    return database.change(
        Topic.KEYS,
        (handle, generation) -> {
          int ended =
              handle
                  .createUpdate(
                      "UPDATE api_keys SET expires_at = CASE WHEN expires_at < :end THEN expires_at ELSE :end END, successor = :next, generation = :generation WHERE id = :id AND revoked_at IS NULL AND successor IS NULL")
                  .bind("end", Columns.time(expiresAt))
                  .bind("next", next.id())
                  .bind("generation", generation)
                  .bind("id", old)
                  .execute();
          if (ended == 0 || !insert(handle, next, generation)) {
            handle.rollback();
            return false;
          }
          return true;
        });
  }

  /// Whether the id was free.
  private static boolean insert(Handle handle, StoredKey key, long generation) {
    KeyGrant grant = key.grant();
    return handle
            .createUpdate(
                """
                INSERT INTO api_keys (id, mac, tenant, client, client_class, roles, attributes, models, actions, note, created_at, created_by, expires_at, generation)
                SELECT :id, :mac, :tenant, :client, :class, :roles, :attributes, :models, :actions, :note, :created, :by, :expires, :generation
                WHERE NOT EXISTS (SELECT 1 FROM api_keys WHERE id = :id)\
                """)
            .bind("id", key.id())
            .bind("mac", key.mac().bytes())
            .bind("tenant", grant.tenant())
            .bind("client", grant.client())
            .bind("class", grant.clientClass())
            .bind("roles", Columns.text(grant.roles()))
            .bind("attributes", Columns.text(grant.attributes()))
            .bind("models", Columns.text(grant.models()))
            .bind("actions", Columns.text(names(grant.actions())))
            .bind("note", grant.note())
            .bind("created", Columns.time(key.createdAt()))
            .bind("by", key.createdBy())
            .bind("expires", Columns.time(key.expiresAt()))
            .bind("generation", generation)
            .execute()
        == 1;
  }

  private static Set<String> names(Set<Action> actions) {
    return actions.stream().map(Action::name).collect(Collectors.toSet());
  }

  @Override
  public boolean revoke(String id, Instant at) {
    return database.change(
        Topic.KEYS,
        (handle, generation) -> {
          return handle
                  .createUpdate(
                      "UPDATE api_keys SET revoked_at = :at, generation = :generation WHERE id = :id AND revoked_at IS NULL")
                  .bind("at", Columns.time(at))
                  .bind("generation", generation)
                  .bind("id", id)
                  .execute()
              == 1;
        });
  }

  @Override
  public Optional<StoredKey> find(String id) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM api_keys WHERE id = :id")
            .bind("id", id)
            .map(SqlKeyStore::key)
            .findOne());
  }

  @Override
  public List<StoredKey> all() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM api_keys ORDER BY created_at DESC, id")
            .map(SqlKeyStore::key)
            .list());
  }

  @Override
  public List<StoredKey> changedAfter(long generation) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM api_keys WHERE generation > :generation ORDER BY generation")
            .bind("generation", generation)
            .map(SqlKeyStore::key)
            .list());
  }

  private static StoredKey key(ResultSet row, StatementContext context) throws SQLException {
    return new StoredKey(
        row.getString("id"),
        new StoredKey.Mac(row.getBytes("mac")),
        new KeyGrant(
            row.getString("tenant"),
            row.getString("client"),
            row.getString("client_class"),
            Columns.words(row, "roles"),
            Columns.pairs(row, "attributes"),
            Columns.words(row, "models"),
            Columns.words(row, "actions").stream().map(Action::valueOf).collect(Collectors.toSet()),
            row.getString("note")),
        Columns.time(row, "created_at"),
        row.getString("created_by"),
        Columns.time(row, "expires_at"),
        Columns.optionalTime(row, "revoked_at"),
        Optional.ofNullable(row.getString("successor")),
        row.getLong("generation"));
  }

  @Override
  public boolean bind(String fingerprint) {
    Facts facts = new Facts(database);
    return facts.putIfAbsent(PEPPER, fingerprint).equals(fingerprint);
  }
}
