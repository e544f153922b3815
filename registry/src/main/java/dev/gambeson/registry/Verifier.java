package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.HistoryLine;
import dev.gambeson.registry.catalog.Manifest;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.Recorded;
import dev.gambeson.registry.store.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compares history with ledger in both directions, the stages with the history, manifests with
/// their files, and files with their digests.
final class Verifier {
  private final Registry registry;
  private final Progress progress;
  private final List<String> problems = new ArrayList<>();

  Verifier(Registry registry, Progress progress) {
    this.registry = registry;
    this.progress = progress;
  }

  Verification run(boolean content) {
    List<HistoryLine> history =
        registry
            .actions()
            .withLedger(ledger -> {
              List<HistoryLine> lines = registry.actions().journal().history(Optional.empty());
              compare(lines, ledger);
              return lines;
            });
    List<Version> versions = registry.records().versions();
    compareStages(history, versions);
    versions.forEach(this::checkManifest);
    int objects = content ? readAll(versions) : 0;
    return new Verification(history.size(), versions.size(), objects, problems);
  }

  private void compare(List<HistoryLine> lines, Ledger ledger) {
    Set<Long> known = new HashSet<>();
    long expected = 1;
    for (HistoryLine line : lines) {
      if (line.sequence() != expected++) {
        problems.add("The history has a gap before line " + line.sequence() + ".");
        expected = line.sequence() + 1;
      }
      known.add(line.ledgerIndex());
      boolean there =
          line.ledgerIndex() >= 0
              && line.ledgerIndex() < ledger.size()
              && Detail.digest("sha256:" + line.deed().sha256())
                  .equals(ledger.entry(line.ledgerIndex()).details().get("deed"));
      if (!there) {
        problems.add(
            "Line %d of the history (%s %s@%d) is not what the ledger holds at %d: one of the two was changed."
                .formatted(
                    line.sequence(),
                    line.deed().action(),
                    line.deed().name(),
                    line.deed().number(),
                    line.ledgerIndex()));
      }
    }
    for (long i = 0; i < ledger.size(); i++) {
      Recorded entry = ledger.entry(i);
      if (entry.action().startsWith("registry.")
          && entry.outcome() == Entry.Outcome.SUCCEEDED
          && entry.details().containsKey("intent")
          && !known.contains(i)) {
        problems.add(
            "The ledger holds %s on %s at %d; the history does not: a line was removed, or an old database was put back."
                .formatted(entry.action(), entry.object(), i));
      }
    }
  }

  private void compareStages(List<HistoryLine> history, List<Version> versions) {
    Map<String, String> stages = new HashMap<>();
    for (HistoryLine line : history) {
      boolean moves =
          Set.of("add", "promote", "rollback", "retire", "quarantine", "revoke", "release")
              .contains(line.deed().action());
      if (moves && line.deed().to().equals("live")) {
        stages.replaceAll(
            (k, v) -> k.startsWith(line.deed().name() + "@") && v.equals("live") ? "retired" : v);
      }
      if (moves) {
        stages.put(line.deed().name() + "@" + line.deed().number(), line.deed().to());
      }
    }
    for (Version v : versions) {
      String expected = stages.getOrDefault(v.label(), "absent");
      if (!expected.equals(v.stage().id())) {
        problems.add(
            "%s is %s in the database, but %s by its history: the database was changed by hand."
                .formatted(v.label(), v.stage().id(), expected));
      }
    }
    stages.keySet().stream()
        .filter(label -> versions.stream().noneMatch(v -> v.label().equals(label)))
        .sorted()
        .forEach(label -> problems.add(label + " is in the history, but not in the database."));
  }

  private void checkManifest(Version version) {
    try {
      Manifest manifest = registry.records().manifest(version.ref());
      if (!manifest.digest().equals(version.manifest())) {
        problems.add(
            version.label()
                + ": its files are not those of its manifest: the database was changed.");
      }
    } catch (GambesonException e) {
      problems.add(version.label() + ": " + e.getMessage());
    }
  }

  private int readAll(List<Version> versions) {
    Map<Digest, Boolean> read = new HashMap<>();
    int done = 0;
    for (Version version : versions) {
      progress.report("reading " + version.label(), (double) done++ / versions.size());
      if (!version.purged()) {
        for (FileEntry file : registry.records().manifest(version.ref()).files()) {
          if (!read.computeIfAbsent(file.digest(), d -> isWhole(file))) {
            problems.add(version.label() + " cannot be used: " + file.path() + " is lost.");
          }
        }
      }
    }
    return read.size();
  }

  private boolean isWhole(FileEntry file) {
    try {
      registry.vault().verify(file.digest(), file.bytes());
      return true;
    } catch (GambesonException e) {
      problems.add(String.valueOf(e.getMessage()));
      return false;
    }
  }
}
