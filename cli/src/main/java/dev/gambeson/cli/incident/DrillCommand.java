package dev.gambeson.cli.incident;

import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.Version;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.response.ResponseChecks;
import dev.gambeson.response.playbook.Drill;
import dev.gambeson.response.playbook.DrillReport;
import dev.gambeson.response.playbook.Playbook;
import dev.gambeson.response.playbook.PlaybookReader;
import dev.gambeson.response.playbook.StandardPlaybooks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Plays playbooks through without doing anything.
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Play playbooks through on a sample alert; nothing is done and nobody is told.",
    description = {
      "",
      "Shows what each would do and when, how long it takes until the attack is contained, and",
      "which restrictions never end. Whether overlays, routes and versions exist only the gateway",
      "knows: drill there for that.",
      "",
      "Examples:",
      "  gambeson incident drill",
      "  gambeson incident drill playbooks/*.yaml --format html --output drill.html",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing of weight found",
      "1:a playbook does not start, or another finding of severity high",
      "2:it depends, for example on how quickly people agree",
      "4:wrong usage, or no playbook",
      "5:internal error"
    })
final class DrillCommand implements Callable<Integer> {
  private static final long SEED = 42;

  /// Drills have a clock of their own; a fixed start gives the same report each time.
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Parameters(
      paramLabel = "PLAYBOOK",
      arity = "0..*",
      description = "YAML files; without any, the playbooks that come with the product")
  private List<Path> files = List.of();

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<OutputSpec> outputs = output.resolve(List.of(), spec.commandLine().getParseResult());
    List<Playbook> playbooks =
        files.isEmpty()
            ? StandardPlaybooks.all()
            : files.stream().map(PlaybookReader::read).toList();
    List<CheckResult> results = new ArrayList<>();
    try (ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), output.quiet());
        Workers workers = new Workers(1)) {
      CheckContext context = new CheckContext(Policy.defaults(), new Seed(SEED), workers, progress);
      for (Playbook playbook : playbooks) {
        Drill.Story story =
            Drill.play(
                playbook, Drill.sample(playbook, START), Optional.empty(), Optional.empty(), START);
        results.addAll(DrillReport.of(playbook, story, context));
      }
      progress.report("Done", 1);
    }
    Result result = result(playbooks, results);
    output.write(result, outputs, spec.commandLine());
    return result.exitCode().code();
  }

  private Result result(List<Playbook> playbooks, List<CheckResult> results) {
    Policy policy = Policy.defaults();
    List<String> command = new ArrayList<>(List.of("gambeson", "incident", "drill"));
    files.forEach(f -> command.add(f.toString()));
    return new Result(
        "incident drill",
        Version.text(),
        SEED,
        command,
        playbooks.stream().map(DrillCommand::subject).toList(),
        policy,
        ResponseChecks.all(),
        results,
        Result.judge(results, policy, Set.of(), LocalDate.now(Clock.systemUTC())),
        results.stream()
            .filter(r -> r.outcome().isEmpty())
            .map(r ->
                new Result.NotExamined(r.check() + " of " + r.aspect(), r.notExaminedBecause()))
            .toList(),
        List.of());
  }

  private static Result.Subject subject(Playbook playbook) {
    byte[] text = playbook.source().getBytes(StandardCharsets.UTF_8);
    return new Result.Subject(playbook.id(), Sha256.of(text), text.length, "playbook", "playbook");
  }
}
