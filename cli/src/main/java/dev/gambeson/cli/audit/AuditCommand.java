package dev.gambeson.cli.audit;

import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.CommandRecord;
import dev.gambeson.cli.ConfigOption;
import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.PolicyOptions;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Judges a model with its data.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Judge a model with its data: can it be fooled, copied, does it leak, is it unfair?",
    description = {
      "",
      "Examples:",
      "  gambeson audit --model m.onnx --data test.csv --label y --favourable 1",
      "  gambeson audit --model m.json --data test.csv --train train.csv --label income --favourable 1 \\",
      "      --preprocessing steps.json --protected sex,race --format html --output report.html",
      "  gambeson audit --config gambeson.yaml --format sarif --output gambeson.sarif",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:findings at or above --fail-on",
      "2:a check could not run or could not conclude",
      "3:nothing was examined",
      "4:wrong usage",
      "5:internal error"
    })
public final class AuditCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "model: ONNX, XGBoost JSON/UBJSON, LightGBM text")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "rows the model was not trained on: CSV or Parquet")
  private Optional<Path> test = Optional.empty();

  @Option(
      names = "--train",
      paramLabel = "FILE",
      description = "rows it was trained on (for membership, leakage, overlap)")
  private Optional<Path> train = Optional.empty();

  @Option(names = "--label", paramLabel = "COLUMN", description = "label column")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--favourable",
      paramLabel = "VALUE",
      description = "label value that is good for the person concerned")
  private Optional<String> favourable = Optional.empty();

  @Option(
      names = "--protected",
      split = ",",
      paramLabel = "COLUMN",
      description = "protected attributes, for example sex,age")
  private List<String> protectedColumns = List.of();

  @Option(
      names = "--immutable",
      split = ",",
      paramLabel = "COLUMN",
      description = "columns nobody can change at decision time")
  private List<String> immutable = List.of();

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "COLUMN",
      description = "columns that are no features, for example an id")
  private List<String> ignore = List.of();

  @Option(
      names = "--missing",
      split = ",",
      paramLabel = "TEXT",
      description = "cell texts that mean 'no value'")
  private List<String> missing = List.of();

  @Option(
      names = "--preprocessing",
      paramLabel = "FILE",
      description = "steps between columns and model input (docs/preprocessing.md)")
  private Optional<Path> preprocessing = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "seed of every random choice (default 42)")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads (default: one per processor); the result does not depend on it")
  private Optional<Integer> threads = Optional.empty();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Configuration file = config.read();
    List<OutputSpec> outputs = output.resolve(file.outputs(), spec.commandLine().getParseResult());
    AuditRequest request = request(file);
    Result result;
    try (ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), output.quiet())) {
      result = Audit.run(request, progress);
    }
    output.write(result, outputs, spec.commandLine());
    return result.exitCode().code();
  }

  private AuditRequest request(Configuration file) {
    Configuration.Data data = data(file.data());
    int workers = threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    if (workers < 1 || workers > 1024) {
      throw GambesonException.usage(
          "--threads is " + workers + "; it must lie between 1 and 1024.");
    }
    AuditRequest request =
        new AuditRequest(
            model.or(file::model).orElseThrow(() -> needed("--model", "model")),
            preprocessing
                .<Configuration.Preprocess>map(Configuration.Preprocess.InFile::new)
                .orElse(file.preprocessing()),
            data.test().orElseThrow(() -> needed("--data", "data.test")),
            data.label().orElseThrow(() -> needed("--label", "data.label")),
            data,
            policy.policy(file.policy(), Catalogue.auditInfos()),
            policy.baseline(file.baseline()),
            LocalDate.now(Clock.systemUTC()),
            seed.orElseGet(() -> file.seed().orElse(AuditRequest.DEFAULT_SEED)),
            workers,
            CommandRecord.reproducing(spec.root().commandLine().getParseResult().originalArgs()));
    refuseContradictions(request);
    return request;
  }

  private Configuration.Data data(Configuration.Data file) {
    return new Configuration.Data(
        test.or(file::test),
        train.or(file::train),
        label.or(file::label),
        favourable.or(file::favourable),
        protectedColumns.isEmpty() ? file.protectedColumns() : protectedColumns,
        immutable.isEmpty() ? file.immutable() : immutable,
        ignore.isEmpty() ? file.ignore() : ignore,
        missing.isEmpty() ? file.missing() : missing);
  }

  private static GambesonException needed(String flag, String key) {
    return GambesonException.usage(
        "%s is needed: give the flag, or set `%s` in gambeson.yaml and pass --config. Example: gambeson audit --model m.onnx --data test.csv --label y --favourable 1"
            .formatted(flag, key));
  }

  private static void refuseContradictions(AuditRequest request) {
    String label = request.label();
    Configuration.Data data = request.data();
    if (data.protectedColumns().contains(label)) {
      throw GambesonException.usage(
          "'"
              + label
              + "' is both the label and a protected attribute. Name it in one place only.");
    }
    if (data.ignore().contains(label)) {
      throw GambesonException.usage(
          "'" + label + "' is both the label and an ignored column. Name it in one place only.");
    }
    if (data.train()
        .map(
            t -> t.toAbsolutePath().normalize().equals(request.test().toAbsolutePath().normalize()))
        .orElse(false)) {
      throw GambesonException.usage(
          "--data and --train are the same file. A model must be judged on rows it was not trained on.");
    }
    if (!data.protectedColumns().isEmpty() && data.favourable().isEmpty()) {
      throw GambesonException.usage(
          "--protected needs --favourable: say which label value is good for the person concerned. The wrong polarity would turn the verdict round.");
    }
  }
}
