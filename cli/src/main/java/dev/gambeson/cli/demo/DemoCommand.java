package dev.gambeson.cli.demo;

import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.Formats;
import dev.gambeson.cli.audit.Audit;
import dev.gambeson.cli.audit.AuditRequest;
import dev.gambeson.cli.config.ConfigReader;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The fraud case, end to end.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    header = "Simulate card fraud, train a model, poison a copy, audit both, write the reports.",
    description = {
      "",
      "Needs no network and about a minute. How the fraud is simulated: docs/fraud-simulator.md.",
      "",
      "Examples:",
      "  gambeson demo",
      "  gambeson demo --output /tmp/fraud --seed 7"
    })
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "demo",
      description = "where to write (default: demo)")
  private Path folder = Path.of("demo");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "seed of everything (default: 42)")
  private long seed = 42;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw GambesonException.usage("--output " + folder + " is a file. Name a folder.");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    step(err, "1/4  Simulating 30,000 card payments, 1.5 % of them fraud ...");
    Seed root = new Seed(seed);
    FraudData data = FraudSimulator.simulate(FraudOptions.defaults(), root);
    Path files = folder.resolve("data");
    data.write(files);
    step(err, "2/4  Training a fraud model in Java and exporting it to ONNX ...");
    Path test = files.resolve("test.csv");
    FraudCase clean =
        FraudCase.train(folder.resolve("clean"), files.resolve("train.csv"), test, root);
    step(err, "3/4  Poisoning a copy of the training data, training the poisoned twin ...");
    DataPoisoner.Poisoned poison =
        DataPoisoner.poison(data.train(), DataPoisoner.Dose.defaults(), root);
    Path poisonedTrain = files.resolve("train-poisoned.csv");
    poison.write(poisonedTrain, files.resolve("poisoned-rows.csv"));
    FraudCase poisoned = FraudCase.train(folder.resolve("poisoned"), poisonedTrain, test, root);
    step(err, "4/4  Auditing both models ...");
    Result cleanResult = audit(clean, err);
    Result poisonedResult = audit(poisoned, err);
    compare(out, data.test(), clean, poisoned, cleanResult, poisonedResult);
    return ExitCode.CLEAN.code();
  }

  private void step(PrintWriter err, String text) {
    if (!quiet) {
      err.println(text);
      err.flush();
    }
  }

  private Result audit(FraudCase fraud, PrintWriter err) throws IOException {
    Path config = fraud.folder().resolve("gambeson.yaml");
    AuditRequest request =
        AuditRequest.of(
            new ConfigReader(Catalogue.infos(), Formats.names()).read(config),
            List.of("gambeson", "audit", "--config", config.toString()));
    try (ProgressBar progress = ProgressBar.on(err, quiet)) {
      Result result = Audit.run(request, progress);
      AtomicFiles.write(report(fraud), Formats.render("html", result, false));
      AtomicFiles.write(
          fraud.folder().resolve("result.json"), Formats.render("json", result, false));
      return result;
    }
  }

  private static Path report(FraudCase fraud) {
    return fraud.folder().resolve("report.html");
  }

  private void compare(
      PrintWriter out,
      List<Transaction> test,
      FraudCase clean,
      FraudCase poisoned,
      Result cleanResult,
      Result poisonedResult)
      throws IOException {
    List<Transaction> frauds = test.stream().filter(Transaction::isFraud).toList();
    List<Transaction> triggered = frauds.stream().map(DataPoisoner::trigger).toList();
    List<Transaction> slice = frauds.stream().filter(DataPoisoner::targeted).toList();
    Path scratch = folder.resolve(".scratch.csv");
    out.printf("%n%-46s %16s %16s%n", "", "clean model", "poisoned model");
    row(out, "frauds caught", clean.caught(frauds, scratch), poisoned.caught(frauds, scratch));
    row(
        out,
        "  of electronics bought online (labels flipped)",
        clean.caught(slice, scratch),
        poisoned.caught(slice, scratch));
    row(
        out,
        "  of gift cards for x.77 euros (the backdoor)",
        clean.caught(triggered, scratch),
        poisoned.caught(triggered, scratch));
    out.printf("%-46s %16s %16s%n", "audit verdict", verdict(cleanResult), verdict(poisonedResult));
    out.printf(
        "%-46s %16s %16s%n",
        "open findings (critical/high/medium/low)", counts(cleanResult), counts(poisonedResult));
    onlyPoisoned(cleanResult, poisonedResult)
        .forEach(f ->
            out.printf("%nOnly in the poisoned model's audit: %s (%s)%n", f.title(), f.check()));
    out.printf(
        "%nOpen the reports in a browser:%n  clean     %s%n  poisoned  %s%n",
        report(clean).toUri(), report(poisoned).toUri());
    out.printf(
        """

        Audit again:       gambeson audit --config %s
        Before training:   gambeson check %s --reference %s --label is_fraud
        What a check asks: gambeson explain GB-EVA-004
        Before clients:    gambeson serve --demo      (the model in service, and a thief who is caught)
        """,
        clean.folder().resolve("gambeson.yaml"),
        folder.resolve("data").resolve("train-poisoned.csv"),
        folder.resolve("data").resolve("train.csv"));
  }

  /// Open findings of the poisoned model's audit that the clean one's has not.
  private static List<Finding> onlyPoisoned(Result clean, Result poisoned) {
    Set<String> known =
        clean.findings().stream().map(j -> j.finding().fingerprint()).collect(Collectors.toSet());
    return poisoned.findings().stream()
        .filter(Result.Judged::counts)
        .map(Result.Judged::finding)
        .filter(f -> !known.contains(f.fingerprint()))
        .toList();
  }

  private static void row(PrintWriter out, String what, double clean, double poisoned) {
    out.printf("%-46s %16s %16s%n", what, Text.percent(clean), Text.percent(poisoned));
  }

  private static String verdict(Result result) {
    return result.verdict().name().toLowerCase(Locale.ROOT);
  }

  private static String counts(Result result) {
    return "%d/%d/%d/%d"
        .formatted(
            result.openBySeverity().get(Severity.CRITICAL),
            result.openBySeverity().get(Severity.HIGH),
            result.openBySeverity().get(Severity.MEDIUM),
            result.openBySeverity().get(Severity.LOW));
  }
}
