package dev.gambeson.data.contract;

import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Tests present cells against the rule of their column. Not thread-safe.
final class CellTest {
  private final ColumnRule rule;
  private final Scalar scalar;
  private final double low;
  private final double high;
  private final Optional<Pattern> regex;
  private final Optional<Predicate<String>> format;
  private final Set<String> words;
  private final double[] numbers;
  private final boolean anyValue;
  private final SeenCells seen = new SeenCells(this::textBreaches);
  private double value;

  private CellTest(ColumnRule rule, List<String> allowed, boolean anyValue) {
    this.rule = rule;
    this.scalar = Scalar.of(rule);
    this.low = ColumnContradictions.low(rule);
    this.high = ColumnContradictions.high(rule);
    this.regex = rule.regex().map(Pattern::compile);
    this.format =
        rule.type() == ColumnType.TEXT
            ? rule.format().map(f -> TextFormats.all().getOrDefault(f, _ -> false))
            : Optional.empty();
    this.anyValue = anyValue;
    this.words = isText() ? new HashSet<>(allowed) : Set.of();
    this.numbers =
        isText() ? new double[0] : allowed.stream().mapToDouble(scalar::valueOf).sorted().toArray();
  }

  static CellTest of(ColumnRule rule) {
    return new CellTest(rule, rule.allowed().orElse(List.of()), rule.allowed().isEmpty());
  }

  /// Without the set of allowed values.
  static CellTest withoutAllowed(ColumnRule rule) {
    return new CellTest(rule, List.of(), true);
  }

  private boolean isText() {
    return rule.type() == ColumnType.TEXT;
  }

  /// What a present cell breaks: bits of [Kind]. Its value is then at [#value].
  int breaches(String cell) {
    if (isText()) {
      return untested() ? 0 : (int) seen.of(cell);
    }
    value = scalar.valueOf(cell);
    return Double.isNaN(value) ? Kind.TYPE.bit() : valueBreaches();
  }

  private boolean untested() {
    return anyValue
        && regex.isEmpty()
        && format.isEmpty()
        && rule.minLength().isEmpty()
        && rule.maxLength().isEmpty();
  }

  /// As [#breaches(String)], of a cell that the source declares to be a number.
  int breaches(double number, String text) {
    switch (rule.type()) {
      case DATE, TIMESTAMP -> {
        value = Double.NaN;
        return Kind.TYPE.bit();
      }
      case TEXT -> {
        return breaches(text);
      }
      case INTEGER -> value = number == Math.rint(number) ? number + 0.0 : Double.NaN;
      case DECIMAL -> value = number + 0.0;
      case BOOLEAN -> value = number == 0 || number == 1 ? number + 0.0 : Double.NaN;
    }
    return Double.isNaN(value) || Double.isInfinite(value) ? Kind.TYPE.bit() : valueBreaches();
  }

  private int valueBreaches() {
    int breaches = 0;
    if (value < low) {
      breaches |= Kind.MIN.bit();
    }
    if (value > high) {
      breaches |= Kind.MAX.bit();
    }
    if (!anyValue && Arrays.binarySearch(numbers, value) < 0) {
      breaches |= Kind.ALLOWED.bit();
    }
    return breaches;
  }

  private long textBreaches(String cell) {
    int breaches = 0;
    int n = cell.length();
    if (n < rule.minLength().orElse(0) || n > rule.maxLength().orElse(Integer.MAX_VALUE)) {
      breaches |= Kind.LENGTH.bit();
    }
    if (regex.isPresent() && !regex.get().matcher(cell).matches()) {
      breaches |= Kind.REGEX.bit();
    }
    if (format.isPresent() && !format.get().test(cell)) {
      breaches |= Kind.FORMAT.bit();
    }
    if (!anyValue && !words.contains(cell)) {
      breaches |= Kind.ALLOWED.bit();
    }
    return breaches;
  }

  /// The value of the cell tested last; NaN for texts and cells that are not of the type.
  double value() {
    return isText() ? Double.NaN : value;
  }

  /// The first rule a present cell breaks, in words.
  Optional<String> firstBreach(String cell) {
    int breaches = breaches(cell);
    return Arrays.stream(Kind.values())
        .filter(k -> (breaches & k.bit()) != 0)
        .findFirst()
        .map(k -> describe(rule, k));
  }

  /// A rule in words: `max 120`.
  static String describe(ColumnRule rule, Kind kind) {
    return switch (kind) {
      case EMPTY -> "not empty";
      case TYPE -> "type " + rule.type().id() + rule.format().map(f -> " " + f).orElse("");
      case MIN -> "min " + rule.min().orElse("");
      case MAX -> "max " + rule.max().orElse("");
      case LENGTH -> lengths(rule);
      case REGEX -> "regex " + rule.regex().orElse("");
      case FORMAT -> "format " + rule.format().orElse("");
      case ALLOWED ->
          "one of the %,d allowed values".formatted(rule.allowed().orElse(List.of()).size());
    };
  }

  private static String lengths(ColumnRule rule) {
    return "length %s to %s"
        .formatted(
            rule.minLength().map(String::valueOf).orElse("0"),
            rule.maxLength().map(String::valueOf).orElse("any"));
  }
}
