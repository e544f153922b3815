package dev.gambeson.registry.metadata;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What an action does to the metadata. Written into the intent before the ledger hears of the
/// action, and applied after: a crash in between is finished from here when the registry is opened
/// again. All data, no decisions: those were made before.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.VersionAdded.class, name = "version-added"),
  @JsonSubTypes.Type(value = Change.EvidenceAdded.class, name = "evidence-added"),
  @JsonSubTypes.Type(value = Change.ApprovalAdded.class, name = "approval-added"),
  @JsonSubTypes.Type(value = Change.StageSet.class, name = "stage-set"),
  @JsonSubTypes.Type(value = Change.PointerMoved.class, name = "pointer-moved"),
  @JsonSubTypes.Type(value = Change.PersonPut.class, name = "person-put"),
  @JsonSubTypes.Type(value = Change.KeyringPut.class, name = "keyring-put"),
  @JsonSubTypes.Type(value = Change.PolicyPut.class, name = "policy-put"),
  @JsonSubTypes.Type(value = Change.Purged.class, name = "purged")
})
public sealed interface Change {
  /// A new version, with what it was made of.
  record VersionAdded(
      String name,
      Kind kind,
      int number,
      String manifest,
      List<FileEntry> files,
      List<Parent> parents,
      Map<String, String> facts,
      String note,
      String by,
      Instant at)
      implements Change {
    public VersionAdded {
      files = List.copyOf(files);
      parents = List.copyOf(parents);
      facts = Map.copyOf(facts);
    }
  }

  /// Evidence about a version.
  record EvidenceAdded(
      String name,
      int number,
      String digest,
      String predicateType,
      String envelope,
      String by,
      Instant at)
      implements Change {}

  /// One person's approval; a newer one replaces it.
  record ApprovalAdded(
      String name, int number, Stage stage, String person, String comment, Instant at)
      implements Change {}

  /// A version reaches another stage.
  ///
  /// @param from the stage it must be in
  record StageSet(String name, int number, Stage from, Stage to) implements Change {}

  /// An alias moves.
  ///
  /// @param number version; 0 takes it away
  /// @param generation how often it had moved before: another value refuses the change
  record PointerMoved(String name, String alias, int number, long generation) implements Change {}

  /// A user is made or changed.
  record PersonPut(String name, String roles, String tokenHash, boolean active, Instant at)
      implements Change {}

  /// The store's keys, wrapped.
  ///
  /// @param generation one more than before
  record KeyringPut(int generation, String address, String wrapped) implements Change {}

  /// A new policy.
  ///
  /// @param generation one more than before
  record PolicyPut(int generation, String content) implements Change {}

  /// A version's content is given up.
  record Purged(String name, int number) implements Change {}
}
