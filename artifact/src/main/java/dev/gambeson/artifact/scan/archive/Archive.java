package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The members of one archive, under every name that any of its directories gives them. A name may
/// occur more than once; that is flagged, and all of them are examined.
public final class Archive {
  private final String container;
  private final Input input;
  private final Scan scan;
  private final List<Entry> entries;
  private final Map<String, List<Entry>> byName = new HashMap<>();

  Archive(String container, Input input, Scan scan, List<Entry> entries) {
    this.container = container;
    this.input = input;
    this.scan = scan;
    this.entries = List.copyOf(entries);
    entries.forEach(e -> byName.computeIfAbsent(e.name(), n -> new ArrayList<>(1)).add(e));
  }

  /// `zip`, `tar` or `7z`.
  public String container() {
    return container;
  }

  /// The archive's own bytes.
  public Input input() {
    return input;
  }

  /// Where flaws of the archive as a whole are reported.
  public Scan scan() {
    return scan;
  }

  /// All members, folders among them, in the order of their bytes.
  public List<Entry> entries() {
    return entries;
  }

  /// Their names, sorted.
  public Set<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  /// Whether a member has this name.
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /// The first member of a name.
  public Optional<Entry> entry(String name) {
    return entries(name).stream().findFirst();
  }

  /// Every member of a name.
  public List<Entry> entries(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /// Lets the kinds read what they know, and examines the rest.
  void examine(List<ArchiveKind> kinds) {
    for (ArchiveKind kind : kinds.stream().filter(k -> recognises(k)).toList()) {
      if (scan.isKind(container)) {
        scan.kind(kind.kind());
      }
      try {
        kind.examine(this);
      } catch (Malformed e) {
        scan.unread(
            Rules.MALFORMED,
            e.offset(),
            "malformed " + kind.kind(),
            "Read as %s, it breaks off: %s.".formatted(kind.kind(), e.getMessage()));
      }
    }
    entries.stream().filter(e -> !e.isDone()).forEach(Entry::examine);
  }

  private boolean recognises(ArchiveKind kind) {
    try {
      return kind.recognises(this);
    } catch (Malformed e) {
      return false;
    }
  }
}
