package dev.gambeson.server.control;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Hash;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.registry.ledger.LedgerVerifier;
import dev.gambeson.registry.ledger.Recorded;
import dev.gambeson.server.admin.port.LedgerView;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.audit.DecisionFinder;
import dev.gambeson.server.audit.RequestIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The ledger as the console shows it. Reads the folder's files, as any auditor could.
final class LedgerDesk implements LedgerView {
  private static final int MOST_READ = 20_000;

  private final Path folder;
  private final LedgerKey key;
  private final InstantSource clock;

  LedgerDesk(Path folder, LedgerKey key, InstantSource clock) {
    this.folder = folder;
    this.key = key;
    this.clock = clock;
  }

  private LedgerReader reader() {
    try {
      return LedgerReader.open(folder);
    } catch (GambesonException e) {
      throw new Rejected(Rejected.Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Entries entries(long below, String text, int limit) {
    LedgerReader reader = reader();
    long size = reader.checkpoint().size();
    List<Row> rows = new ArrayList<>();
    long end = below < 0 ? size : Math.min(below, size);
    for (long i = end - 1; i >= Math.max(0, end - MOST_READ) && rows.size() < limit; i--) {
      Row row = row(i, reader.entry(i));
      if (text.isEmpty() || fits(row, text)) {
        rows.add(row);
      }
    }
    return new Entries(rows, size);
  }

  private static boolean fits(Row row, String text) {
    return row.action().contains(text) || row.actor().contains(text) || row.target().contains(text);
  }

  private static Row row(long index, Recorded entry) {
    Map<String, String> details = new TreeMap<>();
    entry.details().forEach((name, value) -> details.put(name, text(value)));
    return new Row(
        index,
        entry.time(),
        entry.actor(),
        entry.action(),
        entry.object(),
        entry.outcome().id(),
        details);
  }

  private static String text(Detail value) {
    return switch (value) {
      case Detail.Token t -> t.value();
      case Detail.Digest d -> d.value();
      case Detail.Amount n -> Long.toString(n.value());
      case Detail.Flag f -> Boolean.toString(f.value());
      case Detail.Pseudonym p -> p.value();
      case Detail.Person _ -> "person";
    };
  }

  @Override
  public Optional<Proof> prove(String request) {
    LedgerReader reader = reader();
    Optional<Long> index =
        RequestIds.isId(request)
            ? new DecisionFinder(reader).request(request).map(DecisionFinder.Found::index)
            : number(request, reader.checkpoint().size());
    return index.map(i -> proof(reader, i));
  }

  private static Optional<Long> number(String text, long size) {
    if (!text.matches("[0-9]{1,15}")) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(text)).filter(i -> i < size);
  }

  private Proof proof(LedgerReader reader, long index) {
    byte[] leaf = reader.bytes(index);
    var inclusion = reader.inclusionProof(index, reader.checkpoint().size());
    return new Proof(
        row(index, Recorded.parse(leaf)),
        Base64.getEncoder().encodeToString(leaf),
        reader.leafHash(index).base64(),
        inclusion.path().stream().map(Hash::base64).toList(),
        checkpoint());
  }

  @Override
  public Checkpoint checkpoint() {
    var checkpoint = reader().checkpoint();
    try {
      return new Checkpoint(
          checkpoint.origin(),
          checkpoint.size(),
          checkpoint.root().base64(),
          Files.getLastModifiedTime(folder.resolve("checkpoint")).toInstant(),
          Files.readString(folder.resolve("checkpoint")),
          List.of());
    } catch (IOException e) {
      throw new Rejected(Rejected.Kind.UNAVAILABLE, "The checkpoint cannot be read.");
    }
  }

  @Override
  public Verification verify() {
    Instant now = clock.instant();
    try (Workers workers = new Workers(1)) {
      List<CheckResult> results =
          LedgerVerifier.verify(
              new LedgerVerifier.Request(
                  folder, Optional.of(key.verifier()), Optional.empty(), List.of()),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()));
      List<String> problems =
          results.stream()
              .filter(r -> r.outcome().filter(Outcome.Fail.class::isInstance).isPresent())
              .flatMap(r -> r.findings().stream().map(f -> f.message()))
              .toList();
      long size = reader().checkpoint().size();
      return new Verification(
          problems.isEmpty(),
          problems.isEmpty()
              ? "All %,d entries hash to the signed root.".formatted(size)
              : "The ledger was changed.",
          size,
          now,
          problems);
    } catch (GambesonException e) {
      return new Verification(
          false, "The ledger cannot be read.", 0, now, List.of(String.valueOf(e.getMessage())));
    }
  }
}
