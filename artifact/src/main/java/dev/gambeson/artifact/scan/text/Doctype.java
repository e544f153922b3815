package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Document types: external entities (XXE), external subsets, parameter entities, entities that
/// multiply (billion laughs). Read as text, nothing is resolved.
final class Doctype {
  private static final long BOMB = 10_000_000;
  private static final int MAX_ENTITIES = 10_000;
  private static final String QUOTED = "(?:\"([^\"]*)\"|'([^']*)')";
  private static final Pattern ENTITY =
      Pattern.compile(
          "<!ENTITY\\s+(%\\s+)?([^\\s\"'>]+)\\s+(SYSTEM\\s+|PUBLIC\\s+"
              + QUOTED
              + "\\s*)?"
              + QUOTED);
  private static final Pattern EXTERNAL =
      Pattern.compile(
          "(?i)^<!DOCTYPE\\s+[^\\s\\[>]+\\s+(?:SYSTEM|PUBLIC\\s+"
              + QUOTED
              + ")\\s*(?:"
              + QUOTED
              + ")?");
  private static final Pattern REFERENCE = Pattern.compile("[&%]([^\\s;&%#]{1,100});");
  private static final Pattern KNOWN =
      Pattern.compile(
          "(?i)^(?:https?:)?//(?:www\\.)?(?:[\\w-]+\\.)*(?:w3\\.org|apple\\.com|oasis-open\\.org|docbook\\.org|gnome\\.org|freedesktop\\.org|sun\\.com|oracle\\.com|apache\\.org|springframework\\.org|hibernate\\.org|jboss\\.org|puppycrawl\\.com|checkstyle\\.org|mybatis\\.org|kde\\.org|unicode\\.org|openoffice\\.org|xmlsoft\\.org|dmg\\.org|nist\\.gov|ibm\\.com|x\\.org|eclipse\\.org|testng\\.org|logging\\.apache\\.org|google\\.com|mozilla\\.org|fontconfig\\.org|opengroup\\.org)(?:[/:]|$)");

  private static final Pattern RELATIVE =
      Pattern.compile("(?:\\.\\./)*[\\w./-]+\\.(?:dtd|ent|mod)");

  private final Scan scan;
  private final Map<String, Long> sizes = new HashMap<>();

  Doctype(Scan scan) {
    this.scan = scan;
  }

  void judge(String text, int at) {
    external(text, at);
    Matcher entity = ENTITY.matcher(text);
    int count = 0;
    while (entity.find() && count++ < MAX_ENTITIES) {
      boolean outside = entity.group(3) != null;
      String value = either(entity, 6);
      if (outside) {
        outside(entity.group(1) != null, value, at + entity.start());
      } else {
        inside(entity.group(2), value, at + entity.start());
      }
    }
  }

  private static String either(Matcher matcher, int group) {
    String first = matcher.group(group);
    return first != null ? first : String.valueOf(matcher.group(group + 1));
  }

  private void external(String text, int at) {
    Matcher matcher = EXTERNAL.matcher(text);
    if (!matcher.find()) {
      return;
    }
    String system = either(matcher, 3);
    boolean address =
        system.contains(":")
            || system.startsWith("/")
            || system.startsWith("\\")
            || system.contains("..");
    boolean known = KNOWN.matcher(system).find();
    boolean schema = RELATIVE.matcher(system).matches() && !text.startsWith("<!DOCTYPE PMML");
    Severity severity = address && !known && !schema ? Severity.HIGH : Severity.LOW;
    if (!system.equals("null")) {
      scan.flag(
          Rules.DOCUMENT,
          severity,
          at,
          "external document type",
          "Parsers that follow document types read '%s'.".formatted(Shown.text(system)));
    }
  }

  private void outside(boolean parameter, String value, long at) {
    boolean relative =
        !value.contains(":")
            && !value.startsWith("/")
            && !value.startsWith("\\")
            && !value.contains("..");
    boolean harmless = (parameter && KNOWN.matcher(value).find()) || (relative && !value.isEmpty());
    scan.flag(
        Rules.DOCUMENT,
        harmless ? Severity.MEDIUM : Severity.HIGH,
        at,
        "external entity",
        "An entity has '%s' read and put into the document (XXE).".formatted(Shown.text(value)));
  }

  /// The size of an entity with the entities inside it; those that follow use it.
  private void inside(String name, String value, long at) {
    long size = size(value);
    sizes.merge(name, size, (a, b) -> a);
    if (size > BOMB) {
      scan.flag(
          Rules.EXHAUSTION,
          Severity.HIGH,
          at,
          "entities that multiply",
          "An entity grows beyond %d characters when it is replaced (billion laughs)."
              .formatted(BOMB));
    } else if (value.contains("%") && value.contains("<!ENTITY")) {
      scan.flag(
          Rules.DOCUMENT,
          at,
          "entity built from entities",
          "A parameter entity builds further entities, as attacks do that send files away.");
    }
  }

  private long size(String value) {
    long size = value.length();
    Matcher reference =
        REFERENCE.matcher(
            value
                .replace("&#x26;", "&")
                .replace("&#38;", "&")
                .replace("&#37;", "%")
                .replace("&#x25;", "%"));
    while (reference.find()) {
      size = Math.min(BOMB + 1, size + sizes.getOrDefault(reference.group(1), 0L));
    }
    return size;
  }

  /// Text that uses entities: large ones, used often, are a bomb too.
  void use(String text, long at) {
    if (!sizes.isEmpty() && text.indexOf('&') >= 0 && size(text) > BOMB) {
      scan.flag(
          Rules.EXHAUSTION,
          Severity.HIGH,
          at,
          "entities that multiply",
          "The text grows beyond %d characters when its entities are replaced.".formatted(BOMB));
    }
  }
}
