package dev.gambeson.cli.convert;

import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.artifact.sandbox.Limits;
import dev.gambeson.artifact.sandbox.Sandbox;
import dev.gambeson.artifact.sandbox.SandboxRun;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs a converter that nobody vouches for, in a sandbox.
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    header = "Convert a model file with somebody else's program, in a sandbox.",
    description = {
      "",
      "The program has no network, reads only the input and the files it names, writes to one fresh",
      "folder, and is killed at its limits. What it made is checked to be of the promised format and",
      "then gets its place. It is not scanned: do that next. Recipes and limits: docs/sandbox.md.",
      "",
      "Examples:",
      "  gambeson convert model.joblib --to onnx --with 'python3 exporter.py {input} {output}'",
      "  gambeson convert m.bin --to xgboost-json --with './tool {input} {output}' --timeout 60"
    })
public final class ConvertCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "the file to convert")
  private Path input = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORMAT",
      description = "onnx, xgboost-json, xgboost-ubjson or lightgbm-text")
  private String to = "";

  @Option(
      names = "--with",
      required = true,
      paramLabel = "COMMAND",
      description = "program and arguments, with {input} and {output}; no shell reads it")
  private String with = "";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "where to write (default: beside the input)")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--overwrite", description = "replace a file that is there already")
  private boolean overwrite;

  @Option(
      names = "--read",
      paramLabel = "PATH",
      description = "a file or folder that the program may read besides; repeatable")
  private List<Path> reads = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "wall time; processor time is twice that (default: 300)")
  private long timeout = 300;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      defaultValue = "4096",
      description = "memory of all its processes together (default: 4096)")
  private long memory = 4096;

  @Option(
      names = "--unsafe",
      description = "run it WITHOUT a sandbox; it can do whatever you can do")
  private boolean unsafe;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    ModelFormat format = format();
    Path target = output.orElseGet(() -> Conversion.besides(input, format));
    if (Files.exists(target) && !overwrite) {
      throw GambesonException.usage(
          target + " is there already. Name another --output, or say --overwrite.");
    }
    Conversion conversion = new Conversion(input, format, Words.of(with), target, reads);
    Sandbox sandbox = unsafe ? Sandbox.unsafe() : Sandbox.strict();
    err.println("sandbox: " + sandbox.confinement().summary());
    sandbox.confinement().gaps().forEach(g -> err.println("  not covered: " + g));
    SandboxRun.Produced made = conversion.run(sandbox, limits());
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "%s  %s  %d bytes%n", target, format.title(), made.bytes());
    return ExitCode.CLEAN.code();
  }

  private Limits limits() {
    if (timeout < 1 || timeout > 86_400 * 10L || memory < 16 || memory > 1L << 24) {
      throw GambesonException.usage(
          "--timeout is 1 to 864000 seconds and --memory 16 to 16777216 MiB, not %d and %d."
              .formatted(timeout, memory));
    }
    return Limits.ordinary().withTime(Duration.ofSeconds(timeout)).withMemory(memory << 20);
  }

  private ModelFormat format() {
    for (ModelFormat format : ModelFormat.values()) {
      if (format.name().replace('_', '-').equalsIgnoreCase(to)) {
        return format;
      }
    }
    throw GambesonException.usage(
        "--to %s is not known. Choose onnx, xgboost-json, xgboost-ubjson or lightgbm-text."
            .formatted(to));
  }
}
