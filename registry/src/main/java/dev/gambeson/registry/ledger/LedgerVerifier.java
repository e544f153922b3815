package dev.gambeson.registry.ledger;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Where;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Verifies a ledger's folder offline, from its files alone.
///
/// Guarantees: passes only if every entry, every tile, the root and the signature fit together, and
/// if whatever was asked for besides (an earlier checkpoint, witnesses) holds as well. What was not
/// asked for is listed as not examined; without the ledger's public key the signature is
/// inconclusive, which is no pass.
///
/// Not protected: see the limits of each check in [LedgerChecks].
public final class LedgerVerifier {
  private static final int MAX_FINDINGS = 20;

  private final Request request;
  private final Disk disk;
  private final CheckContext context;

  private LedgerVerifier(Request request, Disk disk, CheckContext context) {
    this.request = request;
    this.disk = disk;
    this.context = context;
  }

  /// What to verify.
  ///
  /// @param ledger the folder
  /// @param key the ledger's public key, from a trusted place
  /// @param against a checkpoint of this ledger that was kept elsewhere
  /// @param witnesses public keys of witnesses all of whom must have co-signed
  public record Request(
      Path ledger,
      Optional<VerifierKey> key,
      Optional<Checkpoint> against,
      List<VerifierKey> witnesses) {
    public Request {
      requireNonNull(ledger, "ledger");
      witnesses = List.copyOf(witnesses);
      key.filter(k -> k.kind() != VerifierKey.Kind.LEDGER)
          .ifPresent(k -> {
            throw GambesonException.usage(
                "--key is the key of the witness %s. Give the ledger's own key; witnesses go to --witness."
                    .formatted(k.name()));
          });
      witnesses.stream()
          .filter(w -> w.kind() != VerifierKey.Kind.WITNESS)
          .findFirst()
          .ifPresent(w -> {
            throw GambesonException.usage(
                "--witness %s is no co-signature key (type 4). The ledger's own key goes to --key."
                    .formatted(w.name()));
          });
    }
  }

  /// Verifies, and returns one result per check.
  ///
  /// @throws GambesonException when there is no ledger at all
  public static List<CheckResult> verify(Request request, CheckContext context) {
    return verify(request, context, new FileDisk());
  }

  static List<CheckResult> verify(Request request, CheckContext context, Disk disk) {
    return new LedgerVerifier(request, disk, context).run();
  }

  private List<CheckResult> run() {
    requireLedger();
    Checkpoint checkpoint;
    try {
      checkpoint = read();
    } catch (GambesonException e) {
      return withoutCheckpoint(String.valueOf(e.getMessage()));
    }
    return Stream.of(
            content(checkpoint),
            List.of(signature(checkpoint), continuity(checkpoint), witnesses(checkpoint)))
        .flatMap(List::stream)
        .sorted((a, b) -> a.check().compareTo(b.check()))
        .toList();
  }

  private Checkpoint read() {
    if (disk.exists(file())) {
      return LedgerReader.open(request.ledger(), disk).checkpoint();
    }
    throw GambesonException.badInput(file() + " is missing, but the ledger's tiles are there.");
  }

  /// A wrong path is a mistake of the caller, not a ledger that was tampered with.
  private void requireLedger() {
    if (!disk.exists(request.ledger())) {
      throw GambesonException.usage(
          "%s does not exist. Name a ledger's folder.".formatted(request.ledger()));
    }
    if (!disk.exists(file()) && !disk.exists(request.ledger().resolve("tile"))) {
      throw GambesonException.nothingExamined(
          request.ledger() + " holds no ledger: there is neither `checkpoint` nor `tile` in it.");
    }
  }

  private Path file() {
    return request.ledger().resolve(Layout.CHECKPOINT);
  }

