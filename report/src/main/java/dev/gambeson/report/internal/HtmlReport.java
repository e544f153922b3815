package dev.gambeson.report.internal;

import dev.gambeson.core.Result;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The report in one HTML file. Loads nothing, runs no script, and forbids both to itself by a
/// content security policy; every text is escaped by the template engine for the place it stands
/// in, and control and bidirectional characters are shown as escapes.
public final class HtmlReport {
  private HtmlReport() {}

  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          HtmlReport.class.getClassLoader(),
          "dev.gambeson.report.internal.templates");

  /// The document, UTF-8.
  public static byte[] render(Result result) {
    StringOutput output = new StringOutput(1 << 17);
    TEMPLATES.render("report.jte", new PageBuilder(result).build(), output);
    return Inert.block(output.toString()).getBytes(StandardCharsets.UTF_8);
  }

  /// The style sheet, as content that needs no escaping: it is ours.
  static Content style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the jar");
      }
      String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String small = css.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("\\s*\\n\\s*", "\n").strip();
      return output -> output.writeContent(small);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
