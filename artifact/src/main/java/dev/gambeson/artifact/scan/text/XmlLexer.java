package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Cuts XML or HTML into its pieces, without resolving anything: no entity, no DTD, no address.
/// Linear in the text, nesting counted and not followed by recursion.
final class XmlLexer {
  private static final int DEPTH = 10_000;
  private static final Pattern DECLARATION =
      Pattern.compile("<!(?:ELEMENT|ATTLIST|ENTITY|NOTATION)\\b");

  /// Who is told of the pieces.
  interface Events {
    /// `<!DOCTYPE …>` with its internal subset.
    void doctype(String text, int at);

    /// `<?target data?>`.
    void instruction(String target, String data, int at);

    /// A start tag.
    void element(String name, Map<String, String> attributes, int at);

    /// Text between tags, or in a CDATA section.
    void text(String element, String text, int at);
  }

  private final String xml;
  private final boolean lenient;
  private final Events events;
  private final Deque<String> open = new ArrayDeque<>();
  private boolean rooted;
  private boolean subset;
  private int at;

  /// @param lenient HTML: tags need not match
  XmlLexer(String xml, boolean lenient, Events events) {
    this.xml = xml;
    this.lenient = lenient;
    this.events = events;
  }

  /// Reads to the end.
  ///
  /// @throws Malformed where it is no XML
  void read() {
    while (at < xml.length()) {
      int tag = xml.indexOf('<', at);
      int end = tag < 0 ? xml.length() : tag;
      if (end > at) {
        text(at, end);
      }
      at = end;
      if (tag >= 0) {
        markup();
      }
    }
    if (!lenient && (!open.isEmpty() || !rooted)) {
      throw new Malformed(at, "the document ends inside an element");
    }
  }

  private void text(int from, int to) {
    String text = xml.substring(from, to);
    if (!text.isBlank()) {
      if (!lenient && !subset && open.isEmpty()) {
        throw new Malformed(from, "text outside the root element");
      }
      events.text(open.isEmpty() ? "" : open.element(), text, from);
    }
  }

  private void markup() {
    int from = at;
    if (xml.startsWith("<!--", at)) {
      at = after("-->", at + 4, "a comment");
    } else if (xml.startsWith("<![CDATA[", at)) {
      at = after("]]>", at + 9, "a CDATA section");
      events.text(open.isEmpty() ? "" : open.element(), xml.substring(from + 9, at - 3), from);
    } else if (xml.startsWith("<?", at)) {
      at = after("?>", at + 2, "an instruction");
      instruction(xml.substring(from + 2, Math.max(from + 2, at - 2)), from);
    } else if (xml.regionMatches(true, at, "<!DOCTYPE", 0, 9)) {
      at = doctypeEnd();
      events.doctype(xml.substring(from, at), from);
    } else if (DECLARATION.matcher(xml).region(at, Math.min(xml.length(), at + 12)).lookingAt()) {
      subset = true; // a document type of its own, without a document
      rooted = true;
      at = doctypeEnd();
      events.doctype(xml.substring(from, at), from);
    } else if (xml.startsWith("</", at)) {
      at = after(">", at + 2, "an end tag");
      close(xml.substring(from + 2, Math.max(from + 2, at - 1)).strip(), from);
    } else if (at + 1 < xml.length() && isNameStart(xml.charAt(at + 1))) {
      start();
    } else if (lenient) {
      at++;
    } else {
      throw new Malformed(at, "a '<' that begins nothing");
    }
  }

  private int after(String mark, int from, String what) {
    int end = xml.indexOf(mark, from);
    if (end < 0) {
      if (lenient) {
        return xml.length();
      }
      throw new Malformed(at, what + " that does not end");
    }
    return end + mark.length();
  }

  private void instruction(String text, int from) {
    int blank = 0;
    while (blank < text.length() && !Character.isWhitespace(text.charAt(blank))) {
      blank++;
    }
    events.instruction(text.substring(0, blank), text.substring(blank).strip(), from);
  }

