package dev.gambeson.data.contract;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Text;
import dev.gambeson.data.contract.ContractPlan.Grouping;
import dev.gambeson.data.contract.ContractPlan.Referred;
import dev.gambeson.data.contract.ContractPlan.Relation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Judges what a contract's profile has seen.
final class ContractJudge {
  private static final String NO_COLUMN = "The columns concerned are not in the table.";

  private final ContractProfile seen;
  private final ContractPlan plan;
  private final Contract contract;
  private final String table;
  private final CheckContext context;
  private final Set<String> names;

  ContractJudge(ContractProfile seen, String table, CheckContext context) {
    this.seen = seen;
    this.plan = seen.plan();
    this.contract = plan.contract;
    this.table = table;
    this.context = context;
    this.names = new HashSet<>(seen.names());
  }

  List<CheckResult> all() {
    if (seen.rows() == 0) {
      return empty();
    }
    List<CheckResult> results = new ArrayList<>(List.of(rows(), columns(), types()));
    results.addAll(List.of(nulls(), values(), relations()));
    results.addAll(
        List.of(
            groups("keys", g -> g == Grouping.Type.UNIQUE || g == Grouping.Type.KEY),
            groups("dependencies", g -> g == Grouping.Type.DEPENDENCY),
            references(),
            growth()));
    return results;
  }

  private List<CheckResult> empty() {
    String reason = "There is no row.";
    List<CheckResult> results = new ArrayList<>();
    results.add(
        contract.minRows().orElse(0) > 0
            ? rows()
            : CheckResult.inconclusive(ContractInfos.SCHEMA.id(), "", reason));
    results.add(CheckResult.inconclusive(ContractInfos.VALUES.id(), "", reason));
    results.add(CheckResult.inconclusive(ContractInfos.KEYS.id(), "", reason));
    return results;
  }

  private Verdict verdict(CheckInfo info, String aspect) {
    return new Verdict(info, aspect, table, context);
  }

  private double allowed(CheckInfo info) {
    return context.parameter(info, ContractInfos.MAX_SHARE);
  }

  private CheckResult rows() {
    Verdict verdict = verdict(ContractInfos.SCHEMA, "number of rows");
    contract
        .minRows()
        .ifPresent(min -> {
          verdict.rule();
          if (seen.rows() < min) {
            verdict.whole(
                "Too few rows",
                "%,d rows; the contract asks for at least %,d.".formatted(seen.rows(), min),
                Optional.empty());
          }
        });
    contract
        .maxRows()
        .ifPresent(max -> {
          verdict.rule();
          if (seen.rows() > max) {
            verdict.whole(
                "Too many rows",
                "%,d rows; the contract allows %,d.".formatted(seen.rows(), max),
                Optional.empty());
          }
        });
    return verdict.result("limits of the number of rows", "The contract names no number of rows.");
  }

  private CheckResult columns() {
    Verdict verdict = verdict(ContractInfos.SCHEMA, "columns");
    List<String> extra = seen.names().stream().filter(n -> plan.position(n) < 0).toList();
    for (ColumnRule rule : contract.columns()) {
      verdict.rule();
      if (rule.required() && !names.contains(rule.name())) {
        verdict.whole("Missing column", missing(rule.name(), extra), Optional.of(rule.name()));
      }
    }
    if (!contract.extraColumns()) {
      verdict.rule();
      extra.forEach(n ->
          verdict.whole(
              "Unexpected column", "'%s' is not in the contract.".formatted(n), Optional.of(n)));
    }
    if (contract.ordered()) {
      verdict.rule();
      order(verdict);
    }
    return verdict.result("rules about columns", "");
  }

  private static String missing(String name, Collection<String> extra) {
    String hint =
        Text.didYouMean(name, extra)
            .map(e -> " There is a column '" + e + "' that the contract does not know.")
            .orElse("");
    return "There is no column '%s'.%s".formatted(name, hint);
  }

