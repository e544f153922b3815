package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Names;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.metadata.Change;
import dev.gambeson.registry.metadata.Records;
import dev.gambeson.registry.policy.Evidence;
import dev.gambeson.registry.policy.GateReport;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Evidence, approvals, stages and aliases.
///
/// Guarantees: a version is verified or live only if it met the policy of the day it became so; at
/// most one version of a name is live; moves are serialised over all processes, and each moves its
/// pointer only from where it was when it was decided. Every method asks for a permission first.
public final class Promotions {
  private static final int MAX_ENVELOPE = 4 << 20;

  private final Registry registry;
  private final Lookup lookup;
  private final Gates gates;

  Promotions(Registry registry) {
    this.registry = registry;
    this.lookup = new Lookup(registry.records());
    this.gates = new Gates(registry);
  }

  /// What a move did.
  ///
  /// @param version the version, as it stands now
  /// @param before its stage before
  /// @param displaced the version that was live before and is retired now
  /// @param skipped versions that a rollback passed over, with the reason
  public record Moved(
      Version version, Stage before, Optional<Integer> displaced, List<String> skipped) {
    public Moved {
      skipped = List.copyOf(skipped);
    }
  }

  /// Attaches evidence: a DSSE envelope with an in-toto statement about this version's manifest.
  /// What it is worth is decided at every promotion.
  public Version attest(Principal who, Ref ref, byte[] envelope) {
    registry.access().require(who, "attest", Permission.ATTEST);
    if (envelope.length > MAX_ENVELOPE) {
      throw GambesonException.badInput(
          "The evidence has %d bytes; %d are allowed.".formatted(envelope.length, MAX_ENVELOPE));
    }
    String text = new String(envelope, StandardCharsets.UTF_8);
    return registry
        .actions()
        .exclusively(() -> {
          Version version = lookup.newest(ref);
          String type = Evidence.typeAbout(version, text);
          String digest = Sha256.of(envelope);
          if (registry.records().evidence(version.name(), version.number()).stream()
              .anyMatch(e -> e.digest().hex().equals(digest))) {
            return version; // attached before; nothing to record
          }
          Change change =
              new Change.EvidenceAdded(
                  version.name(), version.number(), digest, type, text, who.name(), now());
          registry
              .actions()
              .perform(who, Plan.on(version, "attest", List.of(change)).adding(digest));
          return version;
        });
  }

  /// Gives one person's word that a version may reach a stage.
  ///
  /// @param stage `verified` or `live`
  public Version approve(Principal who, Ref ref, Stage stage, String comment) {
    registry.access().require(who, "approve", Permission.APPROVE);
    requireTarget(stage);
    Submission.text(comment, "comment");
    return registry
        .actions()
        .exclusively(() -> {
          Version version = lookup.newest(ref);
          if (!version.stage().usable()) {
            throw refuse(who, "approve", version, "stage", "it is " + version.stage().id());
          }
          if (version.addedBy().equals(who.name())) {
            throw refuse(
                who,
                "approve",
                version,
                "own-work",
                who.name() + " added it; somebody else approves");
          }
          Change change =
              new Change.ApprovalAdded(
                  version.name(), version.number(), stage, who.name(), comment, now());
          registry
              .actions()
              .perform(
                  who,
                  Plan.on(version, "approve", List.of(change))
                      .moving("", stage.id())
                      .because(comment));
          return version;
        });
  }

  /// Moves a version one stage up, when the policy allows it: `candidate` to `verified`, `verified`
  /// to `live`. The version that was live is retired by the same move.
  public Moved promote(Principal who, Ref ref, Stage stage, String reason) {
    registry.access().require(who, "promote", Permission.PROMOTE_DATA, Permission.PROMOTE_MODEL);
    requireTarget(stage);
    Submission.text(reason, "reason");
    return registry
        .actions()
        .exclusively(() -> {
          Version version = lookup.newest(ref);
          registry
              .access()
              .require(
                  who,
                  "promote",
                  Plan.target(version),
                  version.kind() == Kind.DATA ? Permission.PROMOTE_DATA : Permission.PROMOTE_MODEL);
          Stage needed = stage == Stage.VERIFIED ? Stage.CANDIDATE : Stage.VERIFIED;
          if (version.stage() != needed) {
            throw refuse(who, "promote", version, "stage", wrongStage(version, stage, needed));
          }
          requireGate(who, "promote", version, stage);
          return stage == Stage.LIVE
              ? makeLive(who, "promote", version, reason, List.of())
              : step(who, "promote", version, stage, reason);
        });
  }

