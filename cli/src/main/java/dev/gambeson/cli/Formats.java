package dev.gambeson.cli;

import dev.gambeson.cli.terminal.Terminal;
import dev.gambeson.core.Result;
import dev.gambeson.report.Format;
import dev.gambeson.report.Renderers;
import dev.gambeson.report.TextOptions;
import java.util.Arrays;
import java.util.List;

/// The report formats, as the command line names them.
public final class Formats {
  private static final int MAX_WIDTH = 120;

  private Formats() {}

  /// Every format.
  public static List<String> names() {
    return Arrays.stream(Format.values()).map(Format::id).toList();
  }

  /// Renders a result.
  ///
  /// @param terminal whether a person may be looking at standard output
  public static byte[] render(String format, Result result, boolean terminal) {
    Format known = Format.parse(format).orElseThrow();
    return known == Format.TEXT && terminal
        ? Renderers.text(textOptions()).render(result)
        : Renderers.of(known).render(result);
  }

  private static TextOptions textOptions() {
    boolean person = Terminal.isPresent();
    String columns = System.getenv("COLUMNS");
    int width =
        columns != null && columns.matches("\\d{2,3}")
            ? Math.min(MAX_WIDTH, Integer.parseInt(columns))
            : 100;
    return new TextOptions(person && System.getenv("NO_COLOR") == null, width);
  }
}
