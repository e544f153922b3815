package dev.gambeson.cli.data;

import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.ConfigOption;
import dev.gambeson.cli.Formats;
import dev.gambeson.cli.PolicyOptions;
import dev.gambeson.cli.config.ConfigReader;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.cli.config.TrainingData;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.GateChecks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `check` and `admit` have in common: the data, the roles of its columns, what it is compared
/// with.
final class DataOptions {
  private static final int MAX_SAMPLE = 5_000_000;

  @Parameters(
      arity = "0..1",
      paramLabel = "DATA",
      description =
          "file or folder (CSV, JSONL, Parquet, Arrow, images), s3://bucket/key, or jdbc:… with --query; default: data.train of gambeson.yaml")
  private Optional<String> data = Optional.empty();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--query", paramLabel = "SQL", description = "what to ask a jdbc: database")
  Optional<String> query = Optional.empty();

  @Option(
      names = "--reference",
      paramLabel = "ADMITTED",
      description =
          "earlier data to compare with: a folder that admit wrote, NAME@N in the registry, or a plain file that you trust")
  Optional<String> reference = Optional.empty();

  @Option(
      names = "--reference-key",
      paramLabel = "FILE",
      description = "public key that must have signed the reference, PEM")
  Optional<Path> referenceKey = Optional.empty();

  @Option(
      names = "--contract",
      paramLabel = "FILE",
      description = "what the rows must keep: types, ranges, sets, keys (docs/data.md)")
  private Optional<Path> contract = Optional.empty();

  @Option(
      names = "--blend",
      paramLabel = "FILE",
      description = "what each source may bring: the section blend of gambeson.yaml as a file")
  private Optional<Path> blend = Optional.empty();

  @Option(names = "--label", paramLabel = "COLUMN", description = "what is to be predicted")
  private Optional<String> label = Optional.empty();

  @Option(names = "--source", paramLabel = "COLUMN", description = "who supplied the row")
  private Optional<String> source = Optional.empty();

  @Option(names = "--time", paramLabel = "COLUMN", description = "when the row came about")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--id",
      split = ",",
      paramLabel = "COLUMN",
      description = "columns that name the row or the person; never features")
  private List<String> ids = List.of();

  @Option(
      names = "--protected",
      split = ",",
      paramLabel = "COLUMN",
      description = "protected attributes")
  private List<String> protectedColumns = List.of();

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "COLUMN",
      description = "columns that screens do not look at")
  private List<String> ignore = List.of();

  @Option(
      names = "--missing",
      split = ",",
      paramLabel = "TEXT",
      description = "cell texts that mean 'no value', besides the empty cell")
  private List<String> missing = List.of();

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "ONNX model that was trained on these rows: screens look at its last layer")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "rows that screens look at, a random sample (default 50000)")
  int rows = 50_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "seed of every random choice (default 42)")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads (default: one per processor); the result does not depend on it")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--inconclusive",
      paramLabel = "fail|report",
      description = "what an inconclusive check does: exit code 2 (fail, the default), or nothing")
  private Optional<String> inconclusive = Optional.empty();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  /// The configuration with what the flags say instead.
  Configuration configuration() {
    Configuration file = config.read();
    ConfigReader reader = new ConfigReader(Catalogue.infos(), Formats.names());
    return blend.map(b -> reader.withBlend(file, b)).orElse(file);
  }

  /// The data to look at.
  String address(Configuration file) {
    return data.or(() -> file.data().train().map(Path::toString))
        .orElseThrow(() ->
            GambesonException.usage(
                "Which data? Name it, or set data.train in gambeson.yaml and pass --config. Example: gambeson check train.csv --label y"));
  }

  /// What the columns are for.
  Roles roles(Configuration file) {
    TrainingData training = file.training();
    Roles roles =
        new Roles(
            label.or(() -> file.data().label()),
            source.or(training::source),
            time.or(training::time),
            ids.isEmpty() ? training.ids() : ids,
            protectedColumns.isEmpty() ? file.data().protectedColumns() : protectedColumns,
            ignore.isEmpty() ? file.data().ignore() : ignore);
    roles.label().ifPresent(l -> refuseTwice(l, roles));
    return roles;
  }

  private static void refuseTwice(String label, Roles roles) {
    if (roles.ignored().contains(label)
        || roles.ids().contains(label)
        || roles.source().filter(label::equals).isPresent()) {
      throw GambesonException.usage(
          "'%s' is the label and something else besides. Name it in one place only."
              .formatted(label));
    }
  }

  Set<String> missing(Configuration file) {
    return Set.copyOf(missing.isEmpty() ? file.data().missing() : missing);
  }

  Optional<Path> contract(Configuration file) {
    return contract.or(() -> file.training().contract());
  }

  /// The model, when one is named by flag: that of the configuration is for audits.
  Optional<Path> model() {
    return model;
  }

  long seed(Configuration file) {
    return seed.orElseGet(() -> file.seed().orElse(42L));
  }

  int threads() {
    if (threads < 1 || threads > 1024) {
      throw GambesonException.usage(
          "--threads is " + threads + "; it must lie between 1 and 1024.");
    }
    return threads;
  }

  int rows() {
    if (rows < 100 || rows > MAX_SAMPLE) {
      throw GambesonException.usage(
          "--rows is %d; it must lie between 100 and %,d.".formatted(rows, MAX_SAMPLE));
    }
    return rows;
  }

  /// The policy in force.
  Policy policy(Configuration file) {
    Policy configured = policy.policy(file.policy(), GateChecks.infos());
    configured.validate(Catalogue.infos());
    return inconclusive
        .map(word ->
            new Policy(
                configured.failOn(), report(word), configured.checks(), configured.suppressions()))
        .orElse(configured);
  }

  private static boolean report(String word) {
    return switch (word) {
      case "report" -> true;
      case "fail" -> false;
      default ->
          throw GambesonException.usage(
              "--inconclusive is '%s'; it must be fail or report.".formatted(word));
    };
  }

  Set<dev.gambeson.core.Result.Known> baseline(Configuration file) {
    return policy.baseline(file.baseline());
  }
}
