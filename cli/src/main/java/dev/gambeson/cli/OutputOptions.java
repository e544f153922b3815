package dev.gambeson.cli;

import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import dev.gambeson.core.Text;
import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Where results go: `--format F [--output FILE]`, repeatable. Paths are tried before any work
/// begins.
public final class OutputOptions {
  @Option(
      names = "--quiet",
      description = "no progress, and nothing on standard output but what --format asks for")
  private boolean quiet;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text, json, sarif, junit, html or md; repeatable, each followed by its --output")
  private List<String> formats = List.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "file for the --format before it; without one, the ending tells the format")
  private List<Path> files = List.of();

  private final Own own;

  /// Formats that a command has beside the reports.
  ///
  /// @param names as `--format` takes them
  /// @param byDefault what goes to standard output when nothing is asked for
  /// @param endings which format an ending of `--output` tells, before the usual ones
  public record Own(List<String> names, String byDefault, Map<String, String> endings) {
    private static final Own NONE = new Own(List.of(), "text", Map.of());

    public Own {
      names = List.copyOf(names);
      endings = Map.copyOf(endings);
    }
  }

  /// The reports alone.
  public OutputOptions() {
    this(Own.NONE);
  }

  /// The reports and a command's own formats.
  public OutputOptions(Own own) {
    this.own = own;
  }

  private List<String> names() {
    return Stream.concat(own.names().stream(), Formats.names().stream()).toList();
  }

  /// Pairs each `--output` with the `--format` before it.
  private List<OutputSpec> asked(CommandLine.ParseResult parsed) {
    List<OutputSpec> asked = new ArrayList<>();
    Iterator<String> format = formats.iterator();
    Iterator<Path> file = files.iterator();
    boolean openForFile = false;
    for (CommandLine.Model.OptionSpec option : parsed.matchedOptions()) {
      if (option.longestName().equals("--format")) {
        asked.add(new OutputSpec(known(format.next()), Optional.empty()));
        openForFile = true;
      } else if (option.longestName().equals("--output")) {
        Path next = file.next();
        asked.add(
            new OutputSpec(
                openForFile ? asked.removeLast().format() : formatOf(next), Optional.of(next)));
        openForFile = false;
      }
    }
    return asked;
  }

  private String known(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!names().contains(lower)) {
      String hint =
          Text.didYouMean(name, names()).map(k -> " Did you mean '" + k + "'?").orElse("");
      throw GambesonException.usage(
          "--format '%s' is unknown.%s Formats: %s."
              .formatted(name, hint, String.join(", ", names())));
    }
    return lower;
  }

  private String formatOf(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    if (own.endings().containsKey(ending)) {
      return own.endings().get(ending);
    }
    return formatByEnding(file);
  }

  /// The report format that a file's ending tells.
  ///
  /// @throws GambesonException when it tells none
  public static String formatByEnding(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "json" -> "json";
      case "sarif" -> "sarif";
      case "html", "htm" -> "html";
      case "md" -> "md";
      case "xml" -> "junit";
      case "txt" -> "text";
      default ->
          throw GambesonException.usage(
              "The ending of %s tells no format: json, sarif, html, md, xml or txt. Put --format FORMAT before it, where there is one."
                  .formatted(file));
    };
  }

  /// Whether to keep quiet.
  public boolean quiet() {
    return quiet;
  }

  /// What to write: the flags, or else the configuration; text to standard output when nothing else
  /// goes there. Refuses what cannot be written.
  public List<OutputSpec> resolve(List<OutputSpec> configured, CommandLine.ParseResult parsed) {
    List<OutputSpec> asked = asked(parsed);
    List<OutputSpec> outputs = new ArrayList<>(asked.isEmpty() ? configured : asked);
    long toStdout = outputs.stream().filter(o -> o.file().isEmpty()).count();
    if (toStdout > 1) {
      throw GambesonException.usage(
          "Two formats would go to standard output. Give all but one of them an --output.");
    }
    if (outputs.isEmpty() && !own.names().isEmpty()) {
      outputs.add(new OutputSpec(own.byDefault(), Optional.empty()));
    } else if (toStdout == 0 && !quiet) {
      outputs.addFirst(new OutputSpec("text", Optional.empty()));
    }
    Set<Path> files = new HashSet<>();
    outputs.stream().flatMap(o -> o.file().stream()).forEach(f -> tryFile(f, files));
    return outputs;
  }

  private static void tryFile(Path file, Set<Path> seen) {
    Path absolute = file.toAbsolutePath().normalize();
    if (!seen.add(absolute)) {
      throw GambesonException.usage(
          "Two formats would be written to " + file + ". Give each its own file.");
    }
    Path folder = absolute.getParent();
    if (Files.isDirectory(absolute)) {
      throw GambesonException.usage("--output " + file + " is a folder. Name a file in it.");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw GambesonException.usage(
          "The folder of --output " + file + " does not exist. Create it first.");
    }
    if (!Files.isWritable(folder)) {
      throw GambesonException.usage("The folder of --output " + file + " cannot be written to.");
    }
  }

  /// Renders every output, then writes them; files appear whole or not at all.
  public void write(Result result, List<OutputSpec> outputs, CommandLine line) {
    write(result, Map.of(), outputs, line);
  }

  /// As [#write(Result, List, CommandLine)], with the renderers of the command's own formats.
  public void write(
      Result result,
      Map<String, Supplier<byte[]>> renderers,
      List<OutputSpec> outputs,
      CommandLine line) {
    List<byte[]> rendered =
        outputs.stream()
            .map(o -> {
              Supplier<byte[]> renderer = renderers.get(o.format());
              return renderer == null
                  ? Formats.render(o.format(), result, o.file().isEmpty())
                  : renderer.get();
            })
            .toList();
    for (int i = 0; i < outputs.size(); i++) {
      byte[] bytes = rendered.get(i);
      outputs
          .get(i)
          .file()
          .ifPresentOrElse(
              file -> writeFile(file, bytes),
              () -> line.getOut().print(new String(bytes, StandardCharsets.UTF_8)));
    }
    line.getOut().flush();
  }

  private static void writeFile(Path file, byte[] bytes) {
    try {
      AtomicFiles.write(file, bytes);
    } catch (IOException e) {
      throw GambesonException.badInput("Cannot write " + file + ": " + e.getMessage() + ".", e);
    }
  }
}