  private void order(Verdict verdict) {
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < seen.names().size(); i++) {
      index.putIfAbsent(seen.names().get(i), i);
    }
    int last = -1;
    String before = "";
    for (ColumnRule rule : contract.columns()) {
      Integer at = index.get(rule.name());
      if (at != null && at < last) {
        verdict.whole(
            "Column out of order",
            "'%s' stands before '%s'; the contract has them the other way round."
                .formatted(rule.name(), before),
            Optional.of(rule.name()));
      } else if (at != null) {
        last = at;
        before = rule.name();
      }
    }
  }

  private CheckResult types() {
    Verdict verdict = verdict(ContractInfos.SCHEMA, "types");
    cells(verdict, Kind.TYPE, r -> r.type() != ColumnType.TEXT, ContractInfos.SCHEMA);
    return verdict.result("typed columns", "The contract types no column but as text.");
  }

  /// The verdict on one kind of rule in every column that has it and is there.
  private void cells(Verdict verdict, Kind kind, Predicate<ColumnRule> has, CheckInfo info) {
    for (int c = 0; c < contract.columns().size(); c++) {
      ColumnRule rule = contract.columns().get(c);
      if (has.test(rule) && names.contains(rule.name())) {
        long present = seen.rows() - seen.cells(c, Kind.EMPTY).count();
        double allowed =
            kind == Kind.ALLOWED ? Math.max(1 - rule.coverage(), allowed(info)) : allowed(info);
        verdict.tally(
            title(rule, kind),
            seen.cells(c, kind),
            present,
            "present cells of '%s' break '%s'"
                .formatted(rule.name(), CellTest.describe(rule, kind)),
            allowed,
            Optional.of(rule.name()));
      }
    }
  }

  private static String title(ColumnRule rule, Kind kind) {
    return switch (kind) {
      case EMPTY -> "Empty cells";
      case TYPE -> "No " + rule.type().id();
      case MIN -> "Below min";
      case MAX -> "Above max";
      case LENGTH -> "Wrong length";
      case REGEX -> "Expression does not match";
      case FORMAT -> "Wrong format";
      case ALLOWED -> "Value not allowed";
    };
  }

  private CheckResult nulls() {
    Verdict verdict = verdict(ContractInfos.VALUES, "empty cells");
    for (int c = 0; c < contract.columns().size(); c++) {
      ColumnRule rule = contract.columns().get(c);
      Tally tally = seen.cells(c, Kind.EMPTY);
      if (rule.nulls() < 1 && names.contains(rule.name())) {
        if (tally.count() <= rule.nulls() * seen.rows()) {
          verdict.rule();
        } else {
          verdict.tally(
              "Empty cells",
              tally,
              seen.rows(),
              "cells of '%s' are empty".formatted(rule.name()),
              rule.nulls(),
              Optional.of(rule.name()));
        }
      }
    }
    return verdict.result("limits of empty cells", "The contract allows empty cells everywhere.");
  }

  private CheckResult values() {
    Verdict verdict = verdict(ContractInfos.VALUES, "values");
    CheckInfo info = ContractInfos.VALUES;
    cells(verdict, Kind.MIN, r -> r.min().isPresent(), info);
    cells(verdict, Kind.MAX, r -> r.max().isPresent(), info);
    cells(verdict, Kind.LENGTH, r -> r.minLength().isPresent() || r.maxLength().isPresent(), info);
    cells(verdict, Kind.REGEX, r -> r.regex().isPresent(), info);
    cells(verdict, Kind.FORMAT, r -> r.type() == ColumnType.TEXT && r.format().isPresent(), info);
    cells(verdict, Kind.ALLOWED, r -> r.allowed().isPresent(), info);
    return verdict.result("constraints on values", "The contract constrains no values.");
  }

  private CheckResult relations() {
    Verdict verdict = verdict(ContractInfos.VALUES, "between columns");
    relations(verdict, r -> !(r instanceof Referred), "Rule of a row broken", ContractInfos.VALUES);
    return verdict.result(
        "rules between columns",
        contract.comparisons().isEmpty() && contract.sums().isEmpty()
            ? "The contract has no comparisons and no sums."
            : NO_COLUMN);
  }

  private void relations(
      Verdict verdict, Predicate<Relation> wanted, String title, CheckInfo info) {
    for (int r = 0; r < plan.relations.size(); r++) {
      Relation relation = plan.relations.get(r);
      List<String> columns = seen.columns(relation.columns());
      if (wanted.test(relation) && seen.hasAll(columns)) {
        verdict.tally(
            title + ": " + relation.rule(),
            seen.relation(r),
            seen.rows(),
            "rows break '%s'".formatted(relation.rule()),
            allowed(info),
            Optional.of(columns.getFirst()));
      }
    }
  }

  private CheckResult references() {
    Verdict verdict = verdict(ContractInfos.KEYS, "references");
    relations(verdict, Referred.class::isInstance, "Reference not found", ContractInfos.KEYS);
    return verdict.result(
        "references", contract.references().isEmpty() ? "The contract has none." : NO_COLUMN);
  }

  private CheckResult groups(String aspect, Predicate<Grouping.Type> wanted) {
    Verdict verdict = verdict(ContractInfos.KEYS, aspect);
    grouped(verdict, wanted);
    boolean none = plan.groupings.stream().noneMatch(g -> wanted.test(g.type()));
    return verdict.result(aspect, none ? "The contract has none." : NO_COLUMN);
  }

  private void grouped(Verdict verdict, Predicate<Grouping.Type> wanted) {
    for (int g = 0; g < plan.groupings.size(); g++) {
      Grouping grouping = plan.groupings.get(g);
      List<String> columns = new ArrayList<>(seen.columns(grouping.columns()));
      String first = columns.getFirst();
      if (grouping.value() >= 0) {
        columns.addAll(seen.columns(new int[] {grouping.value()}));
      }
      if (wanted.test(grouping.type()) && seen.hasAll(columns)) {
        Tally tally = new Tally();
        seen.breaking(g, tally::row);
        verdict.tally(
            title(grouping, first),
            tally,
            seen.rows(),
            phrase(grouping, first),
            allowed(ContractInfos.KEYS),
            Optional.of(first));
      }
    }
  }

  private static String title(Grouping grouping, String column) {
    return switch (grouping.type()) {
      case UNIQUE -> "Repeated value in '%s'".formatted(column);
      case KEY -> "Repeated " + grouping.rule();
      case DEPENDENCY -> "Dependency broken: " + grouping.rule();
      case MONOTONE -> "Goes back: " + grouping.rule();
    };
  }

  private static String phrase(Grouping grouping, String column) {
    return switch (grouping.type()) {
      case UNIQUE -> "rows repeat an earlier value of '%s'".formatted(column);
      case KEY -> "rows repeat an earlier " + grouping.rule();
      case DEPENDENCY -> "rows would have to go for '%s' to hold".formatted(grouping.rule());
      case MONOTONE -> "rows break '%s'".formatted(grouping.rule());
    };
  }

  private CheckResult growth() {
    Verdict verdict = verdict(ContractInfos.KEYS, "growth");
    for (int m = 0; m < plan.monotone.size(); m++) {
      Contract.Monotone rule = plan.monotone.get(m);
      if (names.contains(rule.column())) {
        String words = ContractPlan.describe(rule);
        verdict.tally(
            "Goes back: " + words,
            seen.steps(m),
            seen.rows(),
            "rows break '%s'".formatted(words),
            allowed(ContractInfos.KEYS),
            Optional.of(rule.column()));
      }
    }
    grouped(verdict, t -> t == Grouping.Type.MONOTONE);
    return verdict.result(
        "rules of growth", contract.monotone().isEmpty() ? "The contract has none." : NO_COLUMN);
  }
}
