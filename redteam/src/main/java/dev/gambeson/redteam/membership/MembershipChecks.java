package dev.gambeson.redteam.membership;

import dev.gambeson.core.Check;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.model.AuditSubject;
import java.util.List;

/// The checks of membership inference.
public final class MembershipChecks {
  static final String NO_TRAIN =
      "Membership needs the rows the model was trained on: give them with --train.";

  private MembershipChecks() {}

  /// Every check of this package.
  public static List<Check<AuditSubject>> all() {
    Measurement shared = new Measurement();
    return List.of(new MembershipCheck(shared), new LowRateCheck(shared));
  }

  static String tooSmall(Leakage leakage) {
    return "%d training rows against as many test rows that are not among them are too few; give at least %d of each."
        .formatted(leakage.population().perSide(), Leakage.FEWEST);
  }

  /// Names the cause when it is the samples, not their size, that leave the question open.
  static Outcome explained(Outcome outcome, Leakage leakage, Estimate judged) {
    if (!(outcome instanceof Outcome.Inconclusive) || !leakage.samplesDiffer()) {
      return outcome;
    }
    return new Outcome.Inconclusive(
        "Training and test rows differ by themselves: without asking the model, a blind baseline tells them apart with AUC %s. %s is %s, which cannot be told from that difference. Give test rows drawn like the training rows."
            .formatted(
                Drawings.cell(leakage.auc(leakage.blind(), 0.99)),
                judged.name(),
                Drawings.cell(judged)));
  }
}