  private List<CheckResult> withoutCheckpoint(String why) {
    List<CheckResult> results = new ArrayList<>();
    for (CheckInfo info : LedgerChecks.infos()) {
      results.add(
          info.equals(LedgerChecks.SIGNATURE)
              ? fail(info, List.of(finding(info, "No checkpoint", why, Where.file(name(file())))))
              : CheckResult.inconclusive(
                  info.id(), "", "not examined: there is no checkpoint to compare with"));
    }
    return results;
  }

  private List<CheckResult> content(Checkpoint checkpoint) {
    ContentAudit audit = new ContentAudit(disk, request.ledger(), checkpoint.size());
    ContentAudit.Findings found = audit.run(context.workers(), context.progress());
    List<Finding> wrong = findings(LedgerChecks.CONTENT, "Ledger content changed", found.faults());
    found
        .root()
        .filter(r -> !r.equals(checkpoint.root()))
        .ifPresent(r ->
            wrong.addFirst(
                finding(
                    LedgerChecks.CONTENT,
                    "Root does not fit",
                    "The %d entries hash to the root %s, but the checkpoint says %s."
                        .formatted(checkpoint.size(), r.base64(), checkpoint.root().base64()),
                    Where.file(name(file())))));
    new Leftovers(disk, request.ledger(), checkpoint)
        .faults()
        .forEach(f -> wrong.add(finding(LedgerChecks.CONTENT, "Ledger content changed", f)));
    List<Finding> foreign =
        findings(LedgerChecks.ENTRIES, "Entry in a foreign form", found.foreign());
    CheckResult entries =
        found.root().isEmpty() && foreign.isEmpty()
            ? CheckResult.inconclusive(
                LedgerChecks.ENTRIES.id(), "", "not every entry could be read; see GB-LED-001")
            : judged(
                LedgerChecks.ENTRIES,
                foreign,
                "All %d entries are in canonical form.".formatted(checkpoint.size()));
    return List.of(
        judged(
            LedgerChecks.CONTENT,
            wrong,
            "All %d entries hash to the root %s."
                .formatted(checkpoint.size(), checkpoint.root().base64())),
        entries);
  }

  private CheckResult signature(Checkpoint checkpoint) {
    CheckInfo info = LedgerChecks.SIGNATURE;
    if (request.key().isEmpty()) {
      return CheckResult.inconclusive(
          info.id(),
          "",
          "No key was given, so nobody knows who signed this checkpoint. Give the ledger's verifier key with --key, from another place than the ledger's folder.");
    }
    VerifierKey key = request.key().get();
    String why =
        checkpoint.origin().equals(key.name())
            ? switch (checkpoint.note().signedBy(key)) {
              case VALID -> "";
              case ABSENT -> "It carries no signature of the key given.";
              case INVALID -> "A signature of the key given does not fit its text.";
            }
            : "It is of the ledger '%s', but the key is that of '%s'."
                .formatted(checkpoint.origin(), key.name());
    List<Finding> wrong =
        why.isEmpty()
            ? List.of()
            : List.of(finding(info, "Checkpoint not signed", why, Where.file(name(file()))));
    return judged(info, wrong, "Signed by %s.".formatted(key.name()));
  }

  private CheckResult continuity(Checkpoint checkpoint) {
    CheckInfo info = LedgerChecks.CONTINUITY;
    if (request.against().isEmpty()) {
      return CheckResult.notExamined(
          info.id(), "", "no checkpoint kept elsewhere was given (--against)");
    }
    Checkpoint old = request.against().get();
    if (request.key().isPresent() && !old.signedBy(request.key().get())) {
      return CheckResult.inconclusive(
          info.id(),
          "",
          "The checkpoint given by --against is not signed by the ledger's key: it proves nothing. Give one that was exported from this ledger.");
    }
    String broken = broken(old, checkpoint);
    return judged(
        info,
        broken.isEmpty()
            ? List.of()
            : List.of(finding(info, "History broken", broken, Where.file(name(file())))),
        "Continues the checkpoint of %d entries with %d more."
            .formatted(old.size(), Math.max(0, checkpoint.size() - old.size())));
  }

