package dev.gambeson.registry.ledger;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What `gambeson ledger verify` asks.
public final class LedgerChecks {
  /// Everything hashes to the root.
  public static final CheckInfo CONTENT =
      new CheckInfo(
          "GB-LED-001",
          "Ledger content",
          "Do all entries and tiles of the ledger hash to the root of its checkpoint?",
          "A changed, removed or reordered entry changes the root. Who did what, and when, is only as good as the record of it.",
          "Recomputes every leaf from the entry bundles, every tile from the leaves and the root from the tiles (RFC 6962, section 2.1; files as in C2SP tlog-tiles), and compares each with the file that holds it.",
          "The root proves content only together with the signature (GB-LED-002), and only up to the checkpoint: entries younger than that stand in the journal, which needs the private key to be read.",
          "Treat the folder as evidence: copy it before anything else touches it, find out who could write there, and restore from a copy that verifies against a checkpoint kept elsewhere.",
          Severity.CRITICAL,
          List.of("ML06:2023"),
          List.of());

  /// The ledger's key signed the checkpoint.
  public static final CheckInfo SIGNATURE =
      new CheckInfo(
          "GB-LED-002",
          "Ledger signature",
          "Is the checkpoint signed by the ledger's key?",
          "Anybody can compute a root over forged entries; only the key's owner can sign it.",
          "Checks the Ed25519 signature of the signed note (C2SP signed-note, tlog-checkpoint) with the verifier key given by --key. The key must come from another place than the ledger's folder.",
          "Who has the private key can sign another history: that shows only against a checkpoint kept elsewhere (GB-LED-003) or a witness (GB-LED-004).",
          "Check first that --key is the ledger's own. If it is, the checkpoint was forged or damaged: treat the folder as evidence and compare with exported checkpoints.",
          Severity.CRITICAL,
          List.of("ML06:2023"),
          List.of());

  /// Nothing before an earlier checkpoint is missing.
  public static final CheckInfo CONTINUITY =
      new CheckInfo(
          "GB-LED-003",
          "Ledger continuity",
          "Does the ledger continue the checkpoint that was kept elsewhere?",
          "From inside, a truncated ledger looks like one that lost an unfinished tail in a crash, and a history rewritten with the right key looks genuine.",
          "A consistency proof (RFC 6962, section 2.1.2) from the checkpoint given by --against to the ledger's own. A ledger with fewer entries than that checkpoint is truncated.",
          "Says nothing about entries younger than the checkpoint that was kept.",
          "Do not write to this ledger any more. Look for the longest copy that continues the checkpoint, and for who could write to the folder or had the key.",
          Severity.CRITICAL,
          List.of("ML06:2023"),
          List.of());

  /// Witnesses co-signed.
  public static final CheckInfo WITNESSES =
      new CheckInfo(
          "GB-LED-004",
          "Ledger witnesses",
          "Has every named witness co-signed the checkpoint?",
          "A witness signs only what continues what it has seen before. Its co-signature is what keeps the ledger's owner from showing different histories to different people.",
          "Checks the timestamped Ed25519 co-signature (C2SP tlog-cosignature, cosignature/v1) of each --witness on the ledger's checkpoint or on the one given by --against.",
          "Trusts each witness to have checked, and to be independent of the ledger's owner.",
          "Have the witness co-sign a fresh checkpoint with `gambeson ledger cosign`. If it refuses, the ledger does not continue what the witness saw.",
          Severity.HIGH,
          List.of("ML06:2023"),
          List.of());

  /// Entries are what the ledger writes.
  public static final CheckInfo ENTRIES =
      new CheckInfo(
          "GB-LED-005",
          "Ledger entries",
          "Is every entry in the form that keeps personal data out?",
          "The ledger can never forget. A name in clear in one entry stays for good, and so does anything else that does not belong there.",
          "Reads every entry and compares it with its canonical JSON: plain tokens, digests, numbers, yes/no, keyed pseudonyms, and nothing else.",
          "A plain token can still be chosen to mean a person; what a token means is not known here.",
          "Find out what wrote the entry. An entry cannot be removed without breaking the ledger: start a new ledger, and handle the old one as personal data.",
          Severity.HIGH,
          List.of("ML06:2023"),
          List.of());

  private LedgerChecks() {}

  /// All of them, in the order of reports.
  public static List<CheckInfo> infos() {
    return List.of(CONTENT, SIGNATURE, CONTINUITY, WITNESSES, ENTRIES);
  }
}