  /// The end of a document type: quotes, comments and the internal subset may hold `>`.
  private int doctypeEnd() {
    int depth = 0;
    int i = at + 2;
    while (i < xml.length()) {
      char c = xml.charAt(i);
      if (c == '"' || c == '\'') {
        int end = xml.indexOf(c, i + 1);
        i = end < 0 ? xml.length() : end;
      } else if (xml.startsWith("<!--", i)) {
        int end = xml.indexOf("-->", i);
        i = end < 0 ? xml.length() : end + 2;
      } else if (c == '[') {
        depth++;
      } else if (c == ']') {
        depth--;
      } else if (c == '>' && depth <= 0) {
        return i + 1;
      }
      i++;
    }
    events.doctype(xml.substring(at), at);
    throw new Malformed(at, "a document type that does not end");
  }

  private void close(String name, int from) {
    if (lenient) {
      open.removeFirstOccurrence(name.toLowerCase(Locale.ROOT));
      return;
    }
    if (open.isEmpty() || !open.pop().equals(name)) {
      throw new Malformed(from, "an end tag without its start");
    }
  }

  private void start() {
    int from = at;
    int i = nameEnd(at + 1);
    String name = xml.substring(at + 1, i);
    Map<String, String> attributes = new LinkedHashMap<>();
    at = i;
    while (true) {
      skipBlanks();
      if (at >= xml.length()) {
        if (lenient) {
          return;
        }
        throw new Malformed(from, "a tag that does not end");
      }
      char c = xml.charAt(at);
      if (c == '>') {
        at++;
        opened(name, attributes, from);
        return;
      }
      if (c == '/') {
        at++;
        if (at < xml.length() && xml.charAt(at) == '>') {
          at++;
          rooted = true;
          events.element(name, attributes, from);
          return;
        }
      } else {
        attribute(attributes);
      }
    }
  }

  private void opened(String name, Map<String, String> attributes, int from) {
    rooted = true;
    events.element(name, attributes, from);
    String key = lenient ? name.toLowerCase(Locale.ROOT) : name;
    if (lenient && (key.equals("script") || key.equals("style"))) {
      int end = xml.toLowerCase(Locale.ROOT).indexOf("</" + key, at);
      end = end < 0 ? xml.length() : end;
      events.text(key, xml.substring(at, end), at);
      at = end;
      return;
    }
    if (!lenient) {
      open.push(key);
      if (open.size() > DEPTH) {
        throw new Malformed(from, "elements nested more than %d deep".formatted(DEPTH));
      }
    }
  }

  private void attribute(Map<String, String> attributes) {
    int from = at;
    int end = nameEnd(at);
    if (end == at) {
      if (!lenient) {
        throw new Malformed(at, "a tag with a stray character");
      }
      at++;
      return;
    }
    String name = xml.substring(from, end);
    at = end;
    skipBlanks();
    if (at >= xml.length() || xml.charAt(at) != '=') {
      if (!lenient) {
        throw new Malformed(from, "an attribute without a value");
      }
      attributes.putIfAbsent(name, "");
      return;
    }
    at++;
    skipBlanks();
    attributes.putIfAbsent(name, value());
  }

  private String value() {
    if (at < xml.length() && (xml.charAt(at) == '"' || xml.charAt(at) == '\'')) {
      int from = at + 1;
      int end = xml.indexOf(xml.charAt(at), from);
      if (end < 0) {
        if (!lenient) {
          throw new Malformed(at, "an attribute that does not end");
        }
        end = xml.length() - 1;
      }
      at = end + 1;
      return xml.substring(Math.min(from, end), end);
    }
    if (!lenient) {
      throw new Malformed(at, "an attribute without quotes");
    }
    int from = at;
    while (at < xml.length() && !Character.isWhitespace(xml.charAt(at)) && xml.charAt(at) != '>') {
      at++;
    }
    return xml.substring(from, at);
  }

  private void skipBlanks() {
    while (at < xml.length() && Character.isWhitespace(xml.charAt(at))) {
      at++;
    }
  }

  private int nameEnd(int from) {
    int i = from;
    while (i < xml.length() && isName(xml.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_' || c == ':';
  }

  private static boolean isName(char c) {
    return !Character.isWhitespace(c) && "<>/='\"?!&".indexOf(c) < 0;
  }
}
