package dev.gambeson.artifact.scan.engine;

/// One bounded parser of one format. It reads bytes, marks those that belong to the format as
/// owned, and flags what it sees; it never runs, loads, renders or unpickles anything.
///
/// Stateless and thread-safe. Work must be linear in the bytes, memory bounded whatever a length
/// field says.
public interface FormatParser {
  /// Name of the format in results, for example `pickle`.
  String kind();

  /// Formats that only one of can apply: of each family the first parser that recognises a file
  /// reads it. Parsers of different families that recognise the same file all read it, and that is
  /// a flaw: the file means different things to different readers.
  default String family() {
    return kind();
  }

  /// Whether this reads only what no other parser recognises, such as plain text.
  default boolean isFallback() {
    return false;
  }

  /// Whether these bytes are of this format, judged by content, never by name alone. Cheap. May
  /// throw [Malformed], which counts as no.
  boolean recognises(Input input);

  /// Reads them.
  ///
  /// @throws Malformed where the format ends to be followed; what was flagged before stays
  void parse(Input input, Scan scan);
}
