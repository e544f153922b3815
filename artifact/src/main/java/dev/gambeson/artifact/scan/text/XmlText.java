package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.Set;
import java.util.regex.Pattern;

/// XML of any kind, PMML and SVG among it, and HTML. Cut into pieces by [XmlLexer], judged by
/// [XmlRules]; nothing is resolved, fetched or rendered.
final class XmlText extends TextKind {
  private static final Pattern XML =
      Pattern.compile(
          "^\\s*(?:<\\?xml\\b|<!DOCTYPE\\b|<!--|<[A-Za-z_][\\w.:-]*(?:\\s|/?>))",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HTML =
      Pattern.compile("<!DOCTYPE\\s+html\\b|<html\\b", Pattern.CASE_INSENSITIVE);
  private static final Set<String> ENDINGS = Set.of("xml", "pmml", "svg", "xsl", "xslt", "xsd");
  private static final Set<String> HTML_ENDINGS = Set.of("html", "htm", "xhtml", "vue");

  @Override
  public String kind() {
    return "xml";
  }

  @Override
  boolean fits(Input input, String head) {
    boolean named = ENDINGS.contains(input.ending()) && head.stripLeading().startsWith("<");
    return named || (XML.matcher(head).find() && !isTemplate(input));
  }

  /// Source code and prose may begin with a tag.
  private static boolean isTemplate(Input input) {
    return input.ending().equals("md")
        || input.ending().equals("rst")
        || Endings.isCode(input.ending());
  }

  @Override
  public void parse(Input input, Scan scan) {
    String text = Texts.all(input);
    boolean html =
        HTML_ENDINGS.contains(input.ending())
            || HTML.matcher(text.substring(0, Math.min(2048, text.length()))).find();
    scan.kind(html ? "html" : "xml");
    scan.text(0, text);
    XmlRules rules = new XmlRules(scan, html);
    try {
      new XmlLexer(text, html, rules).read();
    } catch (Malformed e) {
      if (!text.stripLeading().startsWith("<?xml") && Endings.isProse(input.ending())) {
        scan.kind("text");
      } else {
        throw e;
      }
    } finally {
      rules.finish();
    }
    scan.ownAll();
  }
}
