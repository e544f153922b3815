package dev.gambeson.data.pii;

/// Looks for some kinds of personal data in one text. Immutable and thread-safe.
interface Finder {
  /// Adds candidates; cheap where the text cannot hold any.
  void find(TextScan text);
}
