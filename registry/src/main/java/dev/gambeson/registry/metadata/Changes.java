package dev.gambeson.registry.metadata;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.Parent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Applies changes to the tables. Every statement binds its values.
final class Changes {
  private Changes() {}

  static void apply(Handle handle, Change change) {
    switch (change) {
      case Change.VersionAdded c -> add(handle, c);
      case Change.EvidenceAdded c -> attach(handle, c);
      case Change.ApprovalAdded c -> approve(handle, c);
      case Change.StageSet c -> setStage(handle, c);
      case Change.PointerMoved c -> move(handle, c);
      case Change.PersonPut c -> putPerson(handle, c);
      case Change.KeyringPut c -> putKeyring(handle, c);
      case Change.PolicyPut c -> putPolicy(handle, c);
      case Change.Purged c -> purge(handle, c);
    }
  }

  static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static void add(Handle handle, Change.VersionAdded c) {
    boolean known =
        handle
                .createQuery("SELECT COUNT(*) FROM assets WHERE name = :name")
                .bind("name", c.name())
                .mapTo(Integer.class)
                .one()
            > 0;
    if (!known) {
      handle
          .createUpdate("INSERT INTO assets (name, kind) VALUES (:name, :kind)")
          .bind("name", c.name())
          .bind("kind", c.kind().id())
          .execute();
    }
    handle
        .createUpdate(
            """
            INSERT INTO versions (name, number, manifest, file_count, total_bytes, stage, added_at, added_by, note, purged)
            VALUES (:name, :number, :manifest, :files, :bytes, 'candidate', :at, :by, :note, FALSE)
            """)
        .bind("name", c.name())
        .bind("number", c.number())
        .bind("manifest", c.manifest())
        .bind("files", c.files().size())
        .bind("bytes", c.files().stream().mapToLong(FileEntry::bytes).sum())
        .bind("at", utc(c.at()))
        .bind("by", c.by())
        .bind("note", c.note())
        .execute();
    addFiles(handle, c);
    addOrigin(handle, c);
  }

