package dev.gambeson.report;

import dev.gambeson.report.internal.HtmlReport;

/// Where renderers come from.
public final class Renderers {
  private Renderers() {}

  /// The renderer of a format; text is plain and 100 columns wide.
  public static Renderer of(Format format) {
    return switch (format) {
      case TEXT -> text(TextOptions.PLAIN);
      case JSON -> new JsonRenderer();
      case SARIF -> new SarifRenderer();
      case JUNIT -> new JunitRenderer();
      case MARKDOWN -> new MarkdownRenderer();
      case HTML -> HtmlReport::render;
    };
  }

  /// Text for a terminal.
  public static Renderer text(TextOptions options) {
    return result -> new TextRenderer(options).render(result);
  }
}