  private static String wrongStage(Version version, Stage asked, Stage needed) {
    return version.stage() == Stage.RETIRED && asked == Stage.LIVE
        ? "it is retired; `registry rollback %s --to %d` makes it live again"
            .formatted(version.name(), version.number())
        : "it is %s; only a %s version can become %s"
            .formatted(version.stage().id(), needed.id(), asked.id());
  }

  private static void requireTarget(Stage stage) {
    if (stage != Stage.VERIFIED && stage != Stage.LIVE) {
      throw GambesonException.usage(
          "A version is promoted to 'verified' or 'live', not to '%s'.".formatted(stage.id()));
    }
  }

  /// Makes an earlier version live again, in one move.
  ///
  /// @param to its number; without one the last that was live before and still meets today's policy
  public Moved rollback(Principal who, String name, Optional<Integer> to, String reason) {
    registry
        .access()
        .require(who, "rollback", Permission.ROLL_BACK_DATA, Permission.ROLL_BACK_MODEL);
    Submission.text(reason, "reason");
    return registry
        .actions()
        .exclusively(() -> {
          Version any = lookup.all(name).getLast();
          registry
              .access()
              .require(
                  who,
                  "rollback",
                  Plan.target(any),
                  any.kind() == Kind.DATA ? Permission.ROLL_BACK_DATA : Permission.ROLL_BACK_MODEL);
          return to.isPresent()
              ? rollbackTo(who, lookup.byNumber(name, to.get()), reason)
              : rollbackToLast(who, any, reason);
        });
  }

  private Moved rollbackTo(Principal who, Version version, String reason) {
    if (version.stage() != Stage.RETIRED && version.stage() != Stage.VERIFIED) {
      throw refuse(
          who,
          "rollback",
          version,
          "stage",
          "it is %s; only a retired or verified version can become live"
              .formatted(version.stage().id()));
    }
    requireGate(who, "rollback", version, Stage.LIVE);
    return makeLive(who, "rollback", version, reason, List.of());
  }

  private Moved rollbackToLast(Principal who, Version any, String reason) {
    List<String> skipped = new ArrayList<>();
    for (int number : RollbackOrder.of(registry, any.name())) {
      Version version = lookup.byNumber(any.name(), number);
      if (version.stage() != Stage.RETIRED) {
        skipped.add(version.label() + " is " + version.stage().id());
        continue;
      }
      GateReport report = gates.judge(version, Stage.LIVE, who.name());
      if (report.open()) {
        return makeLive(who, "rollback", version, reason, skipped);
      }
      skipped.add(version.label() + ": " + String.join("; ", report.lacking()));
    }
    registry.actions().denied(who.name(), "rollback", Plan.target(any), "policy");
    throw new Refused(
        "No earlier version of '%s' can be made live.".formatted(any.name()),
        skipped.isEmpty() ? List.of("none was ever live before") : skipped);
  }

  private Moved makeLive(
      Principal who, String action, Version version, String reason, List<String> skipped) {
    Records.Pointer live = registry.records().pointer(version.name(), Names.LIVE);
    List<Change> changes = new ArrayList<>();
    if (live.number() > 0) {
      changes.add(new Change.StageSet(version.name(), live.number(), Stage.LIVE, Stage.RETIRED));
    }
    changes.add(new Change.StageSet(version.name(), version.number(), version.stage(), Stage.LIVE));
    changes.add(
        new Change.PointerMoved(version.name(), Names.LIVE, version.number(), live.generation()));
    registry
        .actions()
        .perform(
            who,
            Plan.on(version, action, changes)
                .moving(version.stage().id(), Stage.LIVE.id())
                .because(reason)
                .adding(version.manifest().hex()));
    return new Moved(
        lookup.byNumber(version.name(), version.number()),
        version.stage(),
        Optional.of(live.number()).filter(n -> n > 0),
        skipped);
  }

