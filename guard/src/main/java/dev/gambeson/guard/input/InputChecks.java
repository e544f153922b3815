package dev.gambeson.guard.input;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What the guards of inputs look for.
public final class InputChecks {
  /// Values that training never saw.
  public static final CheckInfo FAULTS =
      new CheckInfo(
          "GB-GRD-020",
          "Inputs outside the training data",
          "Does a client send values that no training row had?",
          "What a model says outside its training data is worth nothing, and probing it there is how copies and evasions begin.",
          "Ranges with slack, whole numbers, levels and missing values of the input profile; refused or flagged by policy, never mended.",
          "Odd combinations of ordinary values pass; see GB-GRD-021.",
          "Ask the client what it sends; widen the policy's slack only for values that are honest.",
          Severity.LOW,
          List.of("ML01:2023", "AML.T0043"),
          List.of(
              new CheckInfo.Parameter(
                  "slack", 0.1, 0, 10, "share of the range by which a number may lie outside")));

  /// Rows unlike any training row.
  public static final CheckInfo OFF_MANIFOLD =
      new CheckInfo(
          "GB-GRD-021",
          "Row unlike any training row",
          "Is a row, as a whole, unlike all training rows?",
          "Invented rows are what most extraction attacks ask.",
          "Mahalanobis distance of normal scores (shrunk covariance) and distance to a coreset; the worse of the two ranks, calibrated on held-out training rows (split conformal).",
          "Rows drawn from the training distribution are not odd, whoever asks them; mixed columns are seen only in part.",
          "One odd row means little; many from one client are what GB-GRD-001 and its sisters count.",
          Severity.LOW,
          List.of("ML05:2023", "AML.T0024.002"),
          List.of(
              new CheckInfo.Parameter(
                  "off-manifold-rate", 0.01, 0.001, 0.2, "share of honest rows called odd")));

  /// A row that looks like an adversarial example.
  public static final CheckInfo ADVERSARIAL =
      new CheckInfo(
          "GB-GRD-022",
          "Looks like an adversarial example",
          "Is the model in two minds about a row, says something else than of its neighbours, and does the row lie off the training data?",
          "Evasion changes a decision by changing as little as possible, which leaves the row near the boundary and away from its kind.",
          "Fisher's sum of three conformal p-values (margin, neighbours' labels, distance), calibrated on held-out training rows.",
          "An attacker who walks on from the boundary is seen less; see docs/input-guard.md for the figures.",
          "Have the decision reviewed; look at the client's other queries.",
          Severity.MEDIUM,
          List.of("ML01:2023", "AML.T0015", "AML.T0043.001"),
          List.of(
              new CheckInfo.Parameter(
                  "rate", 0.01, 0.0005, 0.2, "share of honest rows called adversarial")));

  /// A request that was heard before.
  public static final CheckInfo REPLAY =
      new CheckInfo(
          "GB-GRD-023",
          "Replayed request",
          "Was a nonce used twice, or an idempotency key with another body?",
          "A recorded request, sent again, asks in somebody else's name.",
          "Keyed hashes of nonces and keys within a time window, bounded per client (ReplayGuard).",
          "One node knows only what it heard itself.",
          "Rotate the client's key when the replay did not come from the client.",
          Severity.MEDIUM,
          List.of("ML05:2023"),
          List.of());

  private InputChecks() {}

  /// All of them.
  public static List<CheckInfo> all() {
    return List.of(FAULTS, OFF_MANIFOLD, ADVERSARIAL, REPLAY);
  }
}
