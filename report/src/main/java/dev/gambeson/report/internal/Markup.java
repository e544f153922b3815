package dev.gambeson.report.internal;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.Locale;

/// A fragment of SVG or HTML under construction. Safe by construction: element and attribute names
/// come from code, every value and every text is escaped here.
public final class Markup implements Content {
  private final StringBuilder out = new StringBuilder(1024);

  /// `<tag name="value" …>`; attributes as pairs, numbers rounded to a tenth.
  Markup open(String tag, Object... attributes) {
    start(tag, attributes);
    out.append('>');
    return this;
  }

  /// `</tag>`.
  Markup close(String tag) {
    out.append("</").append(tag).append('>');
    return this;
  }

  /// `<tag name="value" …/>`.
  Markup leaf(String tag, Object... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  /// Content that is ours and needs no escaping, such as a style sheet.
  Markup raw(String ours) {
    out.append(ours);
    return this;
  }

  /// `<tag …>text</tag>`.
  Markup text(String tag, String text, Object... attributes) {
    open(tag, attributes);
    escape(text);
    return close(tag);
  }

  private void start(String tag, Object... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      Object value = attributes[i + 1];
      escape(value instanceof Number n ? number(n.doubleValue()) : value.toString());
      out.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  /// A coordinate: at most one decimal.
  static String number(double value) {
    double rounded = Math.rint(value * 10) / 10;
    return rounded == Math.rint(rounded)
        ? Long.toString((long) rounded)
        : String.format(Locale.ROOT, "%.1f", rounded);
  }

  @Override
  public void writeTo(TemplateOutput output) {
    output.writeContent(out.toString());
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
