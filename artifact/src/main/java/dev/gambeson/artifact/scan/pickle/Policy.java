package dev.gambeson.artifact.scan.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a pickle may import and how it may use it: `policy.txt` beside this class. Names that are
/// on no line are unknown; a list of what is forbidden alone is always incomplete (arXiv
/// 2508.19774), so those lines only raise the severity and word the message.
final class Policy {
  /// What an allowed name may be used for, beside being mentioned.
  enum Use {
    NEW,
    CALL,
    ITEMS,
    APPLIES,
    LOADS,
    CODE,
    REF
  }

  /// What a name is.
  sealed interface Entry {}

  /// On the list of what known libraries write.
  record Allowed(Set<Use> uses) implements Entry {
    boolean may(Use use) {
      return uses.contains(use);
    }
  }

  /// Known to be dangerous.
  ///
  /// @param category process, code, file, network, import, attribute or loader
  /// @param what it does, a phrase
  record Denied(String category, String what) implements Entry {}

  /// On no list.
  record Unknown() implements Entry {}

  private record Line(String module, boolean below, List<String> names, Entry entry) {
    boolean isExact(String name) {
      return !below && names.contains(name);
    }

    boolean matches(String asked, String name) {
      boolean inModule =
          asked.equals(module)
              || (below && asked.startsWith(module) && asked.charAt(module.length()) == '.');
      return inModule && names.stream().anyMatch(n -> fits(n, name));
    }
  }

  /// Modules of Python 2 and of older versions under the names that they have today.
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("__builtin__", "builtins"),
          Map.entry("copy_reg", "copyreg"),
          Map.entry("UserDict", "collections"),
          Map.entry("UserList", "collections"),
          Map.entry("cPickle", "pickle"),
          Map.entry("_pickle", "pickle"),
          Map.entry("numpy.core", "numpy._core"),
          Map.entry("numpy.numarray", "numpy._core"));

  private static final Policy STANDARD = load();

  private final Map<String, List<Line>> byTop = new HashMap<>();

  private Policy() {}

  /// The policy that ships with this version.
  static Policy standard() {
    return STANDARD;
  }

  /// What a name is.
  Entry of(String module, String name) {
    String asked = today(module);
    List<Line> lines = byTop.getOrDefault(top(asked), List.of());
    Entry found = new Unknown();
    for (Line line : lines) {
      if (!line.matches(asked, name)) {
        continue;
      }
      if (line.entry() instanceof Allowed && line.isExact(name)) {
        return line.entry();
      }
      if (line.entry() instanceof Denied && !(found instanceof Denied)) {
        found = line.entry();
      } else if (found instanceof Unknown) {
        found = line.entry();
      } else if (found instanceof Allowed a && line.entry() instanceof Allowed b) {
        found = union(a, b);
      }
    }
    return found;
  }

  private static Allowed union(Allowed a, Allowed b) {
    Set<Use> uses = EnumSet.copyOf(a.uses());
    uses.addAll(b.uses());
    return new Allowed(uses);
  }

  /// A module under the name it has today.
  static String today(String module) {
    String renamed = RENAMED.get(module);
    if (renamed != null) {
      return renamed;
    }
    return module.startsWith("numpy.core.")
        ? "numpy._core." + module.substring("numpy.core.".length())
        : module;
  }

  private static boolean fits(String pattern, String name) {
    if (pattern.equals("Class")) {
      return isClass(name);
    }
    if (pattern.startsWith("*")) {
      return name.endsWith(pattern.substring(1)) && name.indexOf('.') < 0;
    }
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1)) && name.indexOf('.') < 0
        : pattern.equals(name);
  }

  private static boolean isClass(String name) {
    int i = 0;
    while (i < name.length() && name.charAt(i) == '_') {
      i++;
    }
    return i < 3
        && i < name.length()
        && Character.isUpperCase(name.charAt(i))
        && !name.endsWith("__")
        && name.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
  }

  private static String top(String module) {
    int dot = module.indexOf('.');
    return dot < 0 ? module : module.substring(0, dot);
  }

  private static Policy load() {
    Policy policy = new Policy();
    try (InputStream in = Policy.class.getResourceAsStream("policy.txt")) {
      if (in == null) {
        throw new IllegalStateException("policy.txt is missing from the program");
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> !l.isBlank() && !l.startsWith("#"))
          .forEach(policy::add);
    } catch (IOException e) {
      throw new IllegalStateException("policy.txt cannot be read", e);
    }
    return policy;
  }

  private void add(String line) {
    String[] words = line.split(" +", 5);
    boolean below = words[1].endsWith(".**");
    String module = below ? words[1].substring(0, words[1].length() - 3) : words[1];
    Entry entry =
        words[0].equals("allow") ? new Allowed(uses(words[3])) : new Denied(words[3], words[4]);
    byTop
        .computeIfAbsent(top(module), t -> new ArrayList<>())
        .add(new Line(module, below, List.of(words[2].split(",", -1)), entry));
  }

  private static Set<Use> uses(String words) {
    Set<Use> uses = EnumSet.noneOf(Use.class);
    for (String word : words.split(",", -1)) {
      uses.add(Use.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    return uses;
  }
}
