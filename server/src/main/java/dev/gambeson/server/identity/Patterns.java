package dev.gambeson.server.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A set of names and patterns in which `*` stands for anything. Matching takes time linear in the
/// pattern times the name at worst, without regular expressions.
final class Patterns {
  private final Set<String> exact = new HashSet<>();
  private final List<String> globs = new ArrayList<>();
  private final boolean all;

  private Patterns(Collection<String> patterns) {
    for (String pattern : patterns) {
      if (pattern.indexOf('*') >= 0) {
        globs.add(pattern);
      } else {
        exact.add(pattern);
      }
    }
    all = globs.contains("*");
  }

  /// @param what names them in the message of what is no pattern
  static Patterns of(Collection<String> patterns, String what) {
    patterns.forEach(pattern -> Names.requirePattern(pattern, what));
    return new Patterns(patterns);
  }

  boolean matches(String name) {
    if (all || exact.contains(name)) {
      return true;
    }
    for (String glob : globs) {
      if (matches(glob, name)) {
        return true;
      }
    }
    return false;
  }

  /// Greedy with one step back to the last star.
  private static boolean matches(String glob, String name) {
    int g = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        mark = n;
      } else if (g < glob.length() && glob.charAt(g) == name.charAt(n)) {
        g++;
        n++;
      } else if (star >= 0) {
        g = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length();
  }
}
