package dev.gambeson.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The command line as a result records it.
public final class CommandRecord {
  private static final Set<String> WITH_VALUE = Set.of("--format", "--output", "--threads");

  private CommandRecord() {}

  /// The command line without what changes no result: where reports go, threads, quietness.
  public static List<String> reproducing(List<String> args) {
    List<String> kept = new ArrayList<>(List.of("gambeson"));
    for (int i = 0; i < args.size(); i++) {
      String flag = args.get(i).replaceFirst("=.*", "");
      if (WITH_VALUE.contains(flag)) {
        i += args.get(i).contains("=") ? 0 : 1;
      } else if (!flag.equals("--quiet")) {
        kept.add(args.get(i));
      }
    }
    return kept;
  }
}
