package dev.gambeson.registry.metadata;

import dev.gambeson.core.GambesonException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The registry's own rows: its id, its users, its wrapped keys, its policy.
public final class Settings {
  private final Database database;

  public Settings(Database database) {
    this.database = database;
  }

  /// Which registry this is.
  public record Identity(String id, String tenant) {}

  /// A user.
  ///
  /// @param roles ids, separated by blanks
  /// @param tokenHash SHA-256 of the token
  public record Person(
      String name, String roles, String tokenHash, boolean active, Instant createdAt) {}

  /// The store's keys, wrapped.
  public record Keyring(int generation, String address, String wrapped) {}

  /// A policy as it was set.
  public record PolicyText(int generation, String content) {}

  /// Writes the identity of a new registry.
  public void found(Identity identity, Instant at) {
    database.durably(handle -> {
      if (handle.createQuery("SELECT COUNT(*) FROM registry_info").mapTo(Integer.class).one() > 0) {
        throw GambesonException.usage(
            "This database holds a registry already. Choose another schema or database for a new one.");
      }
      handle
          .createUpdate(
              "INSERT INTO registry_info (id, tenant, created_at) VALUES (:id, :tenant, :at)")
          .bind("id", identity.id())
          .bind("tenant", identity.tenant())
          .bind("at", Changes.utc(at))
          .execute();
    });
  }

  /// The identity; empty in a database where no registry was founded.
  public Optional<Identity> identity() {
    return database.read(handle ->
        handle
            .createQuery("SELECT id, tenant FROM registry_info")
            .map((rs, _) -> new Identity(rs.getString("id"), rs.getString("tenant")))
            .findOne());
  }

  /// Every user, in order.
  public List<Person> people() {
    return database.read(handle ->
        handle.createQuery("SELECT * FROM people ORDER BY name").map(Settings::person).list());
  }

  /// One user.
  public Optional<Person> person(String name) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM people WHERE name = :name")
            .bind("name", name)
            .map(Settings::person)
            .findOne());
  }

  private static Person person(
      java.sql.ResultSet rs, org.jdbi.v3.core.statement.StatementContext context)
      throws java.sql.SQLException {
    return new Person(
        rs.getString("name"),
        rs.getString("roles"),
        rs.getString("token_hash"),
        rs.getBoolean("active"),
        Records.instant(rs, "created_at"));
  }

  /// The newest wrapped keys; empty in a store without encryption.
  public Optional<Keyring> keyring() {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT generation, address, wrapped FROM keyrings ORDER BY generation DESC")
            .map((rs, _) ->
                new Keyring(
                    rs.getInt("generation"), rs.getString("address"), rs.getString("wrapped")))
            .findFirst());
  }

  /// The policy in force; empty when none was ever set.
  public Optional<PolicyText> policy() {
    return database.read(handle ->
        handle
            .createQuery("SELECT generation, content FROM policies ORDER BY generation DESC")
            .map((rs, _) -> new PolicyText(rs.getInt("generation"), rs.getString("content")))
            .findFirst());
  }
}
