package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.crypt.KeyFile;
import dev.gambeson.registry.crypt.KeyWrapper;
import dev.gambeson.registry.crypt.StoreKeys;
import dev.gambeson.registry.metadata.Change;
import dev.gambeson.registry.metadata.Settings;
import dev.gambeson.registry.store.Digest;
import dev.gambeson.registry.store.ObjectStore;
import dev.gambeson.registry.store.Reasons;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keys, clearing up, proving. Every method asks for a permission first.
public final class Upkeep {
  private final Registry registry;
  private final Lookup lookup;

  Upkeep(Registry registry) {
    this.registry = registry;
    this.lookup = new Lookup(registry.records());
  }

  /// What clearing up did, or would do.
  ///
  /// @param objects that no version needs and that are older than the grace period
  /// @param bytes their size as stored
  /// @param young objects that no version needs, but that may belong to a version that is just
  ///   being added
  public record Collected(int objects, long bytes, int young) {}

  /// Removes content that no version needs. Runs while nobody writes; objects younger than `grace`
  /// stay, because they may belong to a version that is just being added. An addition that takes
  /// longer than that is refused at its end, not damaged.
  ///
  /// @param dryRun only counts
  public Collected collectGarbage(Principal who, Duration grace, boolean dryRun) {
    registry.access().require(who, "gc", Permission.COLLECT);
    if (grace.isNegative()) {
      throw GambesonException.usage("A grace period cannot be negative.");
    }
    return registry
        .actions()
        .exclusively(() -> {
          Instant before = registry.around().clock().instant().minus(grace);
          Set<Digest> needed = registry.records().needed();
          try {
            List<ObjectStore.Stored> loose =
                registry.store().list().stream().filter(o -> !needed.contains(o.digest())).toList();
            List<ObjectStore.Stored> old =
                loose.stream().filter(o -> !o.modified().isAfter(before)).toList();
            if (!dryRun && !old.isEmpty()) {
              registry.actions().perform(who, Plan.onRegistry(registry.id(), "gc", List.of()));
              for (ObjectStore.Stored o : old) {
                registry.store().delete(o.digest());
              }
            }
            return new Collected(
                old.size(),
                old.stream().mapToLong(ObjectStore.Stored::bytes).sum(),
                loose.size() - old.size());
          } catch (IOException e) {
            throw GambesonException.badInput(
                "The %s cannot be cleared up: %s. What was removed is not needed by any version."
                    .formatted(registry.store().address(), Reasons.of(e)),
                e);
          }
        });
  }

  /// Gives up the content of a version that is not in use: for erasure. The record stays, and
  /// [#collectGarbage] removes what no other version needs.
  public Version purge(Principal who, Ref ref, String reason) {
    registry.access().require(who, "purge", Permission.PURGE);
    if (Submission.text(reason, "reason").isBlank()) {
      throw GambesonException.usage("Say why with --reason: whoever misses it later will ask.");
    }
    return registry
        .actions()
        .exclusively(() -> {
          Version version = lookup.newest(ref);
          if (version.stage() == Stage.LIVE
              || version.stage() == Stage.VERIFIED
              || version.purged()) {
            registry.actions().denied(who.name(), "purge", Plan.target(version), "stage");
            throw new Refused(
                "%s is %s: its content is not given up."
                    .formatted(
                        version.label(),
                        version.purged() ? "purged already" : version.stage().id()),
                List.of());
          }
          registry
              .actions()
              .perform(
                  who,
                  Plan.on(
                          version,
                          "purge",
                          List.of(new Change.Purged(version.name(), version.number())))
                      .because(reason));
          return lookup.byNumber(version.name(), version.number());
        });
  }

  /// What a rotation did.
  ///
  /// @param generation of the wrapped keys
  /// @param address of the key that wraps them now
  public record Rotated(int generation, String address) {}

  /// Wraps the store's keys under a new key-encryption key and adds a new store key for objects to
  /// come. No object is rewritten. A crash in between locks nobody out: a key file holds the old
  /// and the new key until the new wrapping is durable.
  ///
  /// @param to address of another key, `file:/…` (made when it is missing) or a KMS; empty to make
  ///   a new key where the old one is
  public Rotated rotateKey(Principal who, Optional<String> to) {
    registry.access().require(who, "rotate-key", Permission.ROTATE_KEY);
    return registry.actions().exclusively(() -> rotate(who, to));
  }

  private Rotated rotate(Principal who, Optional<String> to) {
    String address =
        registry
            .where()
            .key()
            .orElseThrow(() ->
                GambesonException.usage(
                    "This registry was made without encryption; there is no key to rotate."));
    KeyWrapper now = KeyWrapper.open(address);
    StoreKeys keys = registry.storeKeys(address).withNewKey();
    KeyWrapper next =
        to.isPresent() ? openOrCreate(to.get()) : now instanceof KeyFile f ? f.withNewKey() : now;
    int generation = registry.settings().keyring().map(Settings.Keyring::generation).orElse(0) + 1;
    String wrapped = Base64.getEncoder().encodeToString(keys.wrap(next, registry.id()));
    try {
      registry
          .actions()
          .perform(
              who,
              Plan.onRegistry(
                  registry.id(),
                  "rotate-key",
                  List.of(new Change.KeyringPut(generation, next.address(), wrapped))));
      registry.moveKey(next.address());
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The keys are wrapped anew, but registry.json could not be written: %s. Set its 'key' to %s."
              .formatted(Reasons.of(e), next.address()),
          e);
    } finally {
      registry.forgetKeys();
    }
    if (to.isEmpty() && next instanceof KeyFile f) {
      KeyFile _ = f.withNewestOnly();
    }
    return new Rotated(generation, next.address());
  }

  private static KeyWrapper openOrCreate(String address) {
    java.nio.file.Path file =
        java.nio.file.Path.of(address.startsWith("file:") ? address.substring(5) : address);
    return address.startsWith("file:") && !java.nio.file.Files.exists(file)
        ? KeyFile.create(file)
        : KeyWrapper.open(address);
  }

  /// Proves the records against the ledger, and every content against its digest.
  ///
  /// @param content whether to read the content too
  public Verification verify(Principal who, boolean content, Progress progress) {
    registry.access().require(who, "verify", Permission.VERIFY);
    return new Verifier(registry, progress).run(content);
  }
}
