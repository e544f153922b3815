package dev.gambeson.cli.bom;

import dev.gambeson.artifact.advisory.AdvisoryDatabase;
import dev.gambeson.artifact.advisory.DependencyAudit;
import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.BillReader;
import dev.gambeson.artifact.bom.DependencyRules;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.cyclonedx.CycloneDx;
import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.CommandRecord;
import dev.gambeson.cli.ConfigOption;
import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.PolicyOptions;
import dev.gambeson.cli.Version;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Workers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes the bill of materials of a folder, and audits its libraries.
@Command(
    name = "bom",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Write the bill of materials of a folder: models, data, libraries. Audit them.",
    description = {
      "",
      "Without --format, CycloneDX 1.6 JSON goes to standard output. Formats beside the usual ones:",
      "cyclonedx, cyclonedx-xml. Nothing is fetched, installed or run. Maven projects are resolved from",
      "the local repository. With --advisories, the libraries are compared with OSV's database.",
      "",
      "Examples:",
      "  gambeson bom . --output bom.json",
      "  gambeson bom models/fraud --scan --format text",
      "  gambeson bom . --advisories osv/ --internal com.acme --format sarif --output deps.sarif",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:findings at or above --fail-on (default high)",
      "2:the bill or the audit is incomplete",
      "3:nothing was examined",
      "4:wrong usage",
      "5:internal error"
    })
public final class BomCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", arity = "1", description = "a folder, or one file")
  private Path path = Path.of(".");

  @Option(
      names = "--advisories",
      paramLabel = "DIR",
      description = "folder with OSV's records: JSON files, or all.zip per ecosystem (docs/bom.md)")
  private Optional<Path> advisories = Optional.empty();

  @Option(
      names = "--internal",
      paramLabel = "PREFIX",
      description = "private names begin so (com.acme, @acme, acme-); repeatable")
  private List<String> internal = List.of();

  @Option(names = "--scan", description = "scan each model too, and note its verdict")
  private boolean scan;

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "leave out files or folders of this name or path under PATH; repeatable")
  private List<String> excludes = List.of();

  @Option(
      names = "--maven-repository",
      paramLabel = "DIR",
      description = "Maven's local repository (default ~/.m2/repository)")
  private Optional<Path> mavenRepository = Optional.empty();

  @Option(
      names = "--timestamp",
      paramLabel = "TIME",
      description =
          "time stamp of the bill, for example 2026-11-22T00:00:00Z (default: SOURCE_DATE_EPOCH, else none)")
  private Optional<String> timestamp = Optional.empty();

  @Mixin private ConfigOption config = new ConfigOption();

  @Mixin private PolicyOptions policyOptions = new PolicyOptions();

  @Mixin private OutputOptions output = new OutputOptions(BomOutputs.OWN);

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration file = config.read();
    List<OutputSpec> outputs = output.resolve(file.outputs(), spec.commandLine().getParseResult());
    Policy policy = policyOptions.policy(file.policy(), DependencyRules.all());
    policy.validate(Catalogue.infos());
    var stamp = BomOutputs.timestamp(timestamp, System.getenv("SOURCE_DATE_EPOCH"));
    LocalDate today = LocalDate.now(Clock.systemUTC());
    Bill bill;
    DependencyAudit.Audited audited;
    try (ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), output.quiet());
        Workers workers = Workers.ofMachine()) {
      bill = BillReader.read(path, options(), workers, progress);
      requireSomething(bill);
      Optional<AdvisoryDatabase> database =
          advisories.map(d -> AdvisoryDatabase.read(d, names(bill), workers, progress));
      audited = DependencyAudit.run(bill, database, internal, today, policy);
    }
    Result result = result(bill, audited, policy, file, today);
    CycloneDx writer =
        new CycloneDx(
            bill, audited.vulnerabilities(), BomOutputs.accepted(result), Version.text(), stamp);
    output.write(
        result,
        Map.of(BomOutputs.JSON, writer::json, BomOutputs.XML, writer::xml),
        outputs,
        spec.commandLine());
    BomOutputs.tell(result, outputs, output.quiet(), spec.commandLine().getErr());
    return result.exitCode().code();
  }

  private BillReader.Options options() {
    Path repository =
        mavenRepository.orElseGet(() ->
            Path.of(
                System.getProperty(
                    "maven.repo.local",
                    Path.of(System.getProperty("user.home"), ".m2", "repository").toString())));
    return new BillReader.Options(repository, excludes, scan);
  }

  private void requireSomething(Bill bill) {
    if (bill.isEmpty() && bill.gaps().isEmpty() && bill.indexes().isEmpty()) {
      throw GambesonException.nothingExamined(
          "There is no model, no data and no manifest (pom.xml, requirements.txt, pyproject.toml, package.json, a lock file) in %s."
              .formatted(path));
    }
  }

  private static Map<Ecosystem, Set<String>> names(Bill bill) {
    Map<Ecosystem, Set<String>> names = new EnumMap<>(Ecosystem.class);
    for (Library library : bill.libraries()) {
      names.computeIfAbsent(library.ecosystem(), _ -> new HashSet<>()).add(library.name());
    }
    return names;
  }

  private Result result(
      Bill bill,
      DependencyAudit.Audited audited,
      Policy policy,
      Configuration file,
      LocalDate today) {
    return new Result(
        "bom",
        Version.text(),
        0,
        CommandRecord.reproducing(spec.root().commandLine().getParseResult().originalArgs()),
        BomOutputs.subjects(bill, path),
        policy,
        DependencyRules.all(),
        audited.results(),
        Result.judge(audited.results(), policy, policyOptions.baseline(file.baseline()), today),
        bill.gaps().stream().map(g -> new Result.NotExamined(g.what(), g.reason())).toList(),
        List.of());
  }
}
