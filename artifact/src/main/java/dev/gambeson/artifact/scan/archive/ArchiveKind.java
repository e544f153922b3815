package dev.gambeson.artifact.scan.archive;

/// A use that some program makes of an archive: PyTorch, Keras, NumPy, JAR, MOJO. The archive
/// itself is read once, by its own reader; a kind only says what the members mean.
///
/// Stateless and thread-safe.
public interface ArchiveKind {
  /// Name of the format in results, for example `keras`.
  String kind();

  /// Whether the members are those of this kind. Judged by names and first bytes ([Entry#head]),
  /// never by the name of the file. Cheap: called for every archive.
  boolean recognises(Archive archive);

  /// Reads the members that this kind gives a meaning to, by [Entry#examine(FormatParser)],
  /// [Entry#read] or [Entry#accept], and adds the rules of its own. Whatever is not taken here is
  /// examined afterwards by whatever parser recognises it. May throw
  /// [dev.gambeson.artifact.scan.engine.Malformed]: the other members are still examined.
  void examine(Archive archive);
}
