package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.List;

/// What unpacking the members would do to the file system.
final class MemberChecks {
  private MemberChecks() {}

  static void names(Scan scan, List<Entry> entries) {
    for (Entry entry : entries) {
      MemberNames.escape(entry.name())
          .ifPresent(why ->
              scan.flag(
                  Rules.PATH,
                  entry.offset(),
                  "member that unpacks elsewhere",
                  "The name '%s' %s: a program that unpacks it writes outside its folder."
                      .formatted(entry.name(), why)));
      MemberNames.oddity(entry.name())
          .ifPresent(why ->
              scan.flag(
                  Rules.PATH,
                  Severity.MEDIUM,
                  entry.offset(),
                  "odd member name",
                  "The name '%s' %s.".formatted(entry.name(), why)));
    }
  }

  /// A symbolic link: dangerous when it leads out, or when something is written through it.
  static void link(Scan scan, String name, String target, long offset) {
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    boolean escapes =
        MemberNames.escape(target).filter(why -> !why.startsWith("leads")).isPresent()
            || MemberNames.leaves(folder, target.replace('\\', '/'));
    scan.flag(
        Rules.PATH,
        escapes ? Severity.HIGH : Severity.LOW,
        offset,
        escapes ? "link that leads out" : "link inside the archive",
        "The member '%s' is a link to '%s'.".formatted(name, target));
  }
}
