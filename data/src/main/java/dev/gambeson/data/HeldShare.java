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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// GB-DATA-030: is most of the table left when the rows to hold back are out?
final class HeldShare {
  static final String ID = BlendInfos.ADMISSION.id();

  static final String CLASSES = "classes";
  private static final int FEWEST = 10;

  private HeldShare() {}

  /// Rows of one label, and how many of them screens hold back.
  record LabelShare(String label, long rows, long held) {
    double share() {
      return (double) held / rows;
    }
  }

  /// Whether the screens would take a class out of the table: a rare class looks odd to many of
  /// them, and what is left would teach a model that it does not exist.
  static List<CheckResult> classes(List<LabelShare> labels, String table, CheckContext context) {
    Optional<LabelShare> most =
        labels.stream()
            .filter(l -> l.rows() >= FEWEST)
            .max(Comparator.comparingDouble(LabelShare::share));
    if (most.isEmpty() || !context.policy().enabled(BlendInfos.ADMISSION)) {
      return List.of();
    }
    LabelShare worst = most.get();
    double limit = context.parameter(BlendInfos.ADMISSION, "max-held-of-class");
    Estimate share =
        Estimate.exact(
            "share of the rows labelled '%s' that are held back".formatted(worst.label()),
            worst.share(),
            worst.rows());
    String summary =
        "Screens hold back %,d of the %,d rows labelled '%s': %s; at most %s of a class is allowed."
            .formatted(
                worst.held(),
                worst.rows(),
                worst.label(),
                Text.percent(worst.share()),
                Text.percent(limit));
    if (worst.share() <= limit) {
      return List.of(
          CheckResult.of(
              ID, CLASSES, new Outcome.Pass(), summary, List.of(share), List.of(), List.of()));
    }
    Finding finding =
        new Finding(
            ID,
            CLASSES,
            context.severity(BlendInfos.ADMISSION),
            "A class would be lost",
            summary,
            Where.file(table),
            "Give rows that were admitted earlier (--reference), leave out the screens that hold this class back (--skip, see the reasons), or raise max-held-of-class.");
    return List.of(
        CheckResult.of(
            ID, CLASSES, new Outcome.Fail(), summary, List.of(share), List.of(finding), List.of()));
  }

  /// @param held rows held back by check
  static CheckResult judge(
      AdmissionManifest.Counts counts, Map<String, Long> held, String table, CheckContext context) {
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
                    Text.percent(limit))
            + by(held);
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

  /// Who held back most.
  private static String by(Map<String, Long> held) {
    String shown =
        held.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(5)
            .map(e -> "%s %,d".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    return shown.isEmpty() ? "" : " By check: " + shown + ".";
  }
}
