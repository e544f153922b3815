package dev.gambeson.data.contract;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gambeson.core.Text;
import dev.gambeson.data.internal.rows.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What no column could fulfil in the rule of a single column.
final class ColumnContradictions {
  private static final int MAX_REGEX = 1000;

  private final ColumnRule rule;
  private final List<String> found = new ArrayList<>();

  /// @param minRows fewest rows of the table
  ColumnContradictions(ColumnRule rule, long minRows) {
    this.rule = rule;
    share("nulls", rule.nulls());
    share("coverage", rule.coverage());
    boolean sound = syntax();
    range();
    length();
    if (sound) {
      allowed();
      unique(minRows);
    }
  }

  /// One message a contradiction.
  List<String> all() {
    return found;
  }

  @SuppressWarnings("AnnotateFormatMethod") // formats are constants of this class
  private void add(String key, String message, Object... arguments) {
    found.add("columns.%s.%s: %s".formatted(rule.name(), key, message.formatted(arguments)));
  }

  private void share(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      add(key, "%s is no share between 0 and 1", Text.number(value));
    }
  }

  private boolean isText() {
    return rule.type() == ColumnType.TEXT;
  }

  private boolean syntax() {
    int before = found.size();
    rule.regex().ifPresent(this::regex);
    rule.format().ifPresent(this::format);
    return found.size() == before;
  }

  private void regex(String regex) {
    if (!isText()) {
      add(
          "regex",
          "a column of %s has no spelling; use min, max, allowed or format",
          rule.type().id());
    } else if (regex.length() > MAX_REGEX) {
      add("regex", "longer than %d characters", MAX_REGEX);
    } else {
      try {
        Pattern.compile(regex);
      } catch (PatternSyntaxException e) {
        add("regex", "'%s' is no RE2 expression: %s", regex, e.getDescription());
      }
    }
  }

  private void format(String format) {
    switch (rule.type()) {
      case TEXT -> {
        if (!TextFormats.all().containsKey(format)) {
          add("format", "'%s' is none of %s", format, TextFormats.all().keySet());
        }
      }
      case DATE, TIMESTAMP -> {
        try {
          String _ = Values.pattern(format).toString();
        } catch (IllegalArgumentException e) {
          String reason = Objects.toString(e.getMessage(), "unknown letters");
          add("format", "'%s' is no pattern such as dd/MM/uuuu: %s", format, reason);
        }
      }
      case INTEGER, DECIMAL, BOOLEAN -> add("format", "a column of %s has none", rule.type().id());
    }
  }

  private void range() {
    boolean least = bound("min", rule.min());
    boolean most = bound("max", rule.max());
    if (least && most && low(rule) > high(rule)) {
      add("min", "%s is larger than max %s", rule.min().orElse(""), rule.max().orElse(""));
    }
  }

  private boolean bound(String key, Optional<String> bound) {
    if (bound.isEmpty()) {
      return false;
    }
    if (!rule.type().isOrdered()) {
      String instead = isText() ? "; use length for texts" : "";
      add(key, "a column of %s has no order%s", rule.type().id(), instead);
      return false;
    }
    if (Double.isNaN(Scalar.of(rule).valueOf(bound.get()))) {
      add(key, "'%s' is no %s", bound.get(), rule.type().id());
      return false;
    }
    return true;
  }

  /// Smallest value a column may hold; negative infinity when open.
  static double low(ColumnRule rule) {
    return rule.type().isOrdered()
        ? rule.min().map(m -> Scalar.of(rule).valueOf(m)).orElse(Double.NEGATIVE_INFINITY)
        : Double.NEGATIVE_INFINITY;
  }

  /// Largest value a column may hold; infinity when open.
  static double high(ColumnRule rule) {
    return rule.type().isOrdered()
        ? rule.max().map(m -> Scalar.of(rule).valueOf(m)).orElse(Double.POSITIVE_INFINITY)
        : Double.POSITIVE_INFINITY;
  }

  private void length() {
    if ((rule.minLength().isPresent() || rule.maxLength().isPresent()) && !isText()) {
      add("length", "a column of %s has none; use min and max", rule.type().id());
    }
    int min = rule.minLength().orElse(0);
    int max = rule.maxLength().orElse(Integer.MAX_VALUE);
    if (min < 0 || max < 1) {
      add("length", "min must be 0 or more, max 1 or more");
    } else if (min > max) {
      add("length", "min %d is larger than max %d", min, max);
    }
  }

  private void allowed() {
    if (rule.allowed().isEmpty()) {
      if (rule.coverage() != 1) {
        add("coverage", "there is no set of allowed values for it");
      }
      return;
    }
    List<String> values = rule.allowed().get();
    if (values.isEmpty()) {
      add("allowed", "the set is empty, so every value would break it; leave it out");
    }
    Set<String> seen = new HashSet<>();
    if (!found.isEmpty()) {
      return; // a rule that is wrong in itself would blame every value
    }
    CellTest rest = CellTest.withoutAllowed(rule);
    for (String value : values) {
      if (value.isEmpty()) {
        add("allowed", "an empty cell is no value; set nulls above 0 to allow it");
      } else if (!seen.add(value)) {
        add("allowed", "'%s' stands there twice", value);
      } else {
        rest.firstBreach(value)
            .ifPresent(b -> add("allowed", "'%s' breaks '%s' of the same column", value, b));
      }
    }
  }

  private void unique(long minRows) {
    if (!rule.unique() || !found.isEmpty()) {
      return;
    }
    double most = distinctValues();
    if (most <= 1) {
      add("unique", "the other rules leave a single value, which could stand in one row only");
    } else if (rule.required() && (1 - rule.nulls()) * minRows > most) {
      add(
          "unique",
          "%,d rows at least, but the other rules leave %s distinct values",
          minRows,
          Text.number(most));
    }
  }

  private double distinctValues() {
    if (rule.type() == ColumnType.BOOLEAN) {
      return rule.allowed().map(a -> Math.min(2, a.size())).orElse(2);
    }
    double range =
        switch (rule.type()) {
          case INTEGER, DATE -> high(rule) - low(rule) + 1;
          case DECIMAL, TIMESTAMP -> high(rule) == low(rule) ? 1 : Double.POSITIVE_INFINITY;
          case BOOLEAN, TEXT -> Double.POSITIVE_INFINITY;
        };
    double set =
        rule.coverage() == 1
            ? rule.allowed().map(a -> (double) a.size()).orElse(Double.POSITIVE_INFINITY)
            : Double.POSITIVE_INFINITY;
    return Math.min(range, set);
  }
}
