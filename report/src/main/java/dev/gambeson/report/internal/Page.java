package dev.gambeson.report.internal;

import gg.jte.Content;
import java.util.List;
import java.util.Optional;

/// Everything the HTML templates show, ready worded. Texts are plain: the templates escape them.
///
/// @param title of the document
/// @param heading what was done to what
/// @param subheading kind, hash and seed in a line
/// @param verdict the band at the top
/// @param tiles the counts
/// @param matrix one row a check
/// @param groups open findings by severity, worst first
/// @param findingsNote what was left out; empty when nothing was
/// @param sections one an area
public record Page(
    Content style,
    String title,
    String heading,
    String subheading,
    Verdict verdict,
    List<Lead> leads,
    List<Tile> tiles,
    List<MatrixRow> matrix,
    List<Group> groups,
    String findingsNote,
    List<Section> sections,
    List<Passed> passed,
    List<Accepted> accepted,
    String acceptedNote,
    List<Pair> notExamined,
    List<String> notices,
    List<File> files,
    PolicyView policy,
    Reproduce reproduce,
    List<Pair> glossary) {

  /// Whether files were judged one by one.
  public boolean isScan() {
    return files.stream().anyMatch(f -> !f.verdict().isEmpty());
  }

  /// @param tone style class: `fail`, `pass` or `open`
  /// @param word the verdict in a word or two
  public record Verdict(String tone, String word, String sentence, String scope, String gaps) {}

  /// One of the things that matter most.
  public record Lead(String tone, String label, String anchor, String title, String todo) {}

  /// A count. `zero` tiles are drawn quietly.
  public record Tile(String tone, String count, String label, boolean zero) {}

  /// Two texts: a name and what is said about it.
  public record Pair(String name, String text) {}

  /// A reference to a taxonomy.
  public record Ref(String id, String title, String url) {}

  /// An outcome with the aspect it speaks about.
  public record Chip(String tone, String word, String aspect) {}

  /// One check in the overview.
  public record MatrixRow(
      String id,
      String anchor,
      String title,
      List<Chip> chips,
      Optional<Evidence> evidence,
      List<Ref> refs) {}

  /// A figure with its interval drawn.
  public record Evidence(
      String name,
      String value,
      String interval,
      String n,
      String method,
      String limit,
      Optional<Content> bar) {}

  /// Findings of one severity.
  public record Group(String tone, String label, String count, List<Card> cards) {}

  /// One finding, or several of one check.
  ///
  /// @param more how many like it; empty when it stands alone
  /// @param places where the others are, as far as shown
  public record Card(
      String tone,
      String label,
      String anchor,
      String check,
      String checkAnchor,
      String aspect,
      String title,
      String place,
      String message,
      String why,
      String fix,
      String note,
      List<Evidence> evidence,
      List<Ref> refs,
      String more,
      List<Pair> places,
      String placesNote,
      String fingerprint) {
    /// Whether it is loud enough to be shown unfolded.
    public boolean loud() {
      return !tone.equals("low") && !tone.equals("info");
    }
  }

  /// One area.
  public record Section(String slug, String title, String question, List<CheckView> checks) {}

  /// One check in its area.
  public record CheckView(
      String id,
      String anchor,
      String title,
      String question,
      String how,
      String limits,
      List<Answer> answers,
      String note) {}

  /// What a check said about one aspect.
  public record Answer(
      Chip chip, String summary, List<Evidence> figures, List<FigureView> exhibits, String note) {
    /// Whether exactly one exhibit is drawn, so that it may take the whole width.
    public boolean oneChart() {
      return exhibits.stream().filter(f -> f.drawing().isPresent()).count() == 1;
    }
  }

  /// A chart or a table.
  ///
  /// @param drawing empty for a plain table, or for a chart without data
  /// @param legend lines with their keys
  public record FigureView(
      String title, String caption, Optional<Content> drawing, List<Key> legend, TableView table) {}

  /// One entry of a legend.
  public record Key(Content sample, String name) {}

  /// @param note what was left out; empty when nothing was
  public record TableView(List<Cell> header, List<List<Cell>> rows, String note) {
    /// Whether it is long enough to be folded.
    public boolean isLong() {
      return rows.size() > 10;
    }
  }

  /// A cell; numbers are aligned to the right.
  public record Cell(String text, boolean number) {}

  /// A check that passed, with its aspect.
  public record Passed(String id, String anchor, String title) {}

  /// A finding that does not count, and why.
  public record Accepted(
      String tone,
      String label,
      String check,
      String title,
      String place,
      String state,
      String reason,
      String owner,
      String until) {}

  /// A file that was examined.
  public record File(
      String name, String role, String kind, String verdict, String size, String sha256) {}

  /// The policy in force.
  public record PolicyView(String failOn, String inconclusive, List<PolicyRow> rows) {}

  /// One parameter of one check.
  public record PolicyRow(
      String check,
      String title,
      String severity,
      String parameter,
      String value,
      String byDefault,
      boolean changed,
      String meaning) {}

  /// What it takes to run it again.
  public record Reproduce(String command, String seed, String version, String exit) {}

  /// Whether there is something to show under each heading, for the contents.
  public boolean hasFindings() {
    return !groups.isEmpty();
  }
}
