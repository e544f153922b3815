package dev.gambeson.cli.registry;

import dev.gambeson.core.Progress;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.Submission;
import dev.gambeson.registry.VersionDetails;
import dev.gambeson.registry.Versions;
import dev.gambeson.registry.catalog.HistoryLine;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Lineage;
import dev.gambeson.registry.catalog.LiveSpan;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Adding, showing and fetching versions.
final class VersionCommands {
  private VersionCommands() {}

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      header = "Add a version: a file, or a folder with everything below it.",
      description = {
        "",
        "Examples:",
        "  gambeson registry add claims claims.parquet --kind data",
        "  gambeson registry add fraud model/ --kind model --trained-on claims@3 --fact code.commit=4f2a9c1 --fact param.rate=0.1"
      })
  static final class Add extends RegistryAction {
    @Parameters(index = "0", paramLabel = "NAME", description = "data set or model")
    private String name = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "file or folder")
    private Path path = Path.of("");

    @Option(names = "--kind", required = true, paramLabel = "KIND", description = "data or model")
    private String kind = "";

    @Option(
        names = "--trained-on",
        paramLabel = "NAME@N",
        description = "data it was trained on; repeatable")
    private List<String> trainedOn = List.of();

    @Option(
        names = "--evaluated-on",
        paramLabel = "NAME@N",
        description = "data it was evaluated on; repeatable")
    private List<String> evaluatedOn = List.of();

    @Option(
        names = "--derived-from",
        paramLabel = "NAME@N",
        description = "version it was made from; repeatable")
    private List<String> derivedFrom = List.of();

    @Option(
        names = "--fine-tuned-from",
        paramLabel = "NAME@N",
        description = "model it was tuned from; repeatable")
    private List<String> tunedFrom = List.of();

    @Option(
        names = "--fact",
        paramLabel = "KEY=VALUE",
        description = "code commit, parameter, environment; repeatable")
    private Map<String, String> facts = Map.of();

    @Option(names = "--note", paramLabel = "TEXT", description = "for people")
    private String note = "";

    @Override
    void run(Registry registry, Principal who) {
      List<Parent> parents = new ArrayList<>();
      trainedOn.forEach(r -> parents.add(parent(registry, who, r, "trained-on")));
      evaluatedOn.forEach(r -> parents.add(parent(registry, who, r, "evaluated-on")));
      derivedFrom.forEach(r -> parents.add(parent(registry, who, r, "derived-from")));
      tunedFrom.forEach(r -> parents.add(parent(registry, who, r, "fine-tuned-from")));
      Submission submission =
          new Submission(name, Kind.of(kind), path, parents, new TreeMap<>(facts), note);
      Version v = registry.versions().add(who, submission, progress());
      print(
          Json.version(v),
          List.of(
              "%s added: %s, %s, candidate."
                  .formatted(v.label(), Show.files(v.files()), Show.size(v.bytes())),
              "manifest sha256:" + v.manifest()));
    }

    private static Parent parent(Registry registry, Principal who, String ref, String relation) {
      Version v = registry.versions().find(who, Ref.parse(ref));
      return new Parent(v.name(), v.number(), relation);
    }

    private Progress progress() {
      return Progress.silent();
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      header = "List data sets and models with their live versions.",
      description = {
        "",
        "Examples:",
        "  gambeson registry list",
        "  gambeson registry list --format json"
      })
  static final class ListAll extends RegistryAction {
    @Override
    void run(Registry registry, Principal who) {
      List<Versions.Listed> all = registry.versions().list(who);
      List<List<String>> rows = new ArrayList<>();
      for (Versions.Listed l : all) {
        for (Version v : l.versions().reversed()) {
          rows.add(
              List.of(
                  v.label(),
                  v.kind().id(),
                  v.purged() ? v.stage().id() + ", purged" : v.stage().id(),
                  String.valueOf(v.files()),
                  Show.size(v.bytes()),
                  v.addedBy(),
                  v.addedAt().toString()));
        }
      }
      print(
          Show.object(
              "versions",
              all.stream().flatMap(l -> l.versions().stream()).map(Json::version).toList()),
          rows.isEmpty()
              ? List.of("The registry is empty. `gambeson registry add` adds a version.")
              : Show.table(
                  List.of("VERSION", "KIND", "STAGE", "FILES", "SIZE", "ADDED BY", "ADDED AT"),
                  rows));
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      header = "Show a version: files, origin, evidence, and what it lacks for its next stage.",
      description = {
        "",
        "Examples:",
        "  gambeson registry show fraud",
        "  gambeson registry show fraud@live"
      })
  static final class ShowOne extends RegistryAction {
    @Parameters(
        paramLabel = "NAME[@VERSION]",
        description = "number or alias; without one the newest")
    private String ref = "";

    @Override
    void run(Registry registry, Principal who) {
      VersionDetails d = registry.versions().show(who, Ref.parse(ref));
      print(Json.details(d), DetailLines.of(d));
    }
  }

  @Command(
      name = "history",
      mixinStandardHelpOptions = true,
      header = "Show what happened; with --live, who was live when.",
      description = {
        "",
        "Examples:",
        "  gambeson registry history",
        "  gambeson registry history fraud --live"
      })
  static final class History extends RegistryAction {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "only of this data set, model or user")
    private Optional<String> name = Optional.empty();

    @Option(
        names = "--live",
        description = "only the times during which a version of NAME was live")
    private boolean live;

    @Override
    void run(Registry registry, Principal who) {
      if (live) {
        spans(
            registry
                .versions()
                .live(
                    who,
                    name.orElseThrow(
                        () -> dev.gambeson.core.GambesonException.usage("--live needs a NAME."))));
      } else {
        lines(registry.versions().history(who, name));
      }
    }

    private void spans(List<LiveSpan> spans) {
      print(
          Show.object("live", spans.stream().map(Json::span).toList()),
          Show.table(
              List.of("VERSION", "LIVE FROM", "UNTIL", "BY", "HOW"),
              spans.stream()
                  .map(s ->
                      List.of(
                          String.valueOf(s.number()),
                          s.from().toString(),
                          s.until().map(Object::toString).orElse("now"),
                          s.by(),
                          s.how()))
                  .toList()));
    }

    private void lines(List<HistoryLine> lines) {
      print(
          Show.object("history", lines.stream().map(Json::line).toList()),
          Show.table(
              List.of("NO.", "TIME", "WHO", "WHAT", "ON", "FROM", "TO", "LEDGER", "REASON"),
              lines.stream()
                  .map(l ->
                      List.of(
                          String.valueOf(l.sequence()),
                          l.deed().at().toString(),
                          l.deed().actor(),
                          l.deed().action(),
                          l.deed().name() + (l.deed().number() > 0 ? "@" + l.deed().number() : ""),
                          l.deed().from(),
                          l.deed().to(),
                          String.valueOf(l.ledgerIndex()),
                          l.deed().reason()))
                  .toList()));
    }
  }

  @Command(
      name = "lineage",
      mixinStandardHelpOptions = true,
      header = "Show what a version was made of, and what was made of it.",
      description = {
        "",
        "Examples:",
        "  gambeson registry lineage fraud@3     which data, code and parameters made it?",
        "  gambeson registry lineage claims@2    which models used it?"
      })
  static final class LineageOf extends RegistryAction {
    @Parameters(
        paramLabel = "NAME[@VERSION]",
        description = "number or alias; without one the newest")
    private String ref = "";

    @Override
    void run(Registry registry, Principal who) {
      Lineage lineage = registry.versions().lineage(who, Ref.parse(ref));
      List<String> text = new ArrayList<>();
      text.add(lineage.version().label() + "  " + Show.pairs(lineage.facts()));
      text.add("made of:");
      text.addAll(steps(lineage.ancestors()));
      text.add("used by:");
      text.addAll(steps(lineage.descendants()));
      if (lineage.cut()) {
        text.add("There are more than are shown.");
      }
      print(Json.lineage(lineage), text);
    }

    private static List<String> steps(List<Lineage.Step> steps) {
      return steps.isEmpty()
          ? List.of("  nothing")
          : steps.stream()
              .map(s ->
                  "%s%s  %s  (%s, by way of %s)"
                      .formatted(
                          "  ".repeat(s.depth()),
                          s.version().label(),
                          s.version().stage().id(),
                          s.relation(),
                          s.via()))
              .toList();
    }
  }

  @Command(
      name = "get",
      aliases = "export",
      mixinStandardHelpOptions = true,
      header = "Write a version's content to a new folder, proven whole or not at all.",
      description = {
        "",
        "Examples:",
        "  gambeson registry get fraud --output model/         the live version",
        "  gambeson registry get fraud@3 --output model/"
      })
  static final class Get extends RegistryAction {
    @Parameters(
        paramLabel = "NAME[@VERSION]",
        description = "number or alias; without one the live version")
    private String ref = "";

    @Option(
        names = "--output",
        required = true,
        paramLabel = "DIR",
        description = "absent, or empty")
    private Path output = Path.of("");

    @Override
    void run(Registry registry, Principal who) {
      Version v = registry.versions().fetch(who, Ref.parse(ref), output, Progress.silent());
      print(
          Json.version(v),
          List.of(
              "%s written to %s: %s, %s, every byte checked."
                  .formatted(v.label(), output, Show.files(v.files()), Show.size(v.bytes()))));
    }
  }
}
