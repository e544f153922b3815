package dev.gambeson.artifact.scan.template;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.List;
import java.util.regex.Pattern;

/// Judges chat templates (Jinja) without rendering them.
///
/// Guaranteed: a template that reaches Python's object model, the host program, other files, or an
/// attribute whose name it computes is flagged so that it blocks; one that does not parse is never
/// clean. Not guaranteed: that an ordinary sentence in it does not mislead a model; sentences that
/// appear only on a trigger are put up for review.
///
/// Sources: Jinja 3.1 template designer documentation; CVE-2024-34359, CVE-2025-27516; Pillar
/// Security, "LLM backdoors at the inference level" (2025).
public final class ChatTemplates {
  private static final int LONGEST = 1 << 20;
  private static final Pattern DUNDER = Pattern.compile("__[A-Za-z]{2,30}__");

  private ChatTemplates() {}

  /// Judges one template and flags what it does.
  ///
  /// @param template its text, escapes of the file around it already resolved
  /// @param offset where it stands in the input; offsets of flaws count its characters from there
  public static void examine(String template, long offset, Scan scan) {
    if (template.length() > LONGEST) {
      scan.unread(
          Rules.EXHAUSTION,
          offset,
          "template too long",
          "The template has %d characters; at most %d are read."
              .formatted(template.length(), LONGEST));
      return;
    }
    scan.text(offset, template);
    Findings findings = new Findings(scan, offset);
    Lexer lexer = new Lexer(template);
    try {
      List<Token> tokens = lexer.all();
      List<Stmt> body = new TemplateParser(tokens).all();
      Flow flow = new Flow(body);
      new Judge(flow, findings).all(body);
      new Triggers(flow, findings).all(body);
    } catch (TemplateSyntax e) {
      unparsed(template, lexer.read(), findings);
      scan.unread(
          Rules.MALFORMED,
          offset + e.at(),
          "template does not parse",
          "At character %d of the template %s; what the rest does is not known."
              .formatted(e.at(), e.getMessage()));
    }
  }

  /// What can still be said of a template that is no valid one: other engines may be more lenient.
  private static void unparsed(String template, List<Token> tokens, Findings findings) {
    for (Token token : tokens) {
      boolean isName = token.type() == Token.Type.NAME && Names.isInternal(token.text());
      if (isName || (token.type() == Token.Type.STRING && Names.isInternalPath(token.text()))) {
        findings.internal(token.at(), token.text());
      }
    }
    if (DUNDER.matcher(template).find()) {
      findings.high(
          0,
          "names of the interpreter in a broken template",
          "The template does not parse, and contains names of Python's object model.");
    }
  }
}
