package dev.gambeson.artifact.bom.model;

import dev.gambeson.artifact.bom.BillBuilder;
import dev.gambeson.artifact.bom.DataPart;
import dev.gambeson.artifact.bom.Digests;
import dev.gambeson.artifact.bom.FilePart;
import dev.gambeson.artifact.bom.Folder;
import dev.gambeson.artifact.bom.ModelPart;
import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds models and data in a folder and says what their files say. Shards
/// (`model-00001-of-00003.safetensors`) are one model.
///
/// Guaranteed: nothing is loaded or run; every value of a card stands in a file. Not guaranteed:
/// that the card is true.
public final class ModelReader {
  private static final Pattern SHARD = Pattern.compile("(.*?)-\\d{5}-of-\\d{5}(\\.[^./]+)");

  private final Folder folder;
  private final BillBuilder bill;
  private final boolean scan;

  private record Found(Path file, FileKind kind) {}

  private record Hashed(FilePart part, Optional<Verdict> verdict) {}

  private ModelReader(Folder folder, BillBuilder bill, boolean scan) {
    this.folder = folder;
    this.bill = bill;
    this.scan = scan;
  }

  /// Reads whatever there is.
  ///
  /// @param scan whether to ask the scanner for each model's verdict
  public static void read(
      Folder folder, BillBuilder bill, boolean scan, Workers workers, Progress progress) {
    new ModelReader(folder, bill, scan).read(workers, progress);
  }

  private void read(Workers workers, Progress progress) {
    List<Path> files = folder.files();
    List<Optional<FileKind>> kinds = workers.map(files.size(), i -> FileKind.of(files.get(i)));
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      kinds.get(i).ifPresent(k -> found.add(new Found(file, k)));
    }
    List<Optional<Hashed>> hashed =
        workers.map(
            found.size(),
            i -> {
              progress.report(
                  "hashing " + folder.name(found.get(i).file()), (double) i / found.size());
              return hash(found.get(i));
            });
    Map<String, List<Integer>> models = new TreeMap<>();
    for (int i = 0; i < found.size(); i++) {
      Found one = found.get(i);
      int index = i;
      hashed
          .get(i)
          .ifPresent(h -> {
            if (one.kind().data()) {
              data(one, h.part());
            } else {
              models.computeIfAbsent(group(one.file()), _ -> new ArrayList<>()).add(index);
            }
          });
    }
    models.forEach((name, members) ->
        model(
            name,
            members.stream().map(found::get).toList(),
            members.stream().flatMap(i -> hashed.get(i).stream()).toList()));
  }

  private String group(Path file) {
    String name = folder.name(file);
    Matcher shard = SHARD.matcher(name);
    return shard.matches() ? shard.group(1) + shard.group(2) : name;
  }

  private Optional<Hashed> hash(Found found) {
    String name = folder.name(found.file());
    try {
      FilePart part =
          new FilePart(
              name, Files.size(found.file()), Digests.of(found.file(), "SHA-256", "SHA-512"));
      Optional<Verdict> verdict =
          scan && !found.kind().data()
              ? Optional.of(ArtifactScanner.standard().scan(name, found.file()).verdict())
              : Optional.empty();
      return Optional.of(new Hashed(part, verdict));
    } catch (IOException e) {
      synchronized (bill) {
        bill.gap(name, "It cannot be read.");
      }
      return Optional.empty();
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private void data(Found found, FilePart part) {
    Facts facts = new Facts();
    CardFiles.read(parent(found.file()), folder, facts, bill);
    bill.data(
        new DataPart(part.name(), found.kind().id(), Optional.of(part), facts.card().licences()));
  }

  private void model(String name, List<Found> files, List<Hashed> hashed) {
    Facts facts = new Facts();
    Path first = files.getFirst().file();
    CardFiles.read(parent(first), folder, facts, bill);
    try {
      switch (files.getFirst().kind().id()) {
        case "safetensors" -> files.forEach(f -> SafetensorsHeader.read(f.file(), facts));
        case "gguf" -> GgufHeader.read(first, facts);
        case "onnx" -> OnnxFacts.read(first, facts);
        default -> {} // other kinds say nothing without being loaded
      }
    } catch (GambesonException e) {
      bill.gap(name, "What it says of itself cannot be read: " + e.getMessage());
    }
    ModelPart.Card card = facts.card();
    Optional<String> verdict =
        hashed.stream().flatMap(h -> h.verdict().stream()).reduce(Verdict::or).map(Verdict::id);
    bill.model(
        new ModelPart(
            name,
            files.getFirst().kind().id(),
            hashed.stream().map(Hashed::part).toList(),
            card,
            verdict));
    for (String dataset : card.datasets()) {
      bill.data(new DataPart(dataset, "named", Optional.empty(), List.of()));
    }
  }
}
