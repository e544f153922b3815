package dev.gambeson.fairness;

import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/// Counts of all outcomes in every intersection of some attributes: one pass over the rows, from
/// which every count metric of every attribute and intersection follows. Counts of parts of the
/// data can be merged; the merged counts equal those of the whole.
final class GroupCounts {
  private static final double[] NONE = {};
  private static final int BLOCK = 4096;
  private static final long MAX_CELLS = 1 << 20;

  private final int[] sizes; // groups per attribute, plus one for missing at index 0
  private final long[] rows; // [joint group][truth, decision]
  private final double[] weight;
  private final double[] weightSquared;
  private final double[] score;

  private GroupCounts(int[] sizes, int cells) {
    this.sizes = sizes;
    this.rows = new long[cells];
    this.weight = new double[cells];
    this.weightSquared = new double[cells];
    this.score = new double[cells];
  }

  static GroupCounts of(Decisions decisions, List<Attribute> attributes) {
    int[] sizes = attributes.stream().mapToInt(a -> a.groups().size() + 1).toArray();
    long cells = 4;
    for (int size : sizes) {
      cells *= size;
      if (cells > MAX_CELLS) {
        throw GambesonException.usage(
            "The attributes %s have more than %d intersections; name fewer of them, or group their values."
                .formatted(
                    attributes.stream().map(Attribute::name).collect(Collectors.joining(", ")),
                    MAX_CELLS / 4));
      }
    }
    GroupCounts counts = new GroupCounts(sizes, (int) cells);
    for (Attribute attribute : attributes) {
      if (attribute.codes().length != decisions.size()) {
        throw new IllegalArgumentException(
            "%s has %d rows, expected %d"
                .formatted(attribute.name(), attribute.codes().length, decisions.size()));
      }
    }
    counts.add(decisions, attributes);
    return counts;
  }

  private void add(Decisions decisions, List<Attribute> attributes) {
    int[] cell = new int[BLOCK];
    for (int from = 0; from < decisions.size(); from += BLOCK) {
      int length = Math.min(BLOCK, decisions.size() - from);
      locate(decisions, attributes, from, length, cell);
      for (int i = 0; i < length; i++) {
        rows[cell[i]]++;
      }
      addWeights(decisions, from, length, cell);
    }
    if (decisions.weights().isEmpty()) {
      for (int c = 0; c < rows.length; c++) {
        weight[c] = (double) rows[c];
        weightSquared[c] = (double) rows[c];
      }
    }
  }

  private static void locate(
      Decisions decisions, List<Attribute> attributes, int from, int length, int[] cell) {
    Arrays.fill(cell, 0, length, 0);
    for (Attribute attribute : attributes) {
      int size = attribute.groups().size() + 1;
      int[] codes = attribute.codes();
      for (int i = 0; i < length; i++) {
        cell[i] = cell[i] * size + codes[from + i] + 1;
      }
    }
    byte[] outcome = decisions.cells();
    for (int i = 0; i < length; i++) {
      cell[i] = cell[i] * 4 + outcome[from + i];
    }
  }

  private void addWeights(Decisions decisions, int from, int length, int[] cell) {
    boolean weighted = decisions.weights().isPresent();
    double[] weights = decisions.weights().orElse(NONE);
    double[] scores = decisions.scores().orElse(NONE);
    if (weighted) {
      for (int i = 0; i < length; i++) {
        double w = weights[from + i];
        weight[cell[i]] += w;
        weightSquared[cell[i]] += w * w;
      }
    }
    if (decisions.scores().isPresent()) {
      for (int i = 0; i < length; i++) {
        score[cell[i]] += (weighted ? weights[from + i] : 1) * scores[from + i];
      }
    }
  }

  GroupCounts merge(GroupCounts other) {
    if (!Arrays.equals(sizes, other.sizes)) {
      throw new IllegalArgumentException("counts of other groups cannot be merged");
    }
    GroupCounts sum = new GroupCounts(sizes, rows.length);
    for (int c = 0; c < rows.length; c++) {
      sum.rows[c] = rows[c] + other.rows[c];
      sum.weight[c] = weight[c] + other.weight[c];
      sum.weightSquared[c] = weightSquared[c] + other.weightSquared[c];
      sum.score[c] = score[c] + other.score[c];
    }
    return sum;
  }

  /// Tables over the chosen attributes, in the order of their indices with the last one fastest;
  /// each dimension has "missing" first.
  List<Confusion> marginal(List<Integer> chosen) {
    int groups = chosen.stream().mapToInt(a -> sizes[a]).reduce(1, (a, b) -> a * b);
    List<Confusion> tables = new ArrayList<>(Collections.nCopies(groups, Confusion.EMPTY));
    for (int joint = 0; joint < rows.length / 4; joint++) {
      int target = project(joint, chosen);
      tables.set(target, tables.get(target).plus(table(joint)));
    }
    return tables;
  }

  private int project(int joint, List<Integer> chosen) {
    int[] code = new int[sizes.length];
    int rest = joint;
    for (int a = sizes.length - 1; a >= 0; a--) {
      code[a] = rest % sizes[a];
      rest /= sizes[a];
    }
    int target = 0;
    for (int a : chosen) {
      target = target * sizes[a] + code[a];
    }
    return target;
  }

  private Confusion table(int joint) {
    return new Confusion(cell(joint, 3), cell(joint, 1), cell(joint, 2), cell(joint, 0));
  }

  private Confusion.Cell cell(int joint, int outcome) {
    int c = joint * 4 + outcome;
    return new Confusion.Cell(rows[c], weight[c], weightSquared[c], score[c]);
  }
}
