package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.jvm.JavaClasses;
import dev.gambeson.core.Severity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Names of classes in data, by which libraries with polymorphic typing (Jackson, Gson, fastjson,
/// XStream, Json.NET, jsonpickle, LangChain) build objects. Jackson's default typing is the cause
/// of some seventy CVEs, from CVE-2017-7525 on.
final class TypedNames {
  private static final Set<String> KEYS =
      Set.of(
          "@class",
          "@type",
          "@c",
          "$type",
          "__type",
          "_class",
          "__class",
          "javaClass",
          "class",
          "type_class",
          "className");
  private static final Set<String> STRICT =
      Set.of("@class", "$type", "javaClass", "_class", "__class");
  private static final Set<String> PICKLED =
      Set.of("py/object", "py/type", "py/function", "py/repr", "py/mod", "py/ref", "py/property");
  private static final Set<String> CALLS =
      Set.of("py/reduce", "py/newargs", "py/newargsex", "py/initargs", "py/newobj");
  private static final Pattern JAVA =
      Pattern.compile("\\[*L?[a-z][a-z0-9_]*(?:\\.[a-z][A-Za-z0-9_]*)+\\.[A-Z]\\w*(?:\\$\\w+)*;?");
  private static final Pattern DOT_NET =
      Pattern.compile(
          "(?i)^(?:System\\.(?:Windows\\.Data\\.ObjectDataProvider|Diagnostics\\.|Windows\\.Markup\\.|Configuration\\.Install|IO\\.|Management\\.Automation|Security\\.(?:Claims|Principal)|Data\\.Services\\.Internal|Web\\.Security\\.RolePrincipal|Activities\\.|Xaml\\.|Windows\\.ResourceDictionary|CodeDom)|Microsoft\\.(?:VisualStudio|Exchange|PowerShell)).*");

  private final Scan scan;
  private String rootClass = "";
  private long rootAt;
  private boolean spark;

  TypedNames(Scan scan) {
    this.scan = scan;
  }

  void value(List<String> path, String key, String value, long at) {
    if (path.size() == 2 && key.equals("sparkVersion")) {
      spark = true;
    } else if (path.size() == 2 && key.equals("class")) {
      rootClass = value;
      rootAt = at;
    } else if (KEYS.contains(key)) {
      name(value, STRICT.contains(key), at);
    } else if (PICKLED.contains(key)) {
      jsonPickle(key, value, at);
    }
  }

  /// The class of a Spark ML stage is the one that its reader loads by name.
  void finish() {
    if (!rootClass.isEmpty()) {
      name(rootClass, spark, rootAt);
    }
  }

  /// Objects of one key that is a class name, and element names of documents that are built so.
  void key(String key, long at) {
    if (CALLS.contains(key)) {
      scan.flag(
          Rules.CODE,
          Severity.HIGH,
          at,
          "call written as data",
          "jsonpickle calls what stands under '%s'.".formatted(key));
    } else if (key.indexOf('.') > 0 && JAVA.matcher(key).matches()) {
      gadget(key, at);
    }
  }

  /// `["class", { … }]`, as Jackson's default typing writes it.
  void pair(String first, long at) {
    if (JAVA.matcher(first).matches()) {
      name(first, true, at);
    }
  }

  /// Judges a name that a reader would load.
  ///
  /// @param strict whether a reader certainly would
  void name(String value, boolean strict, long at) {
    if (DOT_NET.matcher(value).matches()) {
      flag(
          Severity.CRITICAL,
          "gadget class in data",
          value,
          "a class of published attacks on .NET",
          at);
      return;
    }
    String plain = plain(value);
    if (!JAVA.matcher(plain).matches()) {
      return;
    }
    Optional<JavaClasses.Entry> entry = JavaClasses.find(plain);
    if (entry.isEmpty()) {
      if (strict) {
        flag(
            spark ? Severity.HIGH : Severity.MEDIUM,
            "unknown class in data",
            plain,
            "of no known library",
            at);
      }
    } else if (entry.get().standing() != JavaClasses.Standing.ALLOWED && isPrecise(plain, strict)) {
      flag(Severity.CRITICAL, "gadget class in data", plain, entry.get().reason(), at);
    }
  }

  private void gadget(String name, long at) {
    if (JavaClasses.isBad(name) && isPrecise(name, false)) {
      flag(Severity.HIGH, "gadget class in data", name, "a class of published attacks", at);
    }
  }

  /// Whole frameworks are on the list of gadgets; their names stand in many ordinary settings.
  private static boolean isPrecise(String name, boolean strict) {
    return strict
        || name.startsWith("com.sun.")
        || name.startsWith("javax.")
        || name.startsWith("java.")
        || name.contains(".collections")
        || name.endsWith("ApplicationContext")
        || name.endsWith("DataSource")
        || name.endsWith("FactoryBean");
  }

  private static String plain(String value) {
    String name = value.strip();
    int assembly = name.indexOf(',');
    name = assembly > 0 ? name.substring(0, assembly) : name;
    while (name.startsWith("[")) {
      name = name.substring(1);
    }
    return name.startsWith("L") && name.endsWith(";") ? name.substring(1, name.length() - 1) : name;
  }

  private void jsonPickle(String key, String value, long at) {
    PythonNames.Answer answer = PythonNames.of(value);
    if (answer.standing() != PythonNames.Standing.KNOWN) {
      boolean dangerous = answer.standing() == PythonNames.Standing.DANGEROUS;
      scan.flag(
          dangerous ? Rules.CODE : Rules.CALLABLE,
          dangerous ? Severity.CRITICAL : Severity.HIGH,
          at,
          "object written as data",
          "jsonpickle builds '%s' from '%s': %s."
              .formatted(Shown.text(value), key, answer.reason()));
    }
  }

  private void flag(Severity severity, String title, String name, String reason, long at) {
    scan.flag(
        Rules.DOCUMENT,
        severity,
        at,
        title,
        "A reader with polymorphic typing builds '%s': %s.".formatted(Shown.text(name), reason));
  }
}
