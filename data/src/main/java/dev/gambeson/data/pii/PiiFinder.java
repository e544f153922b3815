package dev.gambeson.data.pii;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds personal data and credentials in texts. Immutable and thread-safe; linear in the length of
/// the text.
///
/// Guaranteed: what is found passes its check digits, where it has some. Not guaranteed: that all
/// is found. Names and addresses are found by lists and forms of ten languages, identifiers by the
/// forms of `docs/personal-data.md`; what is spelled out, split over lines or misspelled is not.
public final class PiiFinder {
  private static final int WINDOW = 1 << 16;
  private static final int OVERLAP = 256;
  private static final BitSet NO_HEADER = new BitSet();

  private final List<PiiType> types;
  private final ContextWords words;
  private final Finder[] finders;

  private PiiFinder(List<CustomIdentifier> custom) {
    List<PiiType> all = new ArrayList<>(PiiTypes.all());
    custom.forEach(c -> all.add(c.type()));
    this.types = List.copyOf(all);
    TypeNumbers numbers = new TypeNumbers(types);
    Map<Integer, List<String>> keywords = new HashMap<>();
    custom.forEach(c -> keywords.put(numbers.of(c.type()), c.keywords()));
    this.words = new ContextWords(numbers, keywords);
    List<Finder> list =
        new ArrayList<>(
            List.of(
                new IdFinder(numbers),
                new AccountFinder(numbers),
                new PhoneFinder(numbers),
                new NetworkFinder(numbers),
                new PlaceFinder(numbers),
                new MailFinder(numbers),
                new WordFinder(numbers),
                new SecretFinder(numbers)));
    if (!custom.isEmpty()) {
      list.add(new CustomFinder(custom, numbers));
    }
    this.finders = list.toArray(Finder[]::new);
  }

  /// One that looks for everything built in and the identifiers of these options.
  public static PiiFinder of(PiiOptions options) {
    return new PiiFinder(options.custom());
  }

  /// What is found with a score of 0.5 or more, without overlaps, in order.
  public List<PiiMatch> find(String text) {
    return resolved(
        candidates(text, NO_HEADER, false).stream()
            .filter(m -> m.score() >= Scores.REPORTED)
            .toList());
  }

  /// As [#find(String)], for a cell of a column of this name.
  public List<PiiMatch> find(String text, String column) {
    List<PiiMatch> all = candidates(text, words.ofHeader(column), false);
    return resolved(all.stream().filter(m -> m.score() >= Scores.REPORTED).toList());
  }

  /// Everything that has the form and passes the test, however unsure, overlaps included.
  public List<PiiMatch> candidates(String text) {
    return candidates(text, NO_HEADER, true);
  }

  private List<PiiMatch> candidates(String text, BitSet header, boolean weak) {
    TextScan scan = newScan();
    scan.keepWeak(weak);
    List<PiiMatch> found = new ArrayList<>();
    for (int from = 0; from == 0 || from + OVERLAP < text.length(); from += WINDOW - OVERLAP) {
      scan(scan, text, from, Math.min(text.length(), from + WINDOW), header);
      for (int i = 0; i < scan.count(); i++) {
        found.add(
            new PiiMatch(
                types.get(scan.type(i)), from + scan.start(i), from + scan.end(i), scan.score(i)));
      }
    }
    return found;
  }

  private static List<PiiMatch> resolved(List<PiiMatch> matches) {
    List<PiiMatch> order = new ArrayList<>(matches);
    order.sort(
        Comparator.comparingDouble(PiiMatch::score)
            .reversed()
            .thenComparingInt(m -> m.start() - m.end())
            .thenComparingInt(PiiMatch::start)
            .thenComparing(m -> m.type().id()));
    List<PiiMatch> kept = new ArrayList<>();
    BitSet taken = new BitSet();
    for (PiiMatch m : order) {
      int next = taken.nextSetBit(m.start());
      if (next < 0 || next >= m.end()) {
        kept.add(m);
        taken.set(m.start(), m.end());
      }
    }
    kept.sort(Comparator.comparingInt(PiiMatch::start));
    return kept;
  }

  TextScan newScan() {
    return new TextScan(words);
  }

  void scan(TextScan scan, String text, int from, int to, BitSet header) {
    scan.load(text, from, to, header);
    for (Finder finder : finders) {
      finder.find(scan);
    }
  }

  ContextWords words() {
    return words;
  }

  List<PiiType> types() {
    return types;
  }
}
