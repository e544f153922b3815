package dev.gambeson.cli.data;

import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.cli.CommandRecord;
import dev.gambeson.cli.Formats;
import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.cli.registry.Refusals;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import dev.gambeson.core.io.StagedFolder;
import dev.gambeson.data.DataGate;
import dev.gambeson.data.DataVerdict;
import dev.gambeson.data.admit.Admission;
import dev.gambeson.data.admit.AdmissionOrder;
import dev.gambeson.data.admit.Admitted;
import dev.gambeson.data.admit.Transformation;
import dev.gambeson.data.pii.PiiFinder;
import dev.gambeson.data.pii.PiiOptions;
import dev.gambeson.data.pii.protect.ProtectionKey;
import dev.gambeson.data.pii.protect.Protections;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Lets data in: the clean set, the quarantine, a signed manifest.
@Command(
    name = "admit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Admit data to training: write the clean set, the quarantine and a signed manifest.",
    description = {
      "",
      "Checks first, as gambeson check does. Rows that rules or screens name are held back; the rest is",
      "asked again, and admitted when it passes. The folder appears whole or not at all.",
      "",
      "Examples:",
      "  gambeson admit may.csv --label y --output admitted/may --key data.key",
      "  gambeson admit may.csv --config gambeson.yaml --reference admitted/april --output admitted/may",
      "  gambeson admit may.csv --label y --output may --registry reg --name claims --key data.key",
      "  gambeson admit feedback.jsonl --blend blend.yaml --source partner --label y --output batch-7",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:admitted",
      "1:refused: findings at or above --fail-on are left, or the registry refuses",
      "2:the data cannot be read to its end or has changed, or a check could not conclude",
      "3:nothing was examined: the data has no row",
      "4:wrong usage",
      "5:internal error"
    })
