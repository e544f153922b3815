package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.archive.Archive;
import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.archive.Entry;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Jsons;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// A `.keras` file: an archive of a configuration, metadata and weights.
final class KerasArchive implements ArchiveKind {
  private static final int HEAD = 1 << 16;
  private static final int MAX_CONFIG = 256 << 20;
  private static final Set<String> PROGRAMS =
      Set.of(
          "py", "pyc", "pyo", "so", "dll", "dylib", "exe", "sh", "bat", "ps1", "pyd", "whl", "jar",
          "js", "egg");

  @Override
  public String kind() {
    return "keras";
  }

  @Override
  public boolean recognises(Archive archive) {
    return archive.entries().stream()
        .filter(e -> isRootFile(e, "config.json") || isRootFile(e, "metadata.json"))
        .anyMatch(e -> {
          String head = new String(e.head(HEAD), StandardCharsets.UTF_8);
          return head.contains("\"class_name\"")
              || head.contains("\"keras_version\"")
              || archive.has("model.weights.h5");
        });
  }

  private static boolean isRootFile(Entry entry, String name) {
    return entry.name().equalsIgnoreCase(name) || entry.name().equalsIgnoreCase("./" + name);
  }

  @Override
  public void examine(Archive archive) {
    for (Entry entry : archive.entries()) {
      if (entry.isFolder()) {
        continue;
      }
      String name = entry.baseName().toLowerCase(Locale.ROOT);
      if (isRootFile(entry, "config.json") || isRootFile(entry, "metadata.json")) {
        entry.examine(CONFIG);
      } else if (name.endsWith(".weights.h5") || name.endsWith(".h5")) {
        entry.examine(Hdf5.PARSER);
      }
      if (PROGRAMS.contains(name.substring(name.lastIndexOf('.') + 1))) {
        archive
            .scan()
            .flag(
                Rules.BUNDLED,
                Severity.MEDIUM,
                entry.offset(),
                "program in a Keras model",
                "The member '%s' is a program; a Keras model needs none.".formatted(entry.name()));
      }
    }
  }

  /// `config.json` and `metadata.json`.
  private static final FormatParser CONFIG =
      new FormatParser() {
        @Override
        public String kind() {
          return "keras-config";
        }

        @Override
        public boolean recognises(Input input) {
          return false; // only where the archive says so
        }

        @Override
        public void parse(Input input, Scan scan) {
          KerasConfigs.examine(
              Jsons.tree(input.copy(0, input.size(), MAX_CONFIG), 0, scan), 0, scan);
          scan.ownAll();
        }
      };
}
