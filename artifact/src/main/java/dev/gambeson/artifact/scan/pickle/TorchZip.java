package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.archive.Archive;
import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.archive.Entry;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// PyTorch's zip (since 1.6) and TorchScript: `data.pkl` with storages by persistent id in `data/`,
/// for TorchScript also `constants.pkl` and source code in `code/`.
final class TorchZip implements ArchiveKind {
  private static final List<String> PICKLES =
      List.of("data.pkl", "constants.pkl", "model.pkl", "attributes.pkl");

  @Override
  public String kind() {
    return "torch-zip";
  }

  @Override
  public boolean recognises(Archive archive) {
    return archive.container().equals("zip")
        && archive.entries().stream()
            .anyMatch(e -> e.baseName().equals("data.pkl") || isConstants(archive, e));
  }

  private static boolean isConstants(Archive archive, Entry entry) {
    return entry.baseName().equals("constants.pkl") && archive.has(folder(entry) + "version");
  }

  @Override
  public void examine(Archive archive) {
    Map<String, Storages.Storage> storages = new LinkedHashMap<>();
    String root = "";
    for (Entry entry : archive.entries()) {
      if (PICKLES.contains(entry.baseName())) {
        root = folder(entry);
        String folder = root + entry.baseName().replace(".pkl", "/");
        StoragePickle pickle = new StoragePickle();
        entry.examine(pickle);
        pickle.storages().forEach((key, storage) -> storages.put(folder + key, storage));
      } else if (entry.name().contains("code/") && entry.baseName().endsWith(".py")) {
        archive.scan().kind("torchscript");
        entry.read(inner -> archive.scan().member(inner, new TorchScriptCode()));
      }
    }
    storages.forEach((name, storage) -> storage(archive, name, storage));
  }

  private static void storage(Archive archive, String name, Storages.Storage storage) {
    List<Entry> entries = archive.entries(name);
    if (entries.isEmpty()) {
      archive
          .scan()
          .unread(
              Rules.MALFORMED,
              0,
              "missing storage",
              "A tensor refers to the storage '%s', which is not in the archive.".formatted(name));
    }
    for (Entry entry : entries) {
      entry.read(inner -> compare(archive.scan(), entry, inner, storage));
    }
  }

  private static void compare(Scan scan, Entry entry, Input inner, Storages.Storage storage) {
    if (storage.width() > 0 && storage.bytes() != inner.size()) {
      scan.flag(
          Rules.MALFORMED,
          inner.size() < storage.bytes() ? Severity.HIGH : Severity.MEDIUM,
          entry.offset(),
          "storage of another size",
          "'%s' has %d bytes, where the pickle refers to %d (CVE-2026-24747)."
              .formatted(entry.name(), inner.size(), storage.bytes()));
    }
  }

  private static String folder(Entry entry) {
    return entry.name().substring(0, entry.name().length() - entry.baseName().length());
  }

  /// A pickle that refers to storages; used for one member.
  private static final class StoragePickle implements FormatParser {
    private Map<String, Storages.Storage> storages = Map.of();

    Map<String, Storages.Storage> storages() {
      return storages;
    }

    @Override
    public String kind() {
      return "pickle";
    }

    @Override
    public boolean recognises(Input input) {
      return true;
    }

    @Override
    public void parse(Input input, Scan scan) {
      Storages found = new Storages(scan);
      storages = found.byKey();
      Pickle.read(input, scan, found);
    }
  }
}
