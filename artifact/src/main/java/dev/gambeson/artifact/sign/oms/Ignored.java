package dev.gambeson.artifact.sign.oms;

import dev.gambeson.core.GambesonException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Paths that a signature leaves out: OMS v1.0, section 6.2. Each entry is an exact path from the
/// root of the model and stands for everything below it, too; there are no wild cards.
///
/// @param paths sorted by code point
record Ignored(SortedSet<String> paths) {
  /// What every signer leaves out.
  static final List<String> ALWAYS = List.of(".git", ".gitattributes", ".github", ".gitignore");

  Ignored {
    TreeSet<String> sorted = new TreeSet<>(Names.BY_CODE_POINT);
    sorted.addAll(paths);
    paths = Collections.unmodifiableSortedSet(sorted);
  }

  /// The usual paths and these.
  static Ignored with(Collection<String> more) {
    TreeSet<String> all = new TreeSet<>(ALWAYS);
    all.addAll(more);
    return new Ignored(all);
  }

  /// A path that a user asks to leave out, checked.
  static String asked(String path) {
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    boolean wild = plain.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    if (wild || Names.flaw(plain).isPresent()) {
      throw GambesonException.usage(
          "The path to leave out, '%s', must be a plain path from the model's folder, with '/' and without wild cards, for example cache/old.bin."
              .formatted(path));
    }
    return plain;
  }

  /// Whether this name is one of them or lies below one.
  boolean covers(String name) {
    for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      if (paths.contains(name.substring(0, end))) {
        return true;
      }
    }
    return paths.contains(name);
  }

  /// What both leave out.
  Ignored common(Ignored other) {
    TreeSet<String> both = new TreeSet<>(Names.BY_CODE_POINT);
    paths.stream().filter(other::covers).forEach(both::add);
    other.paths.stream().filter(this::covers).forEach(both::add);
    return new Ignored(both);
  }
}
