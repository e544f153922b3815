package dev.gambeson.data.contract;

import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.profile.CellType;
import dev.gambeson.data.profile.ColumnSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// What one column suggests, by the rules of Deequ (`ConstraintSuggestionRunner`, rules of 2.0),
/// with Wilson's interval where Deequ takes Wald's, and tested on the rows held apart.
final class ColumnSuggestions {
  static final int FEWEST = 50; // rows learnt from, below which nothing but types is suggested

  private static final double LEAST_COMPLETE = 0.2; // RetainCompleteness
  private static final double MOST_SINGLETONS = 0.1; // CategoricalRange
  private static final double FRACTIONAL_SINGLETONS = 0.4; // FractionalCategoricalRange
  private static final double COVERAGE = 0.9; // FractionalCategoricalRange
  private static final double NEARLY_UNIQUE = 0.08; // UniqueIfApproximatelyUnique
  private static final int ROWS_PER_VALUE = 5; // a value of fewer rows is not written
  private static final int MOST_VALUES = 200;
  private static final int MOST_NUMBERS = 10; // of a numeric column: more are measurements
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ColumnSummary seen;
  private final ColumnSummary held;
  private final ColumnSummary whole;
  private final List<Suggestion> all = new ArrayList<>();
  private ColumnType type = ColumnType.TEXT;

  /// @param seen of the rows learnt from
  /// @param held of the rows held apart
  /// @param whole of both
  ColumnSuggestions(ColumnSummary seen, ColumnSummary held, ColumnSummary whole) {
    this.seen = seen;
    this.held = held;
    this.whole = whole;
    type();
    nulls();
    if (seen.present() >= FEWEST) {
      notNegative();
      if (!unique()) {
        allowed();
      }
      length();
    }
  }

  List<Suggestion> all() {
    return all;
  }

  private void add(String key, String value, String reason, boolean holds) {
    all.add(new Suggestion(seen.name(), key, value, reason, holds));
  }

  private void type() {
    Optional<ColumnType> narrow = seen.type().map(ColumnSuggestions::typeOf);
    if (narrow.isEmpty() || narrow.get() == ColumnType.TEXT) {
      add("type", "text", narrow.isEmpty() ? "no cell is filled" : "texts", true);
      return;
    }
    long others = seen.present() - fitting(seen, narrow.get());
    long heldOthers = held.present() - fitting(held, narrow.get());
    boolean holds = others == 0 && heldOthers == 0;
    if (holds) {
      type = narrow.get();
    } else {
      add("type", "text", "not every cell is of one type", true);
    }
    add(
        "type",
        narrow.get().id(),
        holds
            ? "all %,d present cells".formatted(whole.present())
            : "all but %,d of %,d present cells".formatted(others + heldOthers, whole.present()),
        holds);
  }

  private static ColumnType typeOf(CellType type) {
    return switch (type) {
      case INTEGER -> ColumnType.INTEGER;
      case DECIMAL -> ColumnType.DECIMAL;
      case BOOLEAN -> ColumnType.BOOLEAN;
      case DATE -> ColumnType.DATE;
      case TIMESTAMP -> ColumnType.TIMESTAMP;
      case TEXT -> ColumnType.TEXT;
    };
  }

  /// Cells that a contract of this type takes.
  private static long fitting(ColumnSummary column, ColumnType type) {
    return switch (type) {
      case INTEGER -> hugeNumber(column) ? 0 : column.count(CellType.INTEGER);
      case DECIMAL -> column.count(CellType.INTEGER) + column.count(CellType.DECIMAL);
      case BOOLEAN -> column.count(CellType.BOOLEAN);
      case DATE -> column.count(CellType.DATE);
      case TIMESTAMP -> column.count(CellType.DATE) + column.count(CellType.TIMESTAMP);
      case TEXT -> column.present();
    };
  }

  private static boolean hugeNumber(ColumnSummary column) {
    return column
        .numbers()
        .map(n -> n.histogram().buckets())
        .filter(b -> !b.isEmpty())
        .filter(b -> b.getFirst().low() <= -1e18 || b.getLast().high() >= 1e18)
        .isPresent();
  }

  private void nulls() {
    if (seen.missing() == 0) {
      boolean holds = held.missing() == 0;
      String reason = "none of %,d cells is empty".formatted(seen.rows());
      add(
          "nulls",
          "0",
          holds
              ? reason
              : reason + ", but %,d of %,d held apart are".formatted(held.missing(), held.rows()),
          holds);
      if (!holds) {
        add("nulls", "1", "no limit that holds was found", true);
      }
      return;
    }
    double complete = (double) seen.present() / seen.rows();
    if (complete <= LEAST_COMPLETE) {
      add("nulls", "1", "%s of the cells are empty".formatted(Text.percent(1 - complete)), true);
      return;
    }
    double high = Intervals.wilson("", seen.missing(), seen.rows()).high();
    double limit = Math.min(1, Math.ceil(high * 1000) / 1000);
    boolean holds = held.missing() <= limit * held.rows();
    String reason =
        "%s of the cells are empty (Wilson 95 %%, upper end)".formatted(Text.percent(1 - complete));
    add("nulls", Text.number(limit), reason, holds && whole.missing() <= limit * whole.rows());
    if (!all.getLast().held()) {
      add("nulls", "1", "no limit that holds was found", true);
    }
  }

