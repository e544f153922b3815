package dev.gambeson.fairness;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Everything that counts can say about the fairness of some decisions, from one pass over the
/// rows.
///
/// ```java
/// FairnessAudit audit =
///     FairnessAudit.of(Decisions.of(truth, predicted, favourable), Attribute.of(sex), Attribute.of(race));
/// Estimate ratio = audit.by("sex").compare("female", "male").disparateImpact();
/// Estimate worst = audit.intersection("sex", "race").difference(Rate.TRUE_POSITIVE_RATE);
/// ```
///
/// Any number of attributes and groups. Differences and ratios carry their direction in the name of
/// the estimate. A quantity that the rows do not define is an undefined estimate with the reason.
/// Audits of parts of the data can be merged, in any order.
public final class FairnessAudit {
  private final List<String> names;
  private final List<List<String>> groups;
  private final GroupCounts counts;

  private FairnessAudit(List<String> names, List<List<String>> groups, GroupCounts counts) {
    this.names = names;
    this.groups = groups;
    this.counts = counts;
  }

  /// Counts the decisions by all intersections of the attributes.
  ///
  /// @throws GambesonException when there are more than 262,144 intersections
  public static FairnessAudit of(Decisions decisions, Attribute... attributes) {
    List<Attribute> all = List.of(attributes);
    List<String> names = all.stream().map(Attribute::name).toList();
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("attributes of the same name: " + names);
    }
    return new FairnessAudit(
        names, all.stream().map(Attribute::groups).toList(), GroupCounts.of(decisions, all));
  }

  /// The audit of both parts together. The attributes and their groups must be the same.
  public FairnessAudit merge(FairnessAudit other) {
    if (!names.equals(other.names) || !groups.equals(other.groups)) {
      throw new IllegalArgumentException(
          "audits of other attributes or groups cannot be merged: %s and %s"
              .formatted(names, other.names));
    }
    return new FairnessAudit(names, groups, counts.merge(other.counts));
  }

  /// The attributes, in the order given.
  public List<String> attributes() {
    return names;
  }

  /// All rows, those with missing attributes included.
  public Confusion overall() {
    return counts.marginal(List.of()).getFirst();
  }

  /// The groups of one attribute.
  public GroupAudit by(String attribute) {
    return intersection(attribute);
  }

  /// The groups of all attributes crossed.
  public GroupAudit intersection() {
    return intersection(names.toArray(String[]::new));
  }

  /// The groups of some attributes crossed: `female & black` and so on. Intersections without a row
  /// are left out.
  public GroupAudit intersection(String... attributes) {
    List<Integer> chosen = Arrays.stream(attributes).map(this::index).toList();
    List<Confusion> tables = counts.marginal(chosen);
    List<GroupAudit.Group> found = new ArrayList<>();
    Confusion leftOut = Confusion.EMPTY;
    for (int t = 0; t < tables.size(); t++) {
      List<String> parts = parts(t, chosen);
      if (parts.contains("")) {
        leftOut = leftOut.plus(tables.get(t));
      } else if (chosen.size() == 1 || tables.get(t).rows() > 0) {
        found.add(new GroupAudit.Group(String.join(" & ", parts), tables.get(t)));
      }
    }
    return new GroupAudit(String.join(" x ", attributes), found, leftOut);
  }

  /// One group against a reference within each stratum of another attribute.
  public StratifiedComparison stratified(
      String attribute, String group, String reference, String stratum) {
    GroupAudit.Group left = by(attribute).group(group);
    GroupAudit.Group right = by(attribute).group(reference);
    List<Integer> chosen = List.of(index(stratum), index(attribute));
    List<Confusion> tables = counts.marginal(chosen);
    List<String> own = groups.get(index(attribute));
    int width = own.size() + 1;
    List<StratifiedComparison.Stratum> strata = new ArrayList<>();
    for (int s = 0; s < groups.get(index(stratum)).size(); s++) {
      List<Confusion> row = tables.subList((s + 1) * width, (s + 2) * width);
      strata.add(
          new StratifiedComparison.Stratum(
              groups.get(index(stratum)).get(s),
              row.get(own.indexOf(group) + 1),
              row.get(own.indexOf(reference) + 1),
              row.subList(1, width).stream().reduce(Confusion.EMPTY, Confusion::plus)));
    }
    return new StratifiedComparison(stratum, new Comparison(left, right, 0.95), strata);
  }

  private List<String> parts(int table, List<Integer> chosen) {
    List<String> parts = new ArrayList<>();
    int rest = table;
    for (int c = chosen.size() - 1; c >= 0; c--) {
      List<String> names = groups.get(chosen.get(c));
      int code = rest % (names.size() + 1);
      rest /= names.size() + 1;
      parts.addFirst(code == 0 ? "" : names.get(code - 1));
    }
    return parts;
  }

  private int index(String attribute) {
    int index = names.indexOf(attribute);
    if (index < 0) {
      String hint =
          Text.didYouMean(attribute, names).map(n -> " Did you mean '" + n + "'?").orElse("");
      throw GambesonException.usage(
          "The audit has no attribute '%s'.%s It has: %s."
              .formatted(attribute, hint, String.join(", ", names)));
    }
    return index;
  }
}
