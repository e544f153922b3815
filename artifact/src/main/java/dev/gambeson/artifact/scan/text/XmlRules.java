package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.jvm.JavaClasses;
import dev.gambeson.core.Severity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What XML can do to whoever parses it: fetch, include, transform, build Java objects
/// (`XMLDecoder`, XStream, Spring), run scripts in a browser.
final class XmlRules implements XmlLexer.Events {
  private static final String XINCLUDE = "http://www.w3.org/2001/XInclude";
  private static final Pattern ADDRESS =
      Pattern.compile(
          "^\\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\\\\\|/)|\\.\\.[/\\\\]", Pattern.CASE_INSENSITIVE);
  private static final Pattern HREF = Pattern.compile("href\\s*=\\s*[\"']([^\"']*)");
  private static final Pattern SCRIPT =
      Pattern.compile("(?i)^\\s*(?:javascript|vbscript)\\s*:|^\\s*data\\s*:\\s*text/html");
  private static final Pattern EXTENSION =
      Pattern.compile(
          "(?i)xml\\.apache\\.org/(?:xalan|xslt)|xalan://|urn:schemas-microsoft-com:xslt|php\\.net/xsl|java\\.sun\\.com/xsl|oracle\\.com/xsl|saxon\\.sf\\.net/java|^\\s*java:");
  private static final Pattern JAVA_NAME = Pattern.compile("[a-z]\\w*(?:\\.[\\w$-]+)+");
  private static final Set<String> STREAMS =
      Set.of("dynamic-proxy", "jdk.nashorn.internal.objects.NativeString");

  private final Scan scan;
  private final boolean html;
  private final Doctype doctype;
  private boolean model;
  private boolean svg;
  private boolean decoder;
  private boolean elements;

  XmlRules(Scan scan, boolean html) {
    this.scan = scan;
    this.html = html;
    this.doctype = new Doctype(scan);
  }

  @Override
  public void doctype(String text, int at) {
    doctype.judge(text, at);
  }

  @Override
  public void instruction(String target, String data, int at) {
    Matcher href = HREF.matcher(data);
    if (target.equals("xml-stylesheet") && href.find() && ADDRESS.matcher(href.group(1)).find()) {
      flag(
          Severity.MEDIUM,
          at,
          "foreign stylesheet",
          "The stylesheet '%s' is fetched and applied by readers that follow it.",
          href.group(1));
    } else if (target.equalsIgnoreCase("php") && !html) {
      flag(Severity.MEDIUM, at, "program in a document", "The document holds %s code.", "PHP");
    }
  }

  @Override
  public void element(String name, Map<String, String> attributes, int at) {
    String local = name.substring(name.indexOf(':') + 1);
    first(local, attributes);
    include(name, local, attributes, at);
    build(name, local, attributes, at);
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      attribute(local, attribute.getKey(), attribute.getValue(), at);
    }
    if (svg && local.equalsIgnoreCase("script")) {
      active(at, "a script");
    }
  }

  private void first(String local, Map<String, String> attributes) {
    if (elements) {
      return;
    }
    elements = true;
    svg = local.equalsIgnoreCase("svg");
    model = local.equals("PMML");
    decoder = local.equals("java") && attributes.getOrDefault("class", "").contains("XMLDecoder");
    if (model) {
      scan.kind("pmml");
    } else if (svg) {
      scan.kind("svg");
    }
  }

  private void include(String name, String local, Map<String, String> attributes, int at) {
    boolean includes =
        local.equals("include")
            && (name.startsWith("xi:")
                || attributes.containsValue(XINCLUDE)
                || attributes.containsKey("parse"));
    String href = attributes.getOrDefault("href", "");
    if (includes && ADDRESS.matcher(href).find()) {
      flag(
          Severity.HIGH,
          at,
          "included document",
          "XInclude has '%s' read into the document.",
          href);
    }
  }

  private void build(String name, String local, Map<String, String> attributes, int at) {
    if (decoder && (local.equals("object") || local.equals("void"))) {
      scan.flag(
          Rules.CODE,
          at,
          "object built by XMLDecoder",
          "java.beans.XMLDecoder calls whatever the document names.");
    }
    if (STREAMS.contains(name)) {
      flag(
          Severity.CRITICAL,
          at,
          "gadget class in data",
          "XStream builds '%s', a class of published attacks.",
          name);
    }
    boolean bean = local.equals("bean");
    for (String key : Set.of("class", "resolves-to", "type", "defined-in", "className")) {
      String value = attributes.getOrDefault(key, "");
      if (!html && !svg && JAVA_NAME.matcher(value).matches()) {
        named(value, bean && key.equals("class"), at);
      }
    }
    if (!html && name.indexOf('.') > 0 && JAVA_NAME.matcher(name).matches()) {
      named(name.replace("_-", "$"), true, at);
    }
    if (model && local.equals("Apply")) {
      function(attributes.getOrDefault("function", ""), at);
    }
  }

  private void named(String value, boolean built, int at) {
    Optional<JavaClasses.Entry> entry = JavaClasses.find(value);
    boolean platform =
        value.startsWith("java") || value.startsWith("com.sun.") || value.startsWith("sun.");
    if (entry.isPresent()
        && entry.get().standing() == JavaClasses.Standing.GADGET
        && (platform || value.contains(".collections") || value.contains("groovy.runtime"))) {
      scan.flag(
          Rules.DOCUMENT,
          Severity.CRITICAL,
          at,
          "gadget class in data",
          "%s '%s': %s."
              .formatted(
                  built ? "A reader builds" : "The document names",
                  Shown.text(value),
                  entry.get().reason()));
    }
  }

  /// Readers of PMML look up functions with a dot as Java classes.
  private void function(String name, int at) {
    if (name.indexOf('.') > 0) {
      boolean bad = JavaClasses.isBad(name);
      flag(
          bad ? Severity.CRITICAL : Severity.MEDIUM,
          at,
          "Java class as function",
          "The function '%s' is looked up as a Java class.",
          name);
    }
  }

  private void attribute(String local, String name, String value, int at) {
    if (name.startsWith("xmlns") || name.equals("select") || name.equals("test")) {
      if (EXTENSION.matcher(value).find()) {
        flag(
            Severity.HIGH,
            at,
            "extension that calls code",
            "The stylesheet uses '%s', by which it calls Java, scripts or PHP.",
            value);
      }
    } else if (name.endsWith("schemaLocation") && model) {
      return;
    }
    boolean handler = name.toLowerCase(Locale.ROOT).startsWith("on") && name.length() > 4;
    if (!html && (svg || model) && (handler || SCRIPT.matcher(value).find())) {
      active(at, local.isEmpty() ? "a handler" : "a handler in <" + Shown.text(local) + ">");
    }
  }

  private void active(int at, String what) {
    flag(
        Severity.MEDIUM,
        at,
        "script in a document",
        "The document holds %s; a browser that shows it runs that.",
        what);
  }

  @Override
  public void text(String element, String text, int at) {
    doctype.use(text, at);
    if (model && element.endsWith("Extension") && text.contains("<script")) {
      active(at, "a script in an extension");
    }
  }

  void finish() {
    if (html && elements) {
      scan.kind("html");
    }
  }

  private void flag(Severity severity, long at, String title, String message, String value) {
    scan.flag(Rules.DOCUMENT, severity, at, title, message.formatted(Shown.text(value)));
  }
}