  private Moved step(Principal who, String action, Version version, Stage to, String reason) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.StageSet(version.name(), version.number(), version.stage(), to));
    if (!to.usable() || to == Stage.RETIRED) {
      for (Records.Pointer p : registry.records().pointers(version.name())) {
        if (p.number() == version.number()) {
          changes.add(new Change.PointerMoved(version.name(), p.alias(), 0, p.generation()));
        }
      }
    }
    registry
        .actions()
        .perform(
            who,
            Plan.on(version, action, changes)
                .moving(version.stage().id(), to.id())
                .because(reason)
                .adding(version.manifest().hex()));
    return new Moved(
        lookup.byNumber(version.name(), version.number()),
        version.stage(),
        Optional.empty(),
        List.of());
  }

  /// Takes the live version out of use without a successor.
  public Moved retire(Principal who, Ref ref, String reason) {
    registry.access().require(who, "retire", Permission.PROMOTE_DATA, Permission.PROMOTE_MODEL);
    Submission.text(reason, "reason");
    return registry
        .actions()
        .exclusively(() -> {
          Version version = lookup.live(ref);
          registry
              .access()
              .require(
                  who,
                  "retire",
                  Plan.target(version),
                  version.kind() == Kind.DATA ? Permission.PROMOTE_DATA : Permission.PROMOTE_MODEL);
          if (version.stage() != Stage.LIVE) {
            throw refuse(who, "retire", version, "stage", "it is " + version.stage().id());
          }
          return step(who, "retire", version, Stage.RETIRED, reason);
        });
  }

  /// Takes a version out of use while it is looked into. Its aliases, `live` among them, point
  /// nowhere then.
  public Moved quarantine(Principal who, Ref ref, String reason) {
    registry.access().require(who, "quarantine", Permission.QUARANTINE);
    return withdraw(who, "quarantine", ref, Stage.QUARANTINED, reason);
  }

  /// Withdraws a version for good. Its aliases, `live` among them, point nowhere then.
  public Moved revoke(Principal who, Ref ref, String reason) {
    registry.access().require(who, "revoke", Permission.REVOKE);
    return withdraw(who, "revoke", ref, Stage.REVOKED, reason);
  }

  private Moved withdraw(Principal who, String action, Ref ref, Stage to, String reason) {
    if (Submission.text(reason, "reason").isBlank()) {
      throw GambesonException.usage("Say why with --reason: whoever meets it later will ask.");
    }
    return registry
        .actions()
        .exclusively(() -> {
          Version version = lookup.newest(ref);
          if (!version.stage().usable()
              && (version.stage() == Stage.REVOKED || version.stage() == to)) {
            throw refuse(
                who, action, version, "stage", "it is " + version.stage().id() + " already");
          }
          return step(who, action, version, to, reason);
        });
  }

  /// Lets a quarantined version begin anew, as a candidate.
  public Moved release(Principal who, Ref ref, String reason) {
    registry.access().require(who, "release", Permission.RELEASE);
    Submission.text(reason, "reason");
    return registry
        .actions()
        .exclusively(() -> {
          Version version = lookup.newest(ref);
          if (version.stage() != Stage.QUARANTINED) {
            throw refuse(who, "release", version, "stage", "it is " + version.stage().id());
          }
          return step(who, "release", version, Stage.CANDIDATE, reason);
        });
  }

  /// Points an alias to a verified or live version that still meets today's policy for `verified`,
  /// so that no alias leads around the gate.
  public Version setAlias(Principal who, Ref ref, String alias) {
    registry.access().require(who, "alias", Permission.ALIAS_DATA, Permission.ALIAS_MODEL);
    Names.ofAlias(alias);
    if (alias.equals(Names.LIVE)) {
      throw GambesonException.usage(
          "'live' is moved by `registry promote` and `registry rollback` alone.");
    }
    return registry
        .actions()
        .exclusively(() -> {
          Version version = lookup.newest(ref);
          registry
              .access()
              .require(
                  who,
                  "alias",
                  Plan.target(version),
                  version.kind() == Kind.DATA ? Permission.ALIAS_DATA : Permission.ALIAS_MODEL);
          if (version.stage() != Stage.VERIFIED && version.stage() != Stage.LIVE) {
            throw refuse(
                who,
                "alias",
                version,
                "stage",
                "it is %s; an alias points to a verified or live version"
                    .formatted(version.stage().id()));
          }
          requireGate(who, "alias", version, Stage.VERIFIED);
          Records.Pointer before = registry.records().pointer(version.name(), alias);
          Change change =
              new Change.PointerMoved(version.name(), alias, version.number(), before.generation());
          registry
              .actions()
              .perform(
                  who,
                  Plan.on(version, "alias", List.of(change))
                      .moving(before.number() > 0 ? "v" + before.number() : "", alias));
          return version;
        });
  }

  private void requireGate(Principal who, String action, Version version, Stage stage) {
    GateReport report = gates.judge(version, stage, who.name());
    if (!report.open()) {
      registry.actions().denied(who.name(), action, Plan.target(version), "policy");
      throw new Refused(
          "%s may not be %s:".formatted(version.label(), stage.id()), report.lacking());
    }
  }

  private Refused refuse(Principal who, String action, Version version, String why, String words) {
    registry.actions().denied(who.name(), action, Plan.target(version), why);
    return new Refused(
        "%s: %s is not possible, because %s.".formatted(version.label(), action, words), List.of());
  }

  private java.time.Instant now() {
    return registry.around().clock().instant().truncatedTo(ChronoUnit.MICROS);
  }
}
