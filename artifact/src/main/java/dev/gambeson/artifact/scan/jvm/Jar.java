package dev.gambeson.artifact.scan.jvm;

import dev.gambeson.artifact.scan.archive.Archive;
import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.archive.Entry;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.core.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A Java archive: compiled code, put on the class path by whoever trusts it. Each class is read
/// for the dangerous methods that it can call; together they make one finding, since a library of a
/// thousand classes is one decision.
///
/// A JAR under its own name is bundled code to be reviewed only beside a model; a plain library in
/// a folder of libraries is listed. The question whether it is the right library is one for
/// signatures and `gambeson bom`.
final class Jar implements ArchiveKind {
  private static final Set<String> NAMES = Set.of("jar", "war", "ear", "aar", "jmod", "nar", "hpi");
  private static final int SHOWN = 8;

  @Override
  public String kind() {
    return "jar";
  }

  @Override
  public boolean recognises(Archive archive) {
    return archive.has("META-INF/MANIFEST.MF")
        || archive.names().stream().anyMatch(name -> name.endsWith(".class"));
  }

  @Override
  public void examine(Archive archive) {
    Map<String, Integer> calls = new TreeMap<>();
    Set<String> unreadable = new TreeSet<>();
    int classes = 0;
    for (Entry entry : archive.entries()) {
      if (entry.name().endsWith(".class") && isClass(entry)) {
        classes++;
        read(entry, calls, unreadable);
      }
    }
    if (classes > 0) {
      report(archive, classes, calls);
    }
    if (!unreadable.isEmpty()) {
      archive
          .scan()
          .unread(
              Rules.MALFORMED,
              0,
              "malformed class",
              "%d classes do not follow their format, '%s' among them."
                  .formatted(unreadable.size(), unreadable.iterator().next()));
    }
  }

  private static boolean isClass(Entry entry) {
    byte[] head = entry.head(4);
    return head.length == 4 && head[0] == (byte) 0xca && head[1] == (byte) 0xfe;
  }

  private static void read(Entry entry, Map<String, Integer> calls, Set<String> unreadable) {
    entry.read(input -> {
      try {
        ClassFile.calls(input).forEach(call -> calls.merge(call, 1, Integer::sum));
      } catch (Malformed e) {
        unreadable.add(entry.name());
      }
    });
  }

  private static void report(Archive archive, int classes, Map<String, Integer> calls) {
    List<String> names = List.copyOf(calls.keySet());
    String says =
        names.isEmpty()
            ? "none of them names a method that starts programs or opens connections"
            : "they can call "
                + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? " and more" : "");
    boolean library = archive.input().depth() == 0 && NAMES.contains(archive.input().ending());
    archive
        .scan()
        .flag(
            Rules.BUNDLED,
            library ? Severity.LOW : Severity.MEDIUM,
            0,
            "compiled Java code",
            "The archive holds %d Java classes; %s.".formatted(classes, says));
  }
}
