package dev.gambeson.artifact.scan.jvm;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Judges every class that a stream names, once each, and proposes the filter that would let only
/// the harmless ones in.
final class ClassJudge {
  private static final int MAX_TEXT = 1 << 16;
  private static final int OVERLAP = 512;
  private static final int MAX_FILTER = 600;
  private static final Set<String> PRIMITIVES =
      Set.of("int", "long", "double", "float", "byte", "short", "char", "boolean", "void");
  private static final Set<String> HASHED =
      Set.of(
          "java.util.HashSet",
          "java.util.HashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedHashMap",
          "java.util.Hashtable");

  private final Scan scan;
  private final Set<String> seen = new HashSet<>();
  private final TreeSet<String> allowed = new TreeSet<>();
  private final Map<String, Long> unknown = new HashMap<>();
  private final List<String> order = new ArrayList<>();
  private final StringBuilder texts = new StringBuilder();

  ClassJudge(Scan scan) {
    this.scan = scan;
  }

  boolean isHashed(String name) {
    return HASHED.contains(name);
  }

  /// A class of which the stream holds a description: it will be loaded, and objects made of it.
  void met(String name, long at) {
    String component = component(name);
    if (component.isEmpty() || !seen.add(component)) {
      return;
    }
    if (component.contains("$$Lambda")
        || component.startsWith("java.lang.invoke.SerializedLambda")) {
      lambda(at);
      return;
    }
    Optional<JavaClasses.Entry> entry = JavaClasses.find(component);
    if (entry.isEmpty()) {
      unknown.put(component, at);
      order.add(component);
    } else if (entry.get().standing() == JavaClasses.Standing.ALLOWED) {
      allowed.add(entry.get().pattern().endsWith(".*") ? entry.get().pattern() + "*" : component);
    } else {
      bad(component, entry.get(), at);
    }
  }

  /// A class object. Those of types that only describe are harmless.
  void literal(String name, long at) {
    met(name, at);
  }

  /// The declared type of a field: not created, but a gadget's field betrays it.
  void declared(String signature, long at) {
    String name = component(signature.replace('/', '.'));
    JavaClasses.find(name)
        .filter(entry -> entry.standing() == JavaClasses.Standing.GADGET)
        .filter(entry -> !name.equals("java.lang.Class") && seen.add(name))
        .ifPresent(entry ->
            scan.flag(
                Rules.JAVA,
                Severity.MEDIUM,
                at,
                "field of a gadget class",
                "A field is declared as %s: %s.".formatted(shown(name), entry.reason())));
  }

  /// Texts may hold credentials, and classes to be looked up.
  void text(Input input, long at, long length) {
    for (long from = 0; from < length; from += MAX_TEXT - OVERLAP) {
      int n = (int) Math.min(MAX_TEXT, length - from);
      texts.append(input.text(at + from, n, MAX_TEXT, StandardCharsets.UTF_8)).append('\n');
      if (texts.length() >= MAX_TEXT) {
        search(at);
      }
    }
  }

  private void search(long at) {
    scan.text(at, texts);
    texts.setLength(0);
  }

  void proxy(List<String> interfaces, long at) {
    scan.flag(
        Rules.JAVA,
        Severity.CRITICAL,
        at,
        "dynamic proxy",
        "The stream creates a dynamic proxy for %s: any call on it runs the handler that the stream chose."
            .formatted(shown(String.join(", ", interfaces))));
    interfaces.forEach(seen::add);
  }

  private void lambda(long at) {
    scan.flag(
        Rules.JAVA,
        Severity.CRITICAL,
        at,
        "serialised lambda",
        "The stream creates a lambda: the method that it runs is chosen by the stream.");
  }

  private void bad(String name, JavaClasses.Entry entry, long at) {
    boolean gadget = entry.standing() == JavaClasses.Standing.GADGET;
    scan.flag(
        Rules.JAVA,
        gadget ? Severity.CRITICAL : Severity.HIGH,
        at,
        gadget ? "gadget class" : "dangerous class",
        "Reading the file creates %s. %s.".formatted(shown(name), capital(entry.reason())));
  }

  /// Reports the unknown classes, when all are known by name.
  void finish() {
    search(0);
    for (String name : order) {
      scan.flag(
          Rules.JAVA,
          unknown.getOrDefault(name, 0L),
          "unknown class",
          "Reading the file creates %s, which is of no library that the scanner knows. To read only the rest: ObjectInputFilter '%s'."
              .formatted(shown(name), filter()));
    }
  }

  /// The filter that lets in what is known to be harmless.
  String filter() {
    StringBuilder filter = new StringBuilder("maxdepth=1000;");
    for (String name : allowed) {
      if (filter.length() > MAX_FILTER) {
        return filter.append("…;!*").toString();
      }
      filter.append(name).append(';');
    }
    return filter.append("!*").toString();
  }

  /// At most 120 printable characters of a name.
  String shown(String name) {
    String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 120 ? plain.substring(0, 120) + "…" : plain;
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }

  /// The class of the elements of an array type, the class itself, or empty for primitives.
  private static String component(String name) {
    int dimensions = 0;
    while (dimensions < name.length() && name.charAt(dimensions) == '[') {
      dimensions++;
    }
    String rest = name.substring(dimensions);
    if (rest.startsWith("L") && rest.endsWith(";")) {
      return rest.substring(1, rest.length() - 1);
    }
    boolean element = dimensions > 0 && rest.length() == 1 && ClassDesc.width(rest.charAt(0)) > 0;
    return element || PRIMITIVES.contains(rest) ? "" : rest;
  }
}
