package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.registry.catalog.HistoryLine;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Lineage;
import dev.gambeson.registry.catalog.LiveSpan;
import dev.gambeson.registry.catalog.Manifest;
import dev.gambeson.registry.catalog.Names;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.ledger.Target;
import dev.gambeson.registry.metadata.Change;
import dev.gambeson.registry.metadata.Records;
import dev.gambeson.registry.store.Digest;
import dev.gambeson.registry.store.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Adding, showing and fetching versions.
///
/// Guarantees: a version is visible whole or not at all, and never changes; what is fetched is
/// proven byte by byte and appears whole or not at all. Every method asks for a permission first.
public final class Versions {
  private final Registry registry;
  private final Lookup lookup;

  Versions(Registry registry) {
    this.registry = registry;
    this.lookup = new Lookup(registry.records());
  }

  /// A name with its versions.
  ///
  /// @param live number of the live version
  /// @param versions oldest first
  public record Listed(String name, Kind kind, Optional<Integer> live, List<Version> versions) {
    public Listed {
      versions = List.copyOf(versions);
    }
  }

  /// Adds a version. The content goes into the store first and does not show until the version is
  /// recorded; what is left of an attempt that failed is cleared up by [Upkeep#collectGarbage].
  public Version add(Principal who, Submission submission, Progress progress) {
    Kind kind = submission.kind();
    registry
        .access()
        .require(
            who,
            "add",
            Target.of(kind.id(), submission.name()),
            kind == Kind.DATA ? Permission.ADD_DATA : Permission.ADD_MODEL);
    checkOrigin(submission);
    Manifest manifest = new Intake(registry.vault(), progress).take(submission.content());
    return registry.actions().exclusively(() -> record(who, submission, manifest));
  }

  private void checkOrigin(Submission submission) {
    Optional.ofNullable(registry.records().assets().get(submission.name()))
        .filter(k -> k != submission.kind())
        .ifPresent(k -> {
          throw GambesonException.usage(
              "'%s' is a %s already; a %s needs another name."
                  .formatted(submission.name(), words(k), words(submission.kind())));
        });
    for (Parent parent : submission.parents()) {
      Version version = lookup.byNumber(parent.name(), parent.number());
      if (!version.stage().usable()) {
        throw new Refused(
            "%s is %s: nothing may be made of it.".formatted(version.label(), version.stage().id()),
            List.of());
      }
    }
  }

  private static String words(Kind kind) {
    return kind == Kind.DATA ? "data set" : "model";
  }

  private Version record(Principal who, Submission s, Manifest manifest) {
    checkOrigin(s); // again: the world may have moved while the content was stored
    Digest digest = manifest.digest();
    List<Version> earlier = registry.records().versions(s.name());
    earlier.stream()
        .filter(v -> v.manifest().equals(digest) && !v.purged())
        .findFirst()
        .ifPresent(v -> {
          throw GambesonException.usage(
              "This is %s, byte for byte. Nothing was added.".formatted(v.label()));
        });
    requireStored(manifest);
    int number = earlier.isEmpty() ? 1 : earlier.getLast().number() + 1;
    Change added =
        new Change.VersionAdded(
            s.name(),
            s.kind(),
            number,
            digest.hex(),
            manifest.files(),
            s.parents(),
            s.facts(),
            s.note(),
            who.name(),
            registry.around().clock().instant().truncatedTo(ChronoUnit.MICROS));
    registry
        .actions()
        .perform(
            who,
            new Plan(
                "add",
                Target.of(s.kind().id(), s.name() + "@" + number),
                s.name(),
                number,
                "",
                Stage.CANDIDATE.id(),
                s.note(),
                digest.hex(),
                List.of(added)));
    return lookup.byNumber(s.name(), number);
  }

  /// Under the lock that garbage collection takes too: what is there now stays there.
  private void requireStored(Manifest manifest) {
    try {
      for (Digest content : manifest.digests()) {
        if (!registry.store().contains(content)) {
          throw GambesonException.badInput(
              "The object %s was cleared up while the version was being added. Nothing was added; try again."
                  .formatted(content.brief()));
        }
      }
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The %s cannot be read: %s.".formatted(registry.store().address(), Reasons.of(e)), e);
    }
  }

  /// Every name with its versions, in order.
  public List<Listed> list(Principal who) {
    read(who, "list");
    Records records = registry.records();
    return records.assets().entrySet().stream()
        .map(e ->
            new Listed(
                e.getKey(),
                e.getValue(),
                Optional.of(records.pointer(e.getKey(), Names.LIVE).number()).filter(n -> n > 0),
                records.versions(e.getKey())))
        .toList();
  }

  /// One version; without number or alias the newest.
  public Version find(Principal who, Ref ref) {
    read(who, "show");
    return lookup.newest(ref);
  }

  /// Everything about a version.
  public VersionDetails show(Principal who, Ref ref) {
    read(who, "show");
    Version version = lookup.newest(ref);
    return VersionDetails.of(registry, version, who.name());
  }

  /// What happened, oldest first; what crashes or tampering could not change is proven by
  /// [Upkeep#verify].
  ///
  /// @param name only of this data set, model or user
  public List<HistoryLine> history(Principal who, Optional<String> name) {
    read(who, "history");
    return registry.actions().journal().history(name);
  }

  /// Who was live when, oldest first.
  public List<LiveSpan> live(Principal who, String name) {
    read(who, "history");
    lookup.all(name);
    return LiveSpans.of(registry.actions().journal().history(Optional.of(name)));
  }

  /// What a version was made of and what was made of it, over all generations.
  public Lineage lineage(Principal who, Ref ref) {
    read(who, "lineage");
    return LineageWalk.of(registry.records(), lookup.newest(ref));
  }

  /// Writes a version's content to a new folder, proven whole.
  ///
  /// @param ref without number or alias the live version
  /// @param target must not exist, or be an empty folder
  public Version fetch(Principal who, Ref ref, Path target, Progress progress) {
    read(who, "fetch");
    Version version = lookup.live(ref);
    requireFetch(who, version);
    if (!version.stage().usable() || version.purged()) {
      registry.actions().denied(who.name(), "fetch", Plan.target(version), version.stage().id());
      throw new Refused(
          "%s is %s and is not given out."
              .formatted(version.label(), version.purged() ? "purged" : version.stage().id()),
          List.of());
    }
    return new Delivery(registry.vault(), progress)
        .deliver(
            registry.records().manifest(version.ref()),
            target,
            () ->
                registry
                    .actions()
                    .exclusively(() ->
                        registry.actions().perform(who, Plan.on(version, "fetch", List.of()))),
            version);
  }

  private void requireFetch(Principal who, Version version) {
    Permission ofKind =
        version.kind() == Kind.DATA ? Permission.FETCH_DATA : Permission.FETCH_MODEL;
    boolean released = version.stage() == Stage.VERIFIED || version.stage() == Stage.LIVE;
    Permission[] enough =
        released ? new Permission[] {ofKind, Permission.FETCH_USABLE} : new Permission[] {ofKind};
    registry.access().require(who, "fetch", Plan.target(version), enough);
  }

  private void read(Principal who, String action) {
    registry.access().require(who, action, Permission.READ);
  }
}
