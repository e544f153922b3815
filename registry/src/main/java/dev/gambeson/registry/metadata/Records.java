package dev.gambeson.registry.metadata;

import dev.gambeson.registry.catalog.Approval;
import dev.gambeson.registry.catalog.EvidenceItem;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Manifest;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.store.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.statement.StatementContext;

/// What is known about versions: reading only.
public final class Records {
  private final Database database;

  public Records(Database database) {
    this.database = database;
  }

  /// An alias and how often it has moved.
  ///
  /// @param number version; 0 for none
  public record Pointer(String alias, int number, long generation) {}

  /// Every name with its kind, in order.
  public SortedMap<String, Kind> assets() {
    SortedMap<String, Kind> found = new TreeMap<>();
    database.read(handle -> {
      handle
          .createQuery("SELECT name, kind FROM assets")
          .map((rs, _) -> found.put(rs.getString("name"), Kind.of(rs.getString("kind"))))
          .list();
      return found;
    });
    return found;
  }

  /// Every version, by name and number.
  public List<Version> versions() {
    return database.read(handle ->
        handle.createQuery(VERSION + " ORDER BY v.name, v.number").map(Records::versionRow).list());
  }

  /// The versions of a name, oldest first.
  public List<Version> versions(String name) {
    return database.read(handle ->
        handle
            .createQuery(VERSION + " WHERE v.name = :name ORDER BY v.number")
            .bind("name", name)
            .map(Records::versionRow)
            .list());
  }

  /// The versions with this content.
  public List<Version> withManifest(Digest manifest) {
    return database.read(handle ->
        handle
            .createQuery(VERSION + " WHERE v.manifest = :manifest ORDER BY v.name, v.number")
            .bind("manifest", manifest.hex())
            .map(Records::versionRow)
            .list());
  }

  /// One version.
  public Optional<Version> version(String name, int number) {
    return database.read(handle ->
        handle
            .createQuery(VERSION + " WHERE v.name = :name AND v.number = :number")
            .bind("name", name)
            .bind("number", number)
            .map(Records::versionRow)
            .findOne());
  }

  private static final String VERSION =
      "SELECT v.*, a.kind FROM versions v JOIN assets a ON a.name = v.name";

  private static Version versionRow(ResultSet rs, StatementContext context) throws SQLException {
    return new Version(
        rs.getString("name"),
        Kind.of(rs.getString("kind")),
        rs.getInt("number"),
        new Digest(rs.getString("manifest")),
        rs.getInt("file_count"),
        rs.getLong("total_bytes"),
        Stage.of(rs.getString("stage")),
        instant(rs, "added_at"),
        rs.getString("added_by"),
        rs.getString("note"),
        rs.getBoolean("purged"));
  }

  static Instant instant(ResultSet rs, String column) throws SQLException {
    return rs.getObject(column, OffsetDateTime.class).toInstant();
  }

  /// The files of a version.
  public Manifest manifest(Ref ref) {
    return new Manifest(
        database.read(handle ->
            handle
                .createQuery(
                    "SELECT path, digest, bytes FROM files WHERE name = :name AND number = :number")
                .bind("name", ref.name())
                .bind("number", ref.number().orElseThrow())
                .map((rs, _) ->
                    new FileEntry(
                        rs.getString("path"),
                        new Digest(rs.getString("digest")),
                        rs.getLong("bytes")))
                .list()));
  }

  /// What a version was made of, directly.
  public List<Parent> parents(String name, int number) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT parent_name, parent_number, relation FROM parents WHERE name = :name AND number = :number ORDER BY parent_name, parent_number, relation")
            .bind("name", name)
            .bind("number", number)
            .map((rs, _) ->
                new Parent(
                    rs.getString("parent_name"),
                    rs.getInt("parent_number"),
                    rs.getString("relation")))
            .list());
  }

  /// What was made of a version, directly; the relation is that of the child to it.
  public List<Parent> children(String name, int number) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT name, number, relation FROM parents WHERE parent_name = :name AND parent_number = :number ORDER BY name, number, relation")
            .bind("name", name)
            .bind("number", number)
            .map((rs, _) ->
                new Parent(rs.getString("name"), rs.getInt("number"), rs.getString("relation")))
            .list());
  }

  /// Code commit, parameters and other facts about how a version was made.
  public SortedMap<String, String> facts(String name, int number) {
    SortedMap<String, String> facts = new TreeMap<>();
    database.read(handle ->
        handle
            .createQuery("SELECT fact, content FROM facts WHERE name = :name AND number = :number")
            .bind("name", name)
            .bind("number", number)
            .map((rs, _) ->
                Optional.ofNullable(facts.put(rs.getString("fact"), rs.getString("content"))))
            .list());
    return facts;
  }

  /// The evidence attached to a version, oldest first.
  public List<EvidenceItem> evidence(String name, int number) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM evidence WHERE name = :name AND number = :number ORDER BY added_at, digest")
            .bind("name", name)
            .bind("number", number)
            .map((rs, _) ->
                new EvidenceItem(
                    rs.getString("predicate_type"),
                    new Digest(rs.getString("digest")),
                    rs.getString("envelope"),
                    instant(rs, "added_at"),
                    rs.getString("added_by")))
            .list());
  }

  /// The approvals of a version, oldest first.
  public List<Approval> approvals(String name, int number) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM approvals WHERE name = :name AND number = :number ORDER BY approved_at, person")
            .bind("name", name)
            .bind("number", number)
            .map((rs, _) ->
                new Approval(
                    Stage.of(rs.getString("stage")),
                    rs.getString("person"),
                    instant(rs, "approved_at"),
                    rs.getString("comment_text")))
            .list());
  }

  /// The aliases of a name that point somewhere, in order; `live` among them.
  public List<Pointer> pointers(String name) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM pointers WHERE name = :name AND number > 0 ORDER BY alias")
            .bind("name", name)
            .map((rs, _) ->
                new Pointer(rs.getString("alias"), rs.getInt("number"), rs.getLong("generation")))
            .list());
  }

  /// An alias; number and generation are 0 where it was never set.
  public Pointer pointer(String name, String alias) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM pointers WHERE name = :name AND alias = :alias")
            .bind("name", name)
            .bind("alias", alias)
            .map((rs, _) -> new Pointer(alias, rs.getInt("number"), rs.getLong("generation")))
            .findOne()
            .orElse(new Pointer(alias, 0, 0)));
  }

  /// Every content that a version still needs.
  public Set<Digest> needed() {
    return new TreeSet<>(
        new HashSet<>(
            database.read(handle ->
                handle
                    .createQuery(
                        "SELECT DISTINCT f.digest FROM files f JOIN versions v ON v.name = f.name AND v.number = f.number WHERE v.purged = FALSE")
                    .map((rs, _) -> new Digest(rs.getString("digest")))
                    .list())));
  }
}
