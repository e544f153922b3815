package dev.gambeson.guard.canary;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What canaries tell.
public final class CanaryChecks {
  /// A bait record came back.
  public static final CheckInfo BAIT =
      info(
          "GB-GRD-040",
          "Bait record",
          "Did a client send a record that exists nowhere but where we planted it?",
          "Whoever sends it holds data that leaked from the place where it was planted.",
          "HMAC-SHA-256 of the canonical form (six significant digits) against the planted sets; issued only where the chance to meet an honest record is at most 1e-9.",
          "Bait that a thief recognises and leaves out says nothing.",
          "Freeze the client's key, keep the evidence, look at the place where the set was planted.",
          Severity.CRITICAL);

  /// Records like bait came back.
  public static final CheckInfo NEAR_BAIT =
      info(
          "GB-GRD-041",
          "Records like bait",
          "Did a client send two different records that agree with bait in three of four bands?",
          "Leaked data are often rounded, converted or cut before they are used.",
          "Four keyed bands over five-per-cent quantile bins; two different records of one set from one client within a day.",
          "Honest records in crowded parts of the table come near bait, too.",
          "Compare the client's records with the planted set.",
          Severity.MEDIUM);

  /// A decoy was used.
  public static final CheckInfo DECOY =
      info(
          "GB-GRD-042",
          "Decoy key or model",
          "Was a key or a model name used that nobody was ever given?",
          "Nobody comes upon it by honest means.",
          "Equality with the registry of decoys; keys as HMAC-SHA-256.",
          "A decoy tells of a visitor in the place where it lay, not of what else was taken.",
          "Close the place where the decoy lay, rotate what lay beside it.",
          Severity.CRITICAL);

  /// A golden query was answered otherwise than signed.
  public static final CheckInfo GOLDEN =
      info(
          "GB-GRD-043",
          "Golden query",
          "Does the model in service still give the answers that were signed when it was released?",
          "A swapped, damaged or poisoned model answers otherwise, also when its name and version are right.",
          "Rows with signed expected scores, sent through the public path; greatest difference within the tolerance, labels equal.",
          "A model changed only far from the golden rows passes.",
          "Two misses in a row: roll back to the version before.",
          Severity.CRITICAL);

  private CanaryChecks() {}

  private static CheckInfo info(
      String id,
      String title,
      String question,
      String why,
      String how,
      String limits,
      String fix,
      Severity severity) {
    return new CheckInfo(
        id,
        title,
        question,
        why,
        how,
        limits,
        fix,
        severity,
        id.endsWith("043") ? List.of("ML10:2023", "AML.T0018") : List.of("ML05:2023"),
        List.of());
  }

  /// All of them.
  public static List<CheckInfo> all() {
    return List.of(BAIT, NEAR_BAIT, DECOY, GOLDEN);
  }
}