  private String broken(Checkpoint old, Checkpoint now) {
    if (!old.origin().equals(now.origin())) {
      return "The checkpoint given is of the ledger '%s', this is '%s'."
          .formatted(old.origin(), now.origin());
    }
    if (old.size() > now.size()) {
      return "The ledger was truncated: it has %d entries, and a checkpoint kept elsewhere has %d."
          .formatted(now.size(), old.size());
    }
    try {
      TreeReader tree = new TreeReader(new TileStore(disk, request.ledger()), now.size());
      return tree.consistency(old.size(), now.size()).verifies(old.root(), now.root())
          ? ""
          : "The ledger was rewritten: its first %d entries are not those of the checkpoint kept elsewhere."
              .formatted(old.size());
    } catch (GambesonException e) {
      return "The ledger cannot be tied to the checkpoint kept elsewhere: " + e.getMessage();
    }
  }

  private CheckResult witnesses(Checkpoint checkpoint) {
    CheckInfo info = LedgerChecks.WITNESSES;
    if (request.witnesses().isEmpty()) {
      return CheckResult.notExamined(info.id(), "", "no witness was named (--witness)");
    }
    List<Finding> wrong = new ArrayList<>();
    for (VerifierKey witness : request.witnesses()) {
      List<SignedNote.State> states =
          Stream.concat(Stream.of(checkpoint), request.against().stream())
              .map(c -> c.note().signedBy(witness))
              .toList();
      if (states.contains(SignedNote.State.INVALID) || !states.contains(SignedNote.State.VALID)) {
        String how =
            states.contains(SignedNote.State.INVALID) ? "does not fit the text" : "is missing";
        wrong.add(
            finding(
                info,
                "Co-signature missing",
                "The co-signature of %s %s.".formatted(witness.name(), how),
                Where.file(name(file())).atColumn(witness.name())));
      }
    }
    return judged(
        info, wrong, "Co-signed by all %d witnesses named.".formatted(request.witnesses().size()));
  }

  private CheckResult judged(CheckInfo info, List<Finding> wrong, String good) {
    return wrong.isEmpty()
        ? CheckResult.of(info.id(), "", new Outcome.Pass(), good, List.of(), List.of(), List.of())
        : fail(info, wrong);
  }

  private static CheckResult fail(CheckInfo info, List<Finding> wrong) {
    return CheckResult.of(
        info.id(), "", new Outcome.Fail(), wrong.getFirst().message(), List.of(), wrong, List.of());
  }

  private List<Finding> findings(CheckInfo info, String title, List<ContentAudit.Fault> faults) {
    List<Finding> all = new ArrayList<>();
    faults.stream().limit(MAX_FINDINGS).forEach(f -> all.add(finding(info, title, f)));
    if (faults.size() > MAX_FINDINGS) {
      all.add(
          finding(
              info,
              title,
              "At least %d more of the same.".formatted(faults.size() - MAX_FINDINGS),
              Where.file(name(request.ledger()))));
    }
    return all;
  }

  private Finding finding(CheckInfo info, String title, ContentAudit.Fault fault) {
    Where where = Where.file(name(request.ledger().resolve(fault.file())));
    Where narrowed = fault.entry().map(e -> where.atRow(e + 1)).orElse(where);
    return finding(info, title, fault.what(), narrowed);
  }

  private Finding finding(CheckInfo info, String title, String message, Where where) {
    return new Finding(info.id(), "", context.severity(info), title, message, where, info.fix());
  }

  private static String name(Path path) {
    return path.toString().replace('\\', '/');
  }

  /// Reads a checkpoint file, for `--against`.
  public static Checkpoint checkpoint(Path file) {
    try {
      return Checkpoint.parse(new FileDisk().read(file, SignedNote.MAX_BYTES), file.toString());
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The checkpoint %s cannot be read: %s.".formatted(file, Failures.text(e)), e);
    }
  }
}
