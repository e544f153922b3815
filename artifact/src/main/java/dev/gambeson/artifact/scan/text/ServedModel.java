package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.archive.Archive;
import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.archive.Entry;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// TorchServe's model archives (`.mar`): a server runs the handler that lies in the archive. One
/// that imports only known libraries and calls nothing dangerous asks for a review; any other is
/// blocked, because serving the model runs it.
final class ServedModel implements ArchiveKind {
  private static final int LONGEST = 4 << 20;

  @Override
  public String kind() {
    return "torchserve";
  }

  @Override
  public boolean recognises(Archive archive) {
    return archive.has("MAR-INF/MANIFEST.json");
  }

  @Override
  public void examine(Archive archive) {
    for (Entry entry : archive.entries()) {
      if (entry.name().endsWith(".py") && !entry.isFolder()) {
        code(archive, entry);
      }
    }
  }

  private static void code(Archive archive, Entry entry) {
    String source = new String(entry.head(LONGEST), StandardCharsets.UTF_8);
    List<String> doubts = new PythonCode(source).doubts();
    if (!doubts.isEmpty()) {
      archive
          .scan()
          .flag(
              Rules.BUNDLED,
              Severity.HIGH,
              entry.offset(),
              "handler that acts on its host",
              "Serving the model runs '%s', which %s."
                  .formatted(
                      Shown.text(entry.name()),
                      String.join(", ", doubts.stream().limit(8).toList())));
    }
  }
}
