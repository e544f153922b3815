package dev.gambeson.data.admit;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What admission itself asks: of the quarantine, and of the blend of sources.
public final class BlendInfos {
  private static final List<String> REFS =
      List.of("ML02:2023", "ML08:2023", "AML.T0020", "AML.T0059");

  /// GB-DATA-030.
  public static final CheckInfo ADMISSION =
      new CheckInfo(
          "GB-DATA-030",
          "Share of rows held back",
          "After the rows that must not train are taken out, is there still a data set, and is it most of what came in?",
          "A quarantine of a tenth of the rows is no longer a filter but a different data set: what is left is a selection, and whoever can get rows of others held back decides what the model learns.",
          "Rows held back by contract, screens and blend, and rows that could not be read, as a share of all rows: counted over the whole table, no sample.",
          "Of which rows were held back it looks at the label alone: a rare class that the screens would take out whole is refused; compare the quarantine by source, too. In `gambeson check` contract and blend have held nothing back yet: the share is that of the screens and the unreadable rows.",
          "Look at the quarantine for what its rows have in common; mend the source or the contract, or raise max-held if the share is expected.",
          Severity.HIGH,
          REFS,
          List.of(
              new CheckInfo.Parameter(
                  "max-held", 0.1, 0, 1, "largest share of the rows that may be held back"),
              new CheckInfo.Parameter(
                  "max-held-of-class",
                  0.5,
                  0,
                  1,
                  "largest share of the rows of one label, of at least ten, that screens may hold back")));

  /// GB-DATA-031.
  public static final CheckInfo SHARE =
      new CheckInfo(
          "GB-DATA-031",
          "Largest share of a source",
          "Does one source bring more of the rows than it may?",
          "Who supplies most rows decides what the model learns: poisoning needs fewer accomplices when one partner outweighs the others.",
          "Rows by source as a share of all rows, counted over the whole table, against the cap of the source (blend.sources) or of all (max-share). Admission down-samples each source to its cap: of its rows those with the smallest keyed hash stay, so the choice is repeatable and cannot be steered by what a row holds without knowing the seed.",
          "Sources are what the source column says: one supplier under two names passes as two.",
          "Blend in more rows of other sources, or let `gambeson admit` down-sample; excess rows go to the quarantine.",
          Severity.HIGH,
          REFS,
          List.of(
              new CheckInfo.Parameter(
                  "max-share",
                  1,
                  0,
                  1,
                  "largest share of the admitted rows that one source may bring; 1 for no cap")));

  /// GB-DATA-032.
  public static final CheckInfo SOURCES =
      new CheckInfo(
          "GB-DATA-032",
          "Number of independent sources",
          "Do enough sources vouch for the data?",
          "With one source nothing can be compared: several independent sources make a lie of one of them visible, and screens of source influence possible.",
          "Sources that bring at least min-part of the rows, counted over the whole table.",
          "Independence is not measured: it is what the source column says.",
          "Blend in other sources, or name the column that tells them apart with --source.",
          Severity.HIGH,
          REFS,
          List.of(
              new CheckInfo.Parameter(
                  "min-sources", 1, 1, 1000, "smallest number of sources; 1 for any"),
              new CheckInfo.Parameter(
                  "min-part", 0.01, 0, 1, "share of the rows from which on a source counts")));

  /// GB-DATA-033.
  public static final CheckInfo RATE =
      new CheckInfo(
          "GB-DATA-033",
          "Rate and influence of a source",
          "Does a source bring more at once, or move the model further, than it may?",
          "Feedback and online-learning batches are steered by flooding: many rows at once, or few with great effect, outweigh what was admitted before.",
          "Rows of each source in this batch, and on this day, against the average of the same source in all admissions before (the history in the manifest of --reference); and the source's influence as GB-POIS-010 measures it against its min-gain (max-influence in the section blend). Admission keeps as many rows as the rate allows and holds back every row of a source whose influence is beyond the cap.",
          "Without --reference there is no history, and rates are not examined. A source that grows slowly raises its own average; GB-POIS-012 looks for that.",
          "Find out why the source grew. Admit it in smaller batches, or raise the cap for good reason.",
          Severity.HIGH,
          REFS,
          List.of(
              new CheckInfo.Parameter(
                  "max-batch-growth",
                  0,
                  0,
                  1e6,
                  "rows of a source in a batch, as a multiple of its average batch before; 0 for no cap"),
              new CheckInfo.Parameter(
                  "max-day-growth",
                  0,
                  0,
                  1e6,
                  "rows of a source on a day, as a multiple of its average day before; 0 for no cap"),
              new CheckInfo.Parameter(
                  "max-new-rows",
                  0,
                  0,
                  1e12,
                  "rows of a source that was never admitted before; 0 for no cap")));

  private BlendInfos() {}

  /// All of them.
  public static List<CheckInfo> all() {
    return List.of(ADMISSION, SHARE, SOURCES, RATE);
  }

  /// Whether a policy asks anything of the sources.
  static boolean asked(BlendPolicy blend, CheckContext context) {
    return !blend.caps().isEmpty()
        || context.parameter(SHARE, "max-share") < 1
        || context.parameter(SOURCES, "min-sources") > 1
        || context.parameter(RATE, "max-batch-growth") > 0
        || context.parameter(RATE, "max-day-growth") > 0
        || context.parameter(RATE, "max-new-rows") > 0;
  }
}
