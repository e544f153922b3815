package dev.gambeson.artifact.scan.engine;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import dev.gambeson.core.secret.Secrets;
import java.util.Set;

/// What a parser says about one input: which bytes it understood, what is wrong, what is inside.
public final class Scan {
  private static final Set<String> DOCUMENTS =
      Set.of("md", "rst", "adoc", "html", "htm", "txt", "ipynb", "tex", "mdx", "java", "py");

  private final Input input;
  private final FileScan file;
  private final RangeSet owned = new RangeSet();
  private String kind;
  private Verdict verdict = Verdict.CLEAN;
  private boolean broken;

  Scan(Input input, FileScan file, String kind) {
    this.input = input;
    this.file = file;
    this.kind = kind;
  }

  /// Marks bytes as belonging to the format, from (inclusive) to (exclusive). What nobody owns is
  /// reported as hidden.
  public void own(long from, long to) {
    owned.add(from, to);
  }

  /// Marks every byte as belonging to the format.
  public void ownAll() {
    own(0, input.size());
  }

  /// Says more exactly what this is, for example `keras` of a zip.
  public void kind(String exact) {
    kind = exact;
  }

  /// Reports a flaw with the rule's own severity.
  public void flag(CheckInfo rule, long offset, String title, String message) {
    flag(rule, rule.severity(), offset, title, message);
  }

  /// Reports a flaw. High and critical block, medium asks for a review, the rest is a note.
  public void flag(CheckInfo rule, Severity severity, long offset, String title, String message) {
    Verdict effect =
        switch (severity) {
          case CRITICAL, HIGH -> Verdict.BLOCK;
          case MEDIUM -> Verdict.REVIEW;
          case LOW, INFO -> Verdict.CLEAN;
        };
    add(new Flaw(rule, severity, effect, input.place(), offset, title, message));
  }

  /// Reports that something could not be read: the verdict is no better than inconclusive.
  public void unread(CheckInfo rule, long offset, String title, String message) {
    add(
        new Flaw(
            rule, Severity.MEDIUM, Verdict.INCONCLUSIVE, input.place(), offset, title, message));
  }

  private void add(Flaw flaw) {
    verdict = verdict.or(flaw.effect());
    file.add(flaw);
  }

  /// Examines something inside, by whatever parser recognises it.
  ///
  /// @return what it earned; already counted here
  public Verdict member(Input inner) {
    Verdict theirs = file.examine(inner);
    verdict = verdict.or(theirs);
    return theirs;
  }

  /// Whether some parser knows these bytes, other than one that takes whatever is left.
  public boolean isKnown(Input inner) {
    return file.isKnown(inner);
  }

  /// Examines something inside by one parser, whatever its bytes look like: the format says what it
  /// is.
  public Verdict member(Input inner, FormatParser parser) {
    Verdict theirs = file.examine(inner, parser);
    verdict = verdict.or(theirs);
    return theirs;
  }

  /// Searches text that people wrote (metadata, configuration, documents) for secrets.
  ///
  /// @param offset where it stands
  public void text(long offset, CharSequence text) {
    Secrets.search(text, DOCUMENTS.contains(input.ending()))
        .forEach(hit ->
            flag(
                Rules.SECRET,
                offset,
                hit.title(),
                "Text of the form '%s', %d characters long, stands here; it is not repeated."
                    .formatted(hit.title(), hit.length())));
  }

  /// What may still be unpacked.
  public Budget budget() {
    return file.budget();
  }

  /// Takes over what another reading of the same bytes said; the first one names the kind.
  void merge(Scan reading) {
    if (kind.equals("unknown")) {
      kind = reading.kind;
    }
    verdict = verdict.or(reading.verdict);
    broken |= reading.broken;
    owned.addAll(reading.owned);
  }

  /// Whether the kind is still this one.
  public boolean isKind(String name) {
    return kind.equals(name);
  }

  /// The format could not be followed to its end.
  void breakOff() {
    broken = true;
  }

  boolean isBroken() {
    return broken;
  }

  String kind() {
    return kind;
  }

  Verdict verdict() {
    return verdict;
  }

  RangeSet owned() {
    return owned;
  }
}
