package dev.gambeson.data.contract;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Small tables of text, cut into batches.
final class Tables {
  private Tables() {}

  /// A table from lines of cells that are divided by commas; the first line is the header.
  static Batch of(String... lines) {
    List<String> names = Arrays.asList(lines[0].split(",", -1));
    List<String[]> rows = Arrays.stream(lines).skip(1).map(l -> l.split(",", -1)).toList();
    List<Cells> columns = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      int column = c;
      columns.add(new Cells.Texts(rows.stream().map(r -> r[column]).toArray(String[]::new)));
    }
    long[] numbers = new long[rows.size()];
    Arrays.setAll(numbers, i -> i + 1L);
    return new Batch(names, columns, numbers, List.of());
  }

  /// Rows `from` to `to` of a batch.
  static Batch slice(Batch batch, int from, int to) {
    List<Cells> columns = new ArrayList<>();
    for (Cells c : batch.columns()) {
      columns.add(
          switch (c) {
            case Cells.Texts t -> new Cells.Texts(Arrays.copyOfRange(t.values(), from, to));
            case Cells.Numbers n -> new Cells.Numbers(Arrays.copyOfRange(n.values(), from, to));
          });
    }
    return new Batch(
        batch.names(), columns, Arrays.copyOfRange(batch.rowNumbers(), from, to), List.of());
  }

  /// The batch in pieces of random sizes, in random order.
  static List<Batch> shredded(Batch batch, RandomGenerator random) {
    List<Batch> pieces = new ArrayList<>();
    for (int from = 0; from < batch.size(); ) {
      int to = Math.min(batch.size(), from + 1 + random.nextInt(7));
      pieces.add(random.nextInt(pieces.size() + 1), slice(batch, from, to));
      from = to;
    }
    return pieces;
  }

  static CheckContext context(Policy policy) {
    return new CheckContext(policy, new Seed(1), new Workers(1), Progress.silent());
  }

  /// What the check of a contract says of a table.
  static List<CheckResult> check(Contract contract, Batch... batches) {
    ContractCheck check = ContractCheck.of(contract);
    ContractProfile profile = check.start();
    for (Batch batch : batches) {
      profile.add(batch);
    }
    return check.judge(profile, "t.csv", context(Policy.defaults()));
  }

  /// The result of one aspect of a check.
  static CheckResult aspect(List<CheckResult> results, String id, String aspect) {
    return results.stream()
        .filter(r -> r.check().equals(id) && r.aspect().equals(aspect))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " says nothing of " + aspect));
  }

  /// `pass`, `fail`, `inconclusive` or `not examined`.
  static String outcome(List<CheckResult> results, String id, String aspect) {
    return aspect(results, id, aspect).outcome().map(o -> o.id()).orElse("not examined");
  }
}
