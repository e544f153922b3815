package dev.gambeson.benchmarks;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Profile;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.StreamCheck;
import dev.gambeson.data.contract.Contract;
import dev.gambeson.data.contract.ContractCheck;
import dev.gambeson.data.duplicates.RepeatedRows;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a contract costs: CPU time of the memory alone, on batches of fresh strings as a reader of
/// text hands them out, 30 columns of mixed kinds, without the time that reading takes.
///
/// `ContractSpeed ROWS`
@SuppressWarnings("InlineFormatString") // a contract reads better whole
public final class ContractSpeed {
  private static final int BATCH = 512;
  private static final String CONTRACT =
      """
      schema: gambeson/contract/1
      rows: {min: 1}
      ordered: true
      columns:
        id: {type: integer, unique: true, min: 1}
        customer: {type: text, regex: "C[0-9]{8}"}
        email: {type: text, format: email}
        at: {type: timestamp, min: 2020-01-01}
        day: {type: date, min: 2020-01-01, max: 2030-01-01}
        net: {type: decimal, min: 0}
        tax: {type: decimal, min: 0}
        gross: {type: decimal}
        country: {type: text, allowed: [AT, CH, DE, FR, IT]}
        city: {type: text, length: {max: 20}}
      %s
      keys: [[customer, at]]
      dependencies: [{columns: [city], decides: country}]
      monotone: [{column: at}]
      comparisons: [tax <= net]
      sums: [{columns: [net, tax], equals: gross, tolerance: 0.011}]
      """;

  private ContractSpeed() {}

  /// Runs it.
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    int rows = Integer.parseInt(args[0]);
    StringBuilder more = new StringBuilder();
    for (int c = 10; c < 30; c++) {
      String rule =
          switch (c % 4) {
            case 0 -> "{type: integer, min: 0, max: 999999}";
            case 1 -> "{type: decimal, nulls: 0.1, min: -1000}";
            case 2 -> "{type: text, allowed: [low, medium, high]}";
            default -> "{type: text, length: {max: 16}}";
          };
      more.append("  c").append(c).append(": ").append(rule).append('\n');
    }
    Contract contract = Contract.parse(CONTRACT.formatted(more), Path.of(""), "contract");
    measure("contract", ContractCheck.of(contract), rows);
    measure("repeated rows", new RepeatedRows(Roles.NONE), rows);
  }

  @SuppressWarnings("SystemOut")
  private static <P extends Profile<P>> void measure(String name, StreamCheck<P> check, int rows) {
    P profile = check.start();
    long spent = 0;
    for (int from = 0; from < rows; from += BATCH) {
      Batch batch = batch(from, Math.min(BATCH, rows - from));
      long before = cpu();
      profile.add(batch);
      spent += cpu() - before;
    }
    long before = cpu();
    List<CheckResult> results =
        check.judge(
            profile,
            "table",
            new CheckContext(Policy.defaults(), new Seed(1), new Workers(1), Progress.silent()));
    long judged = cpu() - before;
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    System.out.printf(
        "%s: %,d rows, %.2f CPU s in the pass, %.2f to judge, %d MiB of heap kept%n",
        name, rows, spent / 1e9, judged / 1e9, heap);
    results.forEach(r ->
        System.out.println(
            "  "
                + r.check()
                + " "
                + r.aspect()
                + ": "
                + r.outcome().map(o -> o.id()).orElse("not examined")
                + ", "
                + r.summary()));
    if (profile.hashCode() == 0) {
      System.out.println(); // keeps the profile alive until here
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Batch batch(int from, int n) {
    SplittableRandom random = new SplittableRandom(from);
    String[] countries = {"AT", "CH", "DE", "FR", "IT"};
    String[] levels = {"low", "medium", "high"};
    List<String> names = new ArrayList<>();
    List<String[]> cells = new ArrayList<>();
    for (String name :
        List.of("id", "customer", "email", "at", "day", "net", "tax", "gross", "country", "city")) {
      names.add(name);
      cells.add(new String[n]);
    }
    for (int c = 10; c < 30; c++) {
      names.add("c" + c);
      cells.add(new String[n]);
    }
    long[] numbers = new long[n];
    for (int i = 0; i < n; i++) {
      int row = from + i;
      numbers[i] = row + 1L;
      int cents = 100 + random.nextInt(1_000_000);
      int tax = cents / 5;
      int city = random.nextInt(5000);
      int second = row / 2;
      int customer = random.nextInt(90_000_000) + 10_000_000;
      cells.get(0)[i] = Integer.toString(row + 1);
      cells.get(1)[i] = "C" + customer;
      cells.get(2)[i] = "user" + customer + "@example.org";
      cells.get(3)[i] =
          String.join(
              "",
              "2024-",
              two(1 + second / 2_419_200 % 12),
              "-",
              two(1 + second / 86_400 % 28),
              "T",
              two(second / 3600 % 24),
              ":",
              two(second / 60 % 60),
              ":",
              two(second % 60));
      cells.get(4)[i] = "2024-" + two(1 + random.nextInt(12)) + "-" + two(1 + random.nextInt(28));
      cells.get(5)[i] = money(cents);
      cells.get(6)[i] = money(tax);
      cells.get(7)[i] = money(cents + tax);
      cells.get(8)[i] = new String(countries[city % 5].toCharArray());
      cells.get(9)[i] = "city " + city;
      for (int c = 10; c < 30; c++) {
        cells.get(c)[i] =
            switch (c % 4) {
              case 0 -> Integer.toString(random.nextInt(1_000_000));
              case 1 -> random.nextInt(20) == 0 ? "" : money(random.nextInt(100_000));
              case 2 -> new String(levels[random.nextInt(3)].toCharArray());
              default -> Long.toString(random.nextLong(1L << 40), 36);
            };
      }
    }
    List<Cells> columns = new ArrayList<>();
    cells.forEach(c -> columns.add(new Cells.Texts(c)));
    return new Batch(names, columns, numbers, List.of());
  }

  private static String two(int n) {
    return n < 10 ? "0" + n : Integer.toString(n);
  }

  private static String money(int cents) {
    return cents / 100 + "." + two(cents % 100);
  }
}
