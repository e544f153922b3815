package dev.gambeson.data.contract;

import dev.gambeson.core.Text;
import dev.gambeson.data.contract.Contract.Comparison;
import dev.gambeson.data.contract.Contract.Dependency;
import dev.gambeson.data.contract.Contract.Monotone;
import dev.gambeson.data.contract.Contract.Operator;
import dev.gambeson.data.contract.Contract.Reference;
import dev.gambeson.data.contract.Contract.Sum;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What no table could fulfil, or nobody could mean, in the rules of a contract that concern more
/// than one column. [ColumnContradictions] does single columns.
final class Contradictions {
  private final List<String> found = new ArrayList<>();
  private final Map<String, ColumnRule> columns = new LinkedHashMap<>();

  Contradictions(
      OptionalLong minRows,
      OptionalLong maxRows,
      List<ColumnRule> rules,
      List<List<String>> keys,
      List<Dependency> dependencies,
      List<Monotone> monotone,
      List<Reference> references,
      List<Comparison> comparisons,
      List<Sum> sums) {
    rows(minRows, maxRows);
    columns(rules, minRows.orElse(0));
    Stream.of(keys, dependencies, monotone, references, comparisons, sums)
        .filter(l -> l.size() > Contract.MAX_RULES)
        .forEach(l ->
            add("%,d table rules of one kind; the limit is %,d", l.size(), Contract.MAX_RULES));
    keys.forEach(this::key);
    dependencies.forEach(this::dependency);
    monotone.forEach(this::monotone);
    references.forEach(this::reference);
    comparisons.forEach(this::comparison);
    if (found.isEmpty()) {
      circles(comparisons);
    }
    sums.forEach(this::sum);
  }

  /// One message a contradiction.
  List<String> all() {
    return found;
  }

  @SuppressWarnings("AnnotateFormatMethod") // formats are constants of this class
  private void add(String message, Object... arguments) {
    found.add(message.formatted(arguments));
  }

  private void rows(OptionalLong min, OptionalLong max) {
    if (min.orElse(0) < 0 || max.orElse(0) < 0) {
      add("rows: a number of rows cannot be negative");
    }
    if (min.isPresent() && max.isPresent() && min.getAsLong() > max.getAsLong()) {
      add("rows: min %,d is larger than max %,d", min.getAsLong(), max.getAsLong());
    }
  }

  private void columns(List<ColumnRule> rules, long minRows) {
    if (rules.isEmpty()) {
      add("columns: there are none, so nothing would be checked");
    }
    if (rules.size() > Contract.MAX_COLUMNS) {
      add("columns: %,d; the limit is %,d", rules.size(), Contract.MAX_COLUMNS);
      return;
    }
    for (ColumnRule rule : rules) {
      if (rule.name().isEmpty() || columns.put(rule.name(), rule) != null) {
        add("columns: '%s' is listed twice or empty", rule.name());
      }
      found.addAll(new ColumnContradictions(rule, minRows).all());
    }
  }

  private Optional<ColumnRule> known(String place, String column) {
    ColumnRule rule = columns.get(column);
    if (rule == null) {
      String hint =
          Text.didYouMean(column, columns.keySet())
              .map(k -> " Did you mean '" + k + "'?")
              .orElse("");
      add("%s: there is no column '%s' in the contract.%s", place, column, hint);
    }
    return Optional.ofNullable(rule);
  }

  private void several(String place, List<String> names) {
    if (names.isEmpty()) {
      add("%s: no column is named", place);
    }
    Set<String> seen = new HashSet<>();
    names.stream().filter(n -> !seen.add(n)).forEach(n -> add("%s: '%s' is named twice", place, n));
    names.forEach(n -> known(place, n));
  }

  private void key(List<String> key) {
    several("keys", key);
  }

  private void dependency(Dependency dependency) {
    String place = "dependencies " + dependency.columns() + " -> " + dependency.decides();
    several(place, dependency.columns());
    known(place, dependency.decides());
    if (dependency.columns().contains(dependency.decides())) {
      add("%s: a column always decides itself", place);
    }
  }

  private void monotone(Monotone rule) {
    String place = "monotone " + rule.column();
    known(place, rule.column())
        .filter(c -> !c.type().isOrdered())
        .ifPresent(c -> add("%s: a column of %s has no order", place, c.type().id()));
    if (!rule.per().isEmpty()) {
      several(place + ", per", rule.per());
    }
    if (rule.per().contains(rule.column())) {
      add("%s: rows that agree in '%s' cannot go back in it", place, rule.column());
    }
  }

