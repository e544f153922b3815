package dev.gambeson.cli.serve;

import dev.gambeson.cli.Printable;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.Sources;
import dev.gambeson.data.source.TableSource;
import dev.gambeson.data.source.TableWriter;
import dev.gambeson.data.source.TableWriters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `serve canaries drop-from`: a training table without the bait in it.
///
/// The gateway alone has the key that bait is known by, so the rows go there, a piece at a time; it
/// keeps none of them.
@Command(
    name = "drop-from",
    mixinStandardHelpOptions = true,
    header = "Leave bait records out of a training table.",
    description = {
      "",
      "Bait that came back among the data is nobody's record: a model must not learn from it. The",
      "rows are shown to the running gateway, which alone can tell; it keeps none. Expired and",
      "withdrawn bait is found as well. Records that somebody changed beyond six digits are not.",
      "",
      "Exit code 0: there was none; 1: there was, and it is left out of the new table (the canary",
      "says where it leaked).",
      "",
      "Example:",
      "  gambeson serve canaries drop-from train.csv --model fraud --output clean.csv \\",
      "    --password-env CONSOLE",
      ""
    })
final class DropBaitCommand implements Callable<Integer> {
  private static final Set<String> WRITTEN = Set.of("csv", "jsonl", "parquet");

  /// So many cells go at a time; a body may have a mebibyte.
  private static final int CELLS = 16_000;

  private static final int ROWS = 1_000;

  @Parameters(paramLabel = "TABLE", description = "CSV, JSONL, Parquet or Arrow file")
  private String table = "";

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = "the model whose records bait imitates")
  private String model = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "the new table, of the same kind (CSV for others)")
  private Path output = Path.of("");

  @Mixin private AdminOptions admin = new AdminOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    TableSource source = Sources.open(table);
    String kind = WRITTEN.contains(source.kind()) ? source.kind() : "csv";
    Map<String, Integer> dropped = new TreeMap<>();
    long rows;
    try (AdminSession session = admin.open();
        BatchReader reader = source.open();
        TableWriter writer = TableWriters.open(output, kind, reader.names())) {
      for (Optional<Batch> next = reader.next(); next.isPresent(); next = reader.next()) {
        keep(next.get(), session, writer, dropped);
      }
      rows = writer.finish().rows();
    }
    int n = dropped.values().stream().mapToInt(i -> i).sum();
    var err = spec.commandLine().getErr();
    dropped.forEach((canary, count) -> err.printf("%,d of %s.%n", count, Printable.line(canary)));
    err.printf("%,d rows were bait and are left out; %,d are in %s.%n", n, rows, output);
    return (n == 0 ? ExitCode.CLEAN : ExitCode.FINDINGS).code();
  }

  private void keep(
      Batch batch, AdminSession session, TableWriter writer, Map<String, Integer> dropped) {
    batch.flaws().stream()
        .findFirst()
        .ifPresent(f -> {
          throw GambesonException.badInput(
              "Row %d of %s cannot be taken apart (%s); nothing was written. `gambeson check` shows all such rows."
                  .formatted(f.row(), Printable.line(table), f.reason()));
        });
    BitSet bait = new BitSet();
    int step = Math.clamp(CELLS / Math.max(1, batch.names().size()), 1, ROWS);
    for (int from = 0; from < batch.size(); from += step) {
      int to = Math.min(batch.size(), from + step);
      for (JsonNode found : session.post("canaries/find", piece(batch, from, to))) {
        bait.set(from + found.path("row").asInt());
        dropped.merge(found.path("canary").asString(""), 1, Integer::sum);
      }
    }
    writer.write(batch, IntStream.range(0, batch.size()).filter(r -> !bait.get(r)).toArray());
  }

  private Map<String, ?> piece(Batch batch, int from, int to) {
    List<List<String>> rows = new ArrayList<>(to - from);
    for (int r = from; r < to; r++) {
      int row = r;
      rows.add(batch.columns().stream().map(c -> c.text(row)).toList());
    }
    return Map.of("model", model, "columns", batch.names(), "rows", rows);
  }
}
