package dev.gambeson.artifact.scan.tensorflow;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The index of a checkpoint: where each variable lies in the data files.
final class Checkpoint implements FormatParser {
  /// Where a variable lies.
  ///
  /// @param shard number of the data file
  record Extent(long shard, long offset, long size) {}

  @Override
  public String kind() {
    return "tf-checkpoint-index";
  }

  @Override
  public boolean recognises(Input input) {
    return Table.isTable(input);
  }

  @Override
  public void parse(Input input, Scan scan) {
    extents(input, scan::own, Optional.of(scan));
  }

  /// Every variable of an index.
  static List<Extent> extents(Input input, Table.Owner owner, Optional<Scan> scan) {
    List<Extent> extents = new ArrayList<>();
    Table.read(
        input,
        owner,
        (key, at, length) -> {
          if (key.isEmpty()) {
            new Wire(input, scan, (_, _, _, _) -> {}).message("BundleHeader", at, at + length);
          } else {
            long[] fields = new long[8];
            new Wire(input, scan, (_, field, _, value) -> fields[field] = value)
                .message("BundleEntry", at, at + length);
            if (fields[4] < 0 || fields[5] < 0) {
              throw new Malformed(at, "a variable beyond any file");
            }
            extents.add(new Extent(fields[3], fields[4], fields[5]));
          }
        });
    return extents;
  }
}