  private static void addFiles(Handle handle, Change.VersionAdded c) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO files (name, number, path, digest, bytes) VALUES (:name, :number, :path, :digest, :bytes)")) {
      for (FileEntry f : c.files()) {
        batch
            .bind("name", c.name())
            .bind("number", c.number())
            .bind("path", f.path())
            .bind("digest", f.digest().hex())
            .bind("bytes", f.bytes())
            .add();
        if (batch.size() == 1000) {
          batch.execute();
        }
      }
      if (batch.size() > 0) {
        batch.execute();
      }
    }
  }

  private static void addOrigin(Handle handle, Change.VersionAdded c) {
    for (Parent p : c.parents()) {
      handle
          .createUpdate(
              "INSERT INTO parents (name, number, parent_name, parent_number, relation) VALUES (:name, :number, :parent, :parentNumber, :relation)")
          .bind("name", c.name())
          .bind("number", c.number())
          .bind("parent", p.name())
          .bind("parentNumber", p.number())
          .bind("relation", p.relation())
          .execute();
    }
    c.facts()
        .forEach((fact, content) ->
            handle
                .createUpdate(
                    "INSERT INTO facts (name, number, fact, content) VALUES (:name, :number, :fact, :content)")
                .bind("name", c.name())
                .bind("number", c.number())
                .bind("fact", fact)
                .bind("content", content)
                .execute());
  }

  private static void attach(Handle handle, Change.EvidenceAdded c) {
    handle
        .createUpdate(
            """
            INSERT INTO evidence (name, number, digest, predicate_type, envelope, added_at, added_by)
            VALUES (:name, :number, :digest, :type, :envelope, :at, :by)
            """)
        .bind("name", c.name())
        .bind("number", c.number())
        .bind("digest", c.digest())
        .bind("type", c.predicateType())
        .bind("envelope", c.envelope())
        .bind("at", utc(c.at()))
        .bind("by", c.by())
        .execute();
  }

  private static void approve(Handle handle, Change.ApprovalAdded c) {
    handle
        .createUpdate(
            "DELETE FROM approvals WHERE name = :name AND number = :number AND stage = :stage AND person = :person")
        .bind("name", c.name())
        .bind("number", c.number())
        .bind("stage", c.stage().id())
        .bind("person", c.person())
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO approvals (name, number, stage, person, approved_at, comment_text)
            VALUES (:name, :number, :stage, :person, :at, :comment)
            """)
        .bind("name", c.name())
        .bind("number", c.number())
        .bind("stage", c.stage().id())
        .bind("person", c.person())
        .bind("at", utc(c.at()))
        .bind("comment", c.comment())
        .execute();
  }

  private static void setStage(Handle handle, Change.StageSet c) {
    int changed =
        handle
            .createUpdate(
                "UPDATE versions SET stage = :to WHERE name = :name AND number = :number AND stage = :from")
            .bind("name", c.name())
            .bind("number", c.number())
            .bind("from", c.from().id())
            .bind("to", c.to().id())
            .execute();
    requireOne(changed, c.name() + "@" + c.number());
  }

  private static void move(Handle handle, Change.PointerMoved c) {
    int changed =
        handle
            .createUpdate(
                c.generation() == 0
                    ? "INSERT INTO pointers (name, alias, number, generation) SELECT :name, :alias, :number, 1 WHERE :generation = 0"
                    : "UPDATE pointers SET number = :number, generation = generation + 1 WHERE name = :name AND alias = :alias AND generation = :generation")
            .bind("name", c.name())
            .bind("alias", c.alias())
            .bind("number", c.number())
            .bind("generation", c.generation())
            .execute();
    requireOne(changed, c.name() + "@" + c.alias());
  }

  private static void putPerson(Handle handle, Change.PersonPut c) {
    int changed =
        handle
            .createUpdate(
                "UPDATE people SET roles = :roles, token_hash = :token, active = :active WHERE name = :name")
            .bind("name", c.name())
            .bind("roles", c.roles())
            .bind("token", c.tokenHash())
            .bind("active", c.active())
            .execute();
    if (changed == 0) {
      handle
          .createUpdate(
              "INSERT INTO people (name, roles, token_hash, active, created_at) VALUES (:name, :roles, :token, :active, :at)")
          .bind("name", c.name())
          .bind("roles", c.roles())
          .bind("token", c.tokenHash())
          .bind("active", c.active())
          .bind("at", utc(c.at()))
          .execute();
    }
  }

  private static void putKeyring(Handle handle, Change.KeyringPut c) {
    handle
        .createUpdate(
            "INSERT INTO keyrings (generation, address, wrapped) VALUES (:generation, :address, :wrapped)")
        .bind("generation", c.generation())
        .bind("address", c.address())
        .bind("wrapped", c.wrapped())
        .execute();
    // What an old key can still unwrap must not lie about: that is the point of a rotation.
    handle
        .createUpdate("DELETE FROM keyrings WHERE generation < :generation")
        .bind("generation", c.generation())
        .execute();
  }

  private static void putPolicy(Handle handle, Change.PolicyPut c) {
    handle
        .createUpdate("INSERT INTO policies (generation, content) VALUES (:generation, :content)")
        .bind("generation", c.generation())
        .bind("content", c.content())
        .execute();
  }

  private static void purge(Handle handle, Change.Purged c) {
    int changed =
        handle
            .createUpdate(
                "UPDATE versions SET purged = TRUE WHERE name = :name AND number = :number")
            .bind("name", c.name())
            .bind("number", c.number())
            .execute();
    requireOne(changed, c.name() + "@" + c.number());
  }

  private static void requireOne(int changed, String what) {
    if (changed != 1) {
      throw GambesonException.badInput(
          "Somebody else changed %s at the same moment. Nothing was changed; look at it and try again."
              .formatted(what));
    }
  }
}