  private void notNegative() {
    if (!type.isNumber() || seen.numbers().isEmpty()) {
      return;
    }
    double low = lowest(seen);
    double high = seen.numbers().get().histogram().buckets().getLast().high();
    String range = "seen from %s to about %s".formatted(Text.number(low), Text.number(high));
    if (low >= 0) {
      add("min", "0", range, lowest(held) >= 0);
    }
  }

  private static double lowest(ColumnSummary column) {
    return column
        .numbers()
        .map(n -> n.histogram().buckets())
        .filter(b -> !b.isEmpty())
        .map(b -> b.getFirst().low())
        .orElse(0.0);
  }

  /// Approximately unique in Deequ's sense, and every value of the sketch's sample occurs once.
  private boolean unique() {
    boolean nearly =
        Math.abs(1 - seen.distinct() / seen.present()) <= NEARLY_UNIQUE && seen.looksLikeKey();
    if (!nearly) {
      return false;
    }
    boolean exact = whole.distinctError() == 0;
    boolean holds =
        exact
            ? whole.distinct() == whole.present()
            : whole.singletons() == 1 && held.singletons() == 1;
    String reason =
        exact
            ? "%,d distinct values in %,d cells".formatted((long) whole.distinct(), whole.present())
            : "about %s distinct values in %,d cells; of the values sampled by hash %s occur once"
                .formatted(
                    Text.number(whole.distinct()),
                    whole.present(),
                    Text.percent(whole.singletons()));
    add("unique", "true", reason, holds);
    return true;
  }

  private void allowed() {
    if (type == ColumnType.DECIMAL
        || type == ColumnType.DATE
        || type == ColumnType.TIMESTAMP
        || seen.levels().isEmpty()
        || !(seen.singletons() <= FRACTIONAL_SINGLETONS)) {
      return;
    }
    Map<String, Long> written = new TreeMap<>();
    seen.levels()
        .get()
        .shown()
        .forEach((value, rows) -> {
          if (rows >= ROWS_PER_VALUE) {
            written.put(value, rows);
          }
        });
    int most = type == ColumnType.TEXT || type == ColumnType.BOOLEAN ? MOST_VALUES : MOST_NUMBERS;
    if (written.isEmpty() || written.size() > most) {
      return;
    }
    long covered = written.values().stream().mapToLong(Long::longValue).sum();
    if (covered == seen.present() && seen.singletons() <= MOST_SINGLETONS) {
      allowed(written, 1, "every one of %,d present cells".formatted(covered));
    } else if (covered >= COVERAGE * seen.present()) {
      double low = Intervals.wilson("", covered, seen.present()).low();
      double coverage = Math.floor(low * 1000) / 1000;
      allowed(
          written,
          coverage,
          "%s of %,d present cells (Wilson 95 %%, lower end; values of fewer than %d rows are left out)"
              .formatted(
                  Text.percent((double) covered / seen.present()), seen.present(), ROWS_PER_VALUE));
    }
  }

  private void allowed(Map<String, Long> values, double coverage, String reason) {
    boolean holds = covered(held, values) >= coverage * held.present();
    boolean always = covered(whole, values) >= coverage * whole.present();
    String list = values.keySet().stream().map(this::quoted).collect(Collectors.joining(", "));
    add("allowed", "[" + list + "]", reason, holds && always);
    if (coverage < 1) {
      add("coverage", Text.number(coverage), "share of the set above", holds && always);
    }
  }

  private static long covered(ColumnSummary column, Map<String, Long> values) {
    return column
        .levels()
        .map(l ->
            l.shown().entrySet().stream()
                .filter(e -> values.containsKey(e.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum())
        .orElse(0L);
  }

  private String quoted(String value) {
    return type == ColumnType.INTEGER ? value : quote(value);
  }

  /// A YAML text in double quotes; what is neither ASCII nor a letter or digit is written as its
  /// number, since YAML refuses some of it.
  static String quote(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : JSON.writeValueAsString(text).toCharArray()) {
      if (c > 126 && !Character.isLetterOrDigit(c)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void length() {
    boolean set = all.stream().anyMatch(s -> s.key().equals("allowed") && s.held());
    if (type != ColumnType.TEXT || set || seen.lengths().isEmpty() || seen.numbers().isPresent()) {
      return;
    }
    ColumnSummary.Lengths lengths = seen.lengths().get();
    if (lengths.shortest() == lengths.longest()) {
      add(
          "length",
          "{min: %d, max: %d}".formatted(lengths.shortest(), lengths.longest()),
          "all %,d present cells are that long".formatted(seen.present()),
          held.lengths().map(lengths::equals).orElse(true) && held.numbers().isEmpty());
    }
  }
}
