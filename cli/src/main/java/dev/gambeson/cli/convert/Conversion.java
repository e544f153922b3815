package dev.gambeson.cli.convert;

import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.sandbox.Job;
import dev.gambeson.artifact.sandbox.Limits;
import dev.gambeson.artifact.sandbox.Sandbox;
import dev.gambeson.artifact.sandbox.SandboxRun;
import dev.gambeson.cli.Printable;
import dev.gambeson.core.GambesonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One conversion: a command in the sandbox, and a look at what it made before that gets its place.
///
/// @param input the file to convert; the only file of the user's that the command may read, besides
///   files that it names and `reads`
/// @param to the promised format
/// @param command words, with `{input}` and `{output}`
/// @param target where the result goes
/// @param reads further files and folders that the command may read
record Conversion(Path input, ModelFormat to, List<String> command, Path target, List<Path> reads) {
  private static final String INPUT = "{input}";
  private static final String OUTPUT = "{output}";
  private static final int SHOWN = 4000;

  Conversion {
    command = List.copyOf(command);
    reads = List.copyOf(reads);
    String all = String.join(" ", command);
    if (!all.contains(INPUT) || !all.contains(OUTPUT)) {
      throw GambesonException.usage(
          "--with must name {input} and {output}, for example --with 'python3 exporter.py {input} {output}'.");
    }
    if (!Files.isRegularFile(input)) {
      throw GambesonException.usage("There is no file " + input + " to convert.");
    }
  }

  /// Runs it.
  ///
  /// @throws GambesonException when the converter fails, or made something else than it should;
  ///   then nothing has been written
  SandboxRun.Produced run(Sandbox sandbox, Limits limits) {
    String name = "converted" + extension();
    try (SandboxRun run = sandbox.run(job(name).within(limits))) {
      if (!run.ending().well()) {
        throw GambesonException.badInput(
            "The converter failed: %s. %s%s".formatted(run.ending().words(), hint(run), said(run)));
      }
      SandboxRun.Produced made =
          run.files().stream()
              .filter(f -> f.name().toString().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  GambesonException.badInput(
                      "The converter ended well but left no regular file at {output}."
                          + said(run)));
      check(run.path(made));
      run.take(made, target);
      return made;
    }
  }

  private Job job(String name) {
    List<Path> readable = new ArrayList<>(reads);
    readable.add(input);
    List<String> words = new ArrayList<>();
    for (String word : command) {
      if (!words.isEmpty() && !word.contains("{") && Files.isRegularFile(Path.of(word))) {
        readable.add(Path.of(word)); // a script that the user names
        words.add(Path.of(word).toAbsolutePath().toString());
      } else {
        words.add(
            word.replace(INPUT, input.toAbsolutePath().toString())
                .replace(OUTPUT, Job.OUT + "/" + name));
      }
    }
    return Job.of(words).reading(readable.toArray(Path[]::new));
  }

  private void check(Path made) {
    ModelFormat is;
    try {
      is = ModelFormat.detect(made);
      if (is == ModelFormat.ONNX) {
        OnnxFile.read(made); // bounded, and to the end
      }
    } catch (GambesonException e) {
      throw GambesonException.badInput(
          "The converter's result is not what it should be and was thrown away: " + e.getMessage(),
          e);
    }
    if (is != to) {
      throw GambesonException.badInput(
          "The converter was to make %s and made %s; it was thrown away."
              .formatted(to.title(), is.title()));
    }
  }

  private String extension() {
    return switch (to) {
      case ONNX -> ".onnx";
      case XGBOOST_JSON -> ".json";
      case XGBOOST_UBJSON -> ".ubj";
      case LIGHTGBM_TEXT -> ".txt";
    };
  }

  /// Where the result goes when the user does not say.
  static Path besides(Path input, ModelFormat to) {
    String extension =
        new Conversion(input, to, List.of(INPUT, OUTPUT), input, List.of()).extension();
    String name = String.valueOf(input.getFileName());
    int dot = name.lastIndexOf('.');
    return input.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + extension);
  }

  private static String hint(SandboxRun run) {
    return run.confinement().confined() && run.err().text().contains("Permission denied")
        ? "It was refused a file or a right: what else it must read can be granted with --read. "
        : "";
  }

  private static String said(SandboxRun run) {
    String text = run.err().text().isBlank() ? run.out().text() : run.err().text();
    String end = text.substring(Math.max(0, text.length() - SHOWN)).strip();
    return end.isEmpty() ? "" : "\nIt said:\n" + Printable.text(end).indent(2).stripTrailing();
  }
}