  private void reference(Reference rule) {
    String place = "references " + rule.columns();
    several(place, rule.columns());
    if (rule.match().size() != rule.columns().size()) {
      add("%s: %d columns, but match names %d", place, rule.columns().size(), rule.match().size());
    }
  }

  private void comparison(Comparison rule) {
    String place = "comparisons '" + rule + "'";
    Optional<ColumnRule> left = known(place, rule.left());
    Optional<ColumnRule> right = known(place, rule.right());
    if (rule.left().equals(rule.right())) {
      add("%s: a column is compared with itself", place);
    } else if (left.isPresent() && right.isPresent()) {
      types(place, rule, left.get(), right.get());
    }
  }

  private void types(String place, Comparison rule, ColumnRule left, ColumnRule right) {
    boolean alike = left.type() == right.type() || bothNumbers(left, right);
    boolean ordering = rule.operator() != Operator.EQUAL && rule.operator() != Operator.DIFFERENT;
    if (!alike) {
      add("%s: %s is no match for %s", place, left.type().id(), right.type().id());
    } else if (ordering && !left.type().isOrdered()) {
      add("%s: a column of %s has no order; use = or !=", place, left.type().id());
    } else if (left.type().isOrdered() && !possible(rule.operator(), left, right)) {
      add("%s: the ranges of the two columns leave no pair of values", place);
    }
  }

  private static boolean bothNumbers(ColumnRule left, ColumnRule right) {
    return left.type().isNumber() && right.type().isNumber();
  }

  private static boolean possible(Operator operator, ColumnRule left, ColumnRule right) {
    double leftLow = ColumnContradictions.low(left);
    double leftHigh = ColumnContradictions.high(left);
    double rightLow = ColumnContradictions.low(right);
    double rightHigh = ColumnContradictions.high(right);
    return switch (operator) {
      case LESS -> leftLow < rightHigh;
      case AT_MOST -> leftLow <= rightHigh;
      case MORE -> leftHigh > rightLow;
      case AT_LEAST -> leftHigh >= rightLow;
      case EQUAL -> leftLow <= rightHigh && rightLow <= leftHigh;
      case DIFFERENT -> !(leftLow == leftHigh && rightLow == rightHigh && leftLow == rightLow);
    };
  }

  /// A comparison that is strict, and a chain of others that leads back.
  private void circles(List<Comparison> comparisons) {
    Map<String, Set<String>> upTo = new LinkedHashMap<>(); // left is at most right
    for (Comparison c : comparisons) {
      switch (c.operator()) {
        case LESS, AT_MOST -> edge(upTo, c.left(), c.right());
        case MORE, AT_LEAST -> edge(upTo, c.right(), c.left());
        case EQUAL -> {
          edge(upTo, c.left(), c.right());
          edge(upTo, c.right(), c.left());
        }
        case DIFFERENT -> {}
      }
    }
    for (Comparison c : comparisons) {
      boolean circle =
          switch (c.operator()) {
            case LESS -> reaches(upTo, c.right(), c.left());
            case MORE -> reaches(upTo, c.left(), c.right());
            case DIFFERENT ->
                reaches(upTo, c.left(), c.right()) && reaches(upTo, c.right(), c.left());
            case AT_MOST, AT_LEAST, EQUAL -> false;
          };
      if (circle) {
        add("comparisons '%s': other comparisons say the opposite", c);
      }
    }
  }

  private static void edge(Map<String, Set<String>> graph, String from, String to) {
    graph.computeIfAbsent(from, _ -> new HashSet<>()).add(to);
  }

  private static boolean reaches(Map<String, Set<String>> graph, String from, String to) {
    Set<String> seen = new HashSet<>(Set.of(from));
    List<String> open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      for (String next : graph.getOrDefault(open.removeLast(), Set.of())) {
        if (next.equals(to)) {
          return true;
        }
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    return false;
  }

  private void sum(Sum rule) {
    String place = "sums " + rule.columns() + " = " + rule.equals();
    several(place, rule.columns());
    Predicate<ColumnRule> number = c -> c.type().isNumber();
    Stream.concat(rule.columns().stream(), Stream.of(rule.equals()))
        .map(columns::get)
        .filter(c -> c != null && !number.test(c))
        .forEach(c -> add("%s: '%s' is a %s, no number", place, c.name(), c.type().id()));
    known(place, rule.equals());
    if (rule.columns().contains(rule.equals())) {
      add("%s: '%s' stands on both sides", place, rule.equals());
    }
    if (!(rule.tolerance() >= 0) || Double.isInfinite(rule.tolerance())) {
      add("%s: the tolerance must be 0 or more", place);
    }
  }
}
