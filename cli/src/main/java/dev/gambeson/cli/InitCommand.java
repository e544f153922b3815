package dev.gambeson.cli;

import dev.gambeson.cli.config.ConfigSchema;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a commented configuration to start from, and its schema beside it.
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    header = "Write a commented gambeson.yaml and its JSON Schema.",
    description = {
      "",
      "Examples:",
      "  gambeson init               in this folder",
      "  gambeson init ml/fraud      in another one"
    })
final class InitCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      defaultValue = ".",
      description = "where to write (default: here)")
  private Path folder = Path.of(".");

  @Option(names = "--force", description = "replace files that exist")
  private boolean force;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path yaml = folder.resolve("gambeson.yaml");
    Path schema = folder.resolve("gambeson.schema.json");
    if (!force && Files.exists(yaml)) {
      throw GambesonException.usage(yaml + " exists. Use --force to replace it, or edit it.");
    }
    try {
      Files.createDirectories(folder);
      AtomicFiles.write(schema, schemaText().getBytes(StandardCharsets.UTF_8));
      AtomicFiles.write(yaml, yamlText(Catalogue.infos()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw GambesonException.usage("Cannot write to %s: %s.".formatted(folder, e.getMessage()));
    }
    spec.commandLine()
        .getErr()
        .println(
            "Wrote "
                + yaml
                + " and "
                + schema
                + ". Next: edit the first block, then `gambeson audit --config "
                + yaml
                + "`.");
    return ExitCode.CLEAN.code();
  }

  static String schemaText() {
    return ConfigSchema.of(Catalogue.infos(), Formats.names()).toPrettyString() + "\n";
  }

  static String yamlText(List<CheckInfo> checks) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # yaml-language-server: $schema=gambeson.schema.json
        # Describes a model to Gambeson. Paths are relative to this file; every flag of `gambeson audit` overrides it.
        model: model.onnx

        # The steps between columns and model input. Remove this line when the model has one input per column.
        # preprocessing: preprocessing.json

        data:
          test: test.csv          # rows the model was not trained on (CSV or Parquet)
          # train: train.csv      # rows it was trained on: needed for membership, leakage and overlap
          label: y
          favourable: 1           # the label value that is good for the person concerned
          # protected: [sex, age] # columns of protected attributes
          # immutable: [country]  # columns that nobody can change at decision time
          # ignore: [id]          # columns that are no features
          # missing: ["NA", "?"]  # cell texts that mean "no value"
          # source: partner       # check, admit: the column that says who supplied a row
          # time: received        # check, admit: when it came about
          # ids: [customer]       # check, admit: columns that name the row or the person
          # contract: contract.yaml  # check, admit: what the rows must keep

        # blend:                  # admit: what each source may bring
        #   max-share: 0.5        # of the admitted rows
        #   min-sources: 2
        #   sources: {partner-a: 0.2}

        # admission:
        #   mode: hold            # hold back rows and ask again; or refuse: all or nothing

        seed: 42

        # output:
        #   - {format: html, file: report.html}
        #   - {format: sarif, file: gambeson.sarif}

        # suppressions:           # accepted findings stay visible, and count again once expired
        #   - {check: GB-EXT-001, owner: j.doe, reason: "internal endpoint, 20 known clients", expires: 2027-03-31}

        policy:
          fail-on: high           # critical, high, medium, low or info
          inconclusive: fail      # fail: exit code 2; report: show it only
          # checks:               # pass marks; these are the defaults
        """);
    for (CheckInfo check : checks) {
      text.append("  #   ").append(check.id()).append(":  # ").append(check.title()).append('\n');
      text.append("  #     severity: ").append(check.severity().id()).append('\n');
      check
          .parameters()
          .forEach(p ->
              text.append(
                  "  #     %s: %s  # %s%n"
                      .formatted(p.name(), Text.number(p.byDefault()), p.meaning())));
    }
    return text.toString();
  }
}
