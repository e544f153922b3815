package dev.gambeson.data;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.BlendInfos;
import java.util.List;

/// GB-DATA-030: is most of the table left when the rows to hold back are out?
final class HeldShare {
  static final String ID = BlendInfos.ADMISSION.id();

  private HeldShare() {}

  static CheckResult judge(AdmissionManifest.Counts counts, String table, CheckContext context) {
    if (!context.policy().enabled(BlendInfos.ADMISSION)) {
      return Attempts.off(BlendInfos.ADMISSION);
    }
    double limit = context.parameter(BlendInfos.ADMISSION, "max-held");
    Estimate share =
        Estimate.exact(
            "share of rows held back", counts.heldShare(), counts.read() + counts.unreadable());
    String summary =
        "%,d of %,d rows are held back and %,d cannot be read: %s; at most %s is allowed."
            .formatted(
                counts.held(),
                counts.read() + counts.unreadable(),
                counts.unreadable(),
                Text.percent(counts.heldShare()),
                Text.percent(limit));
    boolean empty = counts.admitted() == 0;
    if (!empty && counts.heldShare() <= limit) {
      return CheckResult.of(
          ID, "", new Outcome.Pass(), summary, List.of(share), List.of(), List.of());
    }
    // no policy may call an empty set admissible
    Severity severity = empty ? Severity.CRITICAL : context.severity(BlendInfos.ADMISSION);
    Finding finding =
        new Finding(
            ID,
            "",
            severity,
            empty ? "No row is left" : "Too many rows held back",
            summary,
            Where.file(table),
            BlendInfos.ADMISSION.fix());
    return CheckResult.of(
        ID, "", new Outcome.Fail(), summary, List.of(share), List.of(finding), List.of());
  }
}
