package dev.gambeson.cli;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Taxonomy;
import dev.gambeson.core.Text;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Explains a check, or lists them all.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    header = "Explain a check: what it asks, how it measures, what to do when it fails.",
    description = {
      "",
      "Examples:",
      "  gambeson explain                 every check, one line each",
      "  gambeson explain GB-FAIR-001     one check, whole"
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "CHECK",
      description = "id of a check, for example GB-ART-001")
  private Optional<String> id = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    id.map(ExplainCommand::find).ifPresentOrElse(info -> explain(out, info), () -> list(out));
    return ExitCode.CLEAN.code();
  }

  private static CheckInfo find(String id) {
    List<CheckInfo> all = Catalogue.explained();
    return all.stream()
        .filter(i -> i.id().equalsIgnoreCase(id))
        .findFirst()
        .orElseThrow(() -> unknown(id, all));
  }

  private static GambesonException unknown(String id, List<CheckInfo> all) {
    String hint =
        Text.didYouMean(id, all.stream().map(CheckInfo::id).toList())
            .map(k -> " Did you mean " + k + "?")
            .orElse("");
    return GambesonException.usage(
        "There is no check '%s'.%s `gambeson explain` without an id lists them all."
            .formatted(id, hint));
  }

  private static void list(PrintWriter out) {
    for (CheckInfo info : Catalogue.explained()) {
      out.printf("%-12s %-9s %s%n", info.id(), info.severity().id(), info.title());
    }
  }

  private static void explain(PrintWriter out, CheckInfo info) {
    out.printf(
        "%s  %s  (severity of a failure: %s)%n", info.id(), info.title(), info.severity().id());
    section(out, "Asks", info.question());
    section(out, "Why it matters", info.why());
    section(out, "How it is measured", info.how());
    section(out, "What it cannot see", info.limits());
    section(out, "When it fails", info.fix());
    if (!info.parameters().isEmpty()) {
      out.printf("%nPolicy parameters (gambeson.yaml, policy.checks.%s):%n", info.id());
      info.parameters()
          .forEach(p ->
              out.printf(
                  "  %-24s %s%n  %-24s default %s, from %s to %s%n",
                  p.name(),
                  p.meaning(),
                  "",
                  Text.number(p.byDefault()),
                  Text.number(p.min()),
                  Text.number(p.max())));
    }
    out.printf("%nReferences:%n");
    info.refs().stream()
        .flatMap(r -> Taxonomy.find(r).stream())
        .forEach(e -> out.printf("  %-16s %s%n  %-16s %s%n", e.id(), e.title(), "", e.url()));
  }

  private static void section(PrintWriter out, String heading, String body) {
    out.printf("%n%s:%n", heading);
    Wrap.lines(body, 96).forEach(l -> out.println("  " + l));
  }
}
