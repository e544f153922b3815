package dev.gambeson.artifact.scan.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The examination of one file with all that is inside it. Used by one thread.
public final class FileScan {
  private static final int PADDING = 4096;

  private final List<FormatParser> parsers;
  private final Budget budget;
  private final List<Flaw> flaws = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Member> members = new ArrayList<>();
  private String kind = "unknown";
  private int left;

  /// @param parsers in the order in which they are asked, those of one family from exact to general
  public FileScan(List<FormatParser> parsers, ScanLimits limits) {
    this.parsers = parsers;
    this.budget = new Budget(limits);
  }

  /// What was found, in order; at most [ScanLimits#maxFlaws].
  public List<Flaw> flaws() {
    return List.copyOf(flaws);
  }

  /// Flaws beyond the limit, counted only.
  public int leftOut() {
    return left;
  }

  /// What is inside the file, each examined by itself.
  public List<Member> members() {
    return List.copyOf(members);
  }

  /// What the file itself is.
  public String kind() {
    return kind;
  }

  Budget budget() {
    return budget;
  }

  void add(Flaw flaw) {
    if (flaws.size() >= budget.limits().maxFlaws()) {
      left++; // what is left out is not remembered either: a file may earn millions
      return;
    }
    String key =
        String.join("\0", flaw.rule().id(), flaw.title(), flaw.place(), "" + flaw.offset());
    if (seen.add(key)) {
      flaws.add(flaw);
    }
  }

  /// Reads an input by every parser that recognises it.
  public Verdict examine(Input input) {
    Scan scan = new Scan(input, this, "unknown");
    if (!mayEnter(input, scan)) {
      return finish(input, scan);
    }
    if (input.size() == 0) {
      scan.kind("empty");
      return finish(input, scan);
    }
    List<FormatParser> readers = readers(input);
    if (readers.isEmpty()) {
      scan.unread(
          Rules.NOT_EXAMINED,
          0,
          "unknown kind of file",
          "The bytes are of no kind that the scanner reads, so it is not known what they do.");
      return finish(input, scan);
    }
    return read(input, scan, readers);
  }

  /// Reads an input by one parser.
  public Verdict examine(Input input, FormatParser parser) {
    Scan scan = new Scan(input, this, parser.kind());
    if (!mayEnter(input, scan)) {
      return finish(input, scan);
    }
    return read(input, scan, List.of(parser));
  }

  private boolean mayEnter(Input input, Scan scan) {
    if (input.depth() > budget.limits().maxDepth()) {
      scan.flag(
          Rules.EXHAUSTION,
          0,
          "nested too deeply",
          "It lies %d containers deep; the limit is %d."
              .formatted(input.depth(), budget.limits().maxDepth()));
      return false;
    }
    if (!budget.takeMember()) {
      scan.flag(
          Rules.EXHAUSTION,
          0,
          "too many members",
          "The file holds more than %d members.".formatted(budget.limits().maxMembers()));
      return false;
    }
    return true;
  }

  private Verdict read(Input input, Scan scan, List<FormatParser> readers) {
    if (readers.size() > 1) {
      scan.flag(
          Rules.AMBIGUITY,
          0,
          "file of two kinds",
          "The bytes read as %s: what one program checks is not what another loads."
              .formatted(
                  String.join(" and as ", readers.stream().map(FormatParser::kind).toList())));
    }
    for (FormatParser parser : readers) {
      Scan one = new Scan(input, this, parser.kind());
      parse(input, one, parser);
      scan.merge(one);
    }
    for (RangeSet.Range gap : scan.owned().gaps(input.size())) {
      gap(input, scan, gap);
    }
    Mismatch.check(input, scan.kind(), scan);
    return finish(input, scan);
  }

  private static void parse(Input input, Scan scan, FormatParser parser) {
    try {
      parser.parse(input, scan);
    } catch (Malformed e) {
      scan.breakOff();
      scan.unread(
          Rules.MALFORMED,
          e.offset(),
          "malformed " + scan.kind(),
          "The format breaks off at offset %d: %s. The rest was not read."
              .formatted(e.offset(), e.getMessage()));
    } catch (StackOverflowError e) {
      scan.breakOff();
      scan.unread(
          Rules.EXHAUSTION, 0, "nested too deeply", "Its structure is nested beyond any use.");
    }
  }

  boolean isKnown(Input input) {
    return readers(input).stream().anyMatch(r -> !r.isFallback());
  }

  private List<FormatParser> readers(Input input) {
    List<FormatParser> readers = new ArrayList<>();
    Set<String> families = new HashSet<>();
    for (FormatParser parser : parsers) {
      if (!families.contains(parser.family()) && recognises(parser, input)) {
        families.add(parser.family());
        readers.add(parser);
      }
    }
    if (readers.size() > 1) {
      FormatParser first = readers.getFirst();
      readers.removeIf(FormatParser::isFallback);
      if (readers.isEmpty()) {
        readers.add(first); // the most exact of those that read the rest
      }
    }
    return readers;
  }

  private static boolean recognises(FormatParser parser, Input input) {
    try {
      return parser.recognises(input);
    } catch (Malformed e) {
      return false;
    }
  }

  /// Bytes that no structure owns: zeros up to a page are padding, anything else is hidden content;
  /// where the format broke off it is merely unread, but whatever begins there is examined all the
  /// same.
  private void gap(Input input, Scan scan, RangeSet.Range gap) {
    MemorySegment bytes = input.slice(gap.from(), gap.length());
    if (gap.length() <= PADDING && isZero(bytes)) {
      return;
    }
    if (!scan.isBroken()) {
      scan.flag(
          Rules.HIDDEN,
          gap.from(),
          "bytes outside the format",
          "%d bytes from offset %d belong to nothing in this %s."
              .formatted(gap.length(), gap.from(), scan.kind()));
    }
    Input inner = input.inner("@" + gap.from(), bytes);
    if (gap.from() > 0 || gap.length() < input.size()) {
      scan.member(inner);
    }
  }

  private static boolean isZero(MemorySegment bytes) {
    for (long i = 0; i < bytes.byteSize(); i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, i) != 0) {
        return false;
      }
    }
    return true;
  }

  private Verdict finish(Input input, Scan scan) {
    if (input.depth() == 0) {
      kind = scan.kind();
    } else {
      members.add(new Member(input.place(), scan.kind(), input.size(), scan.verdict()));
    }
    return scan.verdict();
  }
}
