package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;

/// The parsers of this package.
public final class TextFormats {
  private TextFormats() {}

  /// What archives may be, from exact to general.
  public static List<ArchiveKind> kinds() {
    return List.of(new ServedModel());
  }

  /// From exact to general.
  public static List<FormatParser> all() {
    return List.of(
        new LfsPointer(),
        new TemplateText(),
        new Notebook(),
        new Requirements(),
        new SourceText(),
        new XmlText(),
        new YamlText(),
        new JsonText(),
        new PlainText());
  }
}
