package dev.gambeson.cli.data;

import dev.gambeson.cli.Printable;
import dev.gambeson.cli.registry.Refusals;
import dev.gambeson.cli.registry.Session;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.admit.AdmittedSet;
import dev.gambeson.data.provenance.FolderProvenance;
import dev.gambeson.data.provenance.OpenLineage;
import dev.gambeson.data.provenance.ProvenanceGraph;
import dev.gambeson.registry.catalog.Ref;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Draws where data comes from and what was made of it.
@Command(
    name = "provenance",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Draw where data comes from, and what was made of it.",
    description = {
      "",
      "Of a folder that admit wrote, with those beside it; or of a version in the registry.",
      "",
      "Examples:",
      "  gambeson provenance admitted/may",
      "  gambeson provenance admitted/ --of may.csv        what was made of this file?",
      "  gambeson provenance admitted/ --of partner-a      which sets hold rows of this supplier?",
      "  gambeson provenance claims@3 --registry reg --format html --output claims.html",
      "  gambeson provenance admitted/may --openlineage may.ndjson",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:drawn",
      "1:the registry refuses",
      "2:a manifest cannot be read",
      "3:there is nothing to draw",
      "4:wrong usage",
      "5:internal error"
    })
public final class ProvenanceCommand implements Callable<Integer> {
  /// The formats.
  enum Form {
    TEXT,
    JSON,
    HTML,
    DOT
  }

  @Parameters(
      paramLabel = "FOLDER|NAME@N",
      description = "admitted folder, a folder of such, or a version in the registry")
  private String what = "";

  @Option(
      names = "--of",
      paramLabel = "SOURCE",
      description = "only what was made of this: a file, its SHA-256, or a supplier's name")
  private Optional<String> of = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), json, html or dot")
  private Form form = Form.TEXT;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "where to (default: standard output)")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--openlineage",
      paramLabel = "FILE",
      description = "write the admission's run events for OpenLineage, as JSON lines")
  private Optional<Path> openLineage = Optional.empty();

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "gambeson",
      description = "namespace of the job in OpenLineage (default: gambeson)")
  private String namespace = "gambeson";

  @Mixin private Session session = new Session();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return Refusals.code(spec, this::draw);
  }

  private int draw() {
    Path folder = Path.of(what);
    boolean onDisk = Files.isDirectory(folder);
    if (!onDisk && !what.contains("@")) {
      throw GambesonException.usage(
          "%s is no folder, and names no version (NAME@3) of a registry.".formatted(what));
    }
    Drawn drawn = onDisk ? ofFolder(folder) : ofVersion();
    if (drawn.graph().nodes().isEmpty()) {
      throw GambesonException.nothingExamined(
          "There is no admitted data set in %s. `gambeson admit` makes one.".formatted(what));
    }
    Optional<String> focus = of.map(o -> source(drawn.graph(), o)).or(drawn::focus);
    write(rendered(drawn.graph(), focus));
    openLineage.ifPresent(file -> events(folder, file));
    return ExitCode.CLEAN.code();
  }

  /// A graph with the node in question.
  private record Drawn(ProvenanceGraph graph, Optional<String> focus) {}

  private static Drawn ofFolder(Path folder) {
    if (!AdmittedSet.isOne(folder)) {
      return new Drawn(FolderProvenance.of(List.of(folder)), Optional.empty());
    }
    List<Path> places = new ArrayList<>(List.of(folder));
    Optional.ofNullable(folder.toAbsolutePath().normalize().getParent()).ifPresent(places::add);
    return new Drawn(
        FolderProvenance.of(places),
        Optional.of(FolderProvenance.id(AdmittedSet.describe(folder))));
  }

  private Drawn ofVersion() {
    Ref ref = Ref.parse(what);
    return session.as((registry, who) -> {
      String id = "version:" + registry.versions().find(who, ref).label();
      return new Drawn(RegistryProvenance.of(registry, who, ref), Optional.of(id));
    });
  }

  /// The node that the user means by a file, a digest or a name.
  private static String source(ProvenanceGraph graph, String typed) {
    List<String> candidates = new ArrayList<>();
    candidates.add(FolderProvenance.supplierId(typed));
    candidates.add(FolderProvenance.sourceId(typed.toLowerCase(Locale.ROOT)));
    Path file = Path.of(typed);
    if (Files.isRegularFile(file)) {
      try {
        candidates.add(FolderProvenance.sourceId(Sha256.of(file)));
      } catch (IOException e) {
        throw GambesonException.badInput(
            "%s cannot be read: %s.".formatted(file, e.getMessage()), e);
      }
    }
    return candidates.stream()
        .filter(c -> graph.find(c).isPresent())
        .findFirst()
        .or(() ->
            graph.nodes().values().stream()
                .filter(n -> n.label().equals(typed))
                .map(ProvenanceGraph.Node::id)
                .findFirst())
        .orElseThrow(() ->
            GambesonException.nothingExamined(
                "Nothing here was made of '%s', neither as a file nor as a supplier."
                    .formatted(typed)));
  }

  private byte[] rendered(ProvenanceGraph graph, Optional<String> focus) {
    return switch (form) {
      case TEXT -> ProvenanceText.of(graph, focus).getBytes(StandardCharsets.UTF_8);
      case JSON -> ProvenanceText.json(graph, focus).getBytes(StandardCharsets.UTF_8);
      case DOT -> ProvenanceText.dot(graph).getBytes(StandardCharsets.UTF_8);
      case HTML -> ProvenanceText.html(graph, "Provenance of " + of.orElse(what));
    };
  }

  private void write(byte[] bytes) {
    if (output.isPresent()) {
      save(output.get(), bytes);
    } else {
      String text = new String(bytes, StandardCharsets.UTF_8);
      spec.commandLine().getOut().print(form == Form.TEXT ? Printable.text(text) : text);
      spec.commandLine().getOut().flush();
    }
  }

  private void events(Path folder, Path file) {
    if (!AdmittedSet.isOne(folder)) {
      throw GambesonException.usage(
          "--openlineage needs one admitted folder; %s is none.".formatted(what));
    }
    AdmittedSet set = AdmittedSet.open(folder);
    save(
        file,
        OpenLineage.events(
            set.manifest(),
            set.manifestSha256(),
            namespace,
            folder.toAbsolutePath().normalize().toString()));
  }

  private static void save(Path file, byte[] bytes) {
    try {
      AtomicFiles.write(file, bytes);
    } catch (IOException e) {
      throw GambesonException.badInput("Cannot write " + file + ": " + e.getMessage() + ".", e);
    }
  }
}