public final class AdmitCommand implements Callable<Integer> {
  @Mixin private DataOptions options = new DataOptions();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "folder to write; must not exist, or be empty")
  private Path folder = Path.of("");

  @Option(
      names = "--data-format",
      paramLabel = "KIND",
      description = "how the clean set is written: csv (default), jsonl or parquet")
  private String dataFormat = "csv";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "name of the data set (default: the folder's)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--mode",
      paramLabel = "hold|refuse",
      description = "hold back bad rows (default), or refuse the whole")
  private Optional<String> mode = Optional.empty();

  @Option(
      names = "--protect",
      paramLabel = "COLUMN=HOW",
      description =
          "change a column on its way in: drop, mask, redact, hash, tokenise, generalise(year) …; repeatable")
  private Map<String, String> protect = Map.of();

  @Option(
      names = "--protection-key",
      paramLabel = "FILE",
      description = "secret key of hash and tokenise; made when FILE does not exist")
  private Optional<Path> protectionKey = Optional.empty();

  @Option(
      names = "--keep-rows",
      description = "write the cells of held rows into the quarantine, too (they may be personal)")
  private boolean keepRows;

  @Option(
      names = "--approved-by",
      split = ",",
      paramLabel = "WHO",
      description = "who approved, for the manifest; repeatable")
  private List<String> approvers = List.of();

  @Mixin private Signing signing = new Signing();

  @Mixin private ReferenceOptions registry = new ReferenceOptions();

  @Mixin private Intake intake = new Intake();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "report to write; its ending tells the format (html, json, sarif, xml, md, txt)")
  private List<Path> reports = List.of();

  @Option(names = "--quiet", description = "no progress, and nothing on standard output")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return Refusals.code(spec, this::admit);
  }

  @SuppressWarnings("try") // the bar must be gone before the result is written
  private int admit() {
    Configuration file = options.configuration();
    List<OutputSpec> outputs = outputs();
    List<SigningKey> keys = signing.read();
    intake.require(registry.session(), keys);
    List<String> command =
        CommandRecord.reproducing(spec.root().commandLine().getParseResult().originalArgs());
    try (StagedFolder staged = StagedFolder.of(folder);
        Gatekeeper keeper = new Gatekeeper(options, file, registry.reference(options));
        ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), quiet)) {
      DataGate gate = keeper.gate("admit", command, progress);
      DataVerdict verdict = gate.check(keeper.source());
      AdmissionOrder order = order(file, verdict, keeper);
      if (order.mode() == AdmissionOrder.Mode.REFUSE && !verdict.passed()) {
        return refused(verdict.result(), outputs);
      }
      Admitted admitted = Admission.write(keeper.source(), gate, order, staged.path(), progress);
      if (!admitted.passed()) {
        return refused(admitted.result(), outputs);
      }
      sign(admitted, keys, staged.path());
      progress.close();
      Optional<String> version =
          intake.add(registry.session(), staged.path(), admitted, keeper.reference(), keys);
      staged.publish();
      new OutputOptions().write(admitted.result(), outputs, spec.commandLine());
      say(admitted, version);
    }
    return ExitCode.CLEAN.code();
  }

  private List<OutputSpec> outputs() {
    List<OutputSpec> outputs = new ArrayList<>();
    if (!quiet) {
      outputs.add(new OutputSpec("text", Optional.empty()));
    }
    reports.forEach(
        r -> outputs.add(new OutputSpec(OutputOptions.formatByEnding(r), Optional.of(r))));
    return outputs;
  }

  private AdmissionOrder order(Configuration file, DataVerdict verdict, Gatekeeper keeper) {
    return new AdmissionOrder(
        dataSetName(),
        verdict,
        mode.map(AdmitCommand::mode).orElse(file.training().mode()),
        dataFormat,
        protections(),
        keepRows,
        Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS),
        approvers,
        keeper.reference().map(Reference::parents).orElse(List.of()),
        List.of(
            new AdmissionOrder.Enclosed(
                "check.json", Formats.render("json", verdict.result(), false))));
  }

  private List<Transformation> protections() {
    Optional<ProtectionKey> key =
        protectionKey.map(f -> Files.exists(f) ? ProtectionKey.read(f) : ProtectionKey.create(f));
    return Protections.of(new TreeMap<>(protect), key, PiiFinder.of(PiiOptions.defaults()));
  }

  private String dataSetName() {
    return name.orElseGet(() -> String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
  }

  private static AdmissionOrder.Mode mode(String word) {
    return switch (word) {
      case "hold" -> AdmissionOrder.Mode.HOLD;
      case "refuse" -> AdmissionOrder.Mode.REFUSE;
      default ->
          throw GambesonException.usage(
              "--mode is '%s'; it must be hold or refuse.".formatted(word));
    };
  }

  private int refused(Result result, List<OutputSpec> outputs) {
    new OutputOptions().write(result, outputs, spec.commandLine());
    spec.commandLine()
        .getErr()
        .println("gambeson: not admitted. Nothing was written to " + folder + ".");
    return result.exitCode().code();
  }

  private static void sign(Admitted admitted, List<SigningKey> keys, Path staged) {
    if (keys.isEmpty()) {
      return;
    }
    try {
      Files.write(
          staged.resolve(Admission.SIGNATURE),
          Signing.sign(Signing.statement(admitted), keys).toJson());
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The signature cannot be written: %s. Nothing was admitted.".formatted(e.getMessage()),
          e);
    }
  }

  private void say(Admitted admitted, Optional<String> version) {
    if (quiet) {
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    var counts = admitted.manifest().counts();
    out.printf(
        "%nAdmitted    %s: %,d of %,d rows, %,d held back, %,d unreadable%n",
        folder,
        counts.admitted(),
        counts.read() + counts.unreadable(),
        counts.held(),
        counts.unreadable());
    version.ifPresent(v -> out.printf("Registry    %s%n", v));
    if (!Files.exists(folder.resolve(Admission.SIGNATURE))) {
      out.printf("Not signed  give --key, so that others can tell who admitted it%n");
    }
    out.flush();
  }
}
