package dev.gambeson.artifact.onnx;

/// Bytes in an ONNX file that no part of the format claims, or that a second reader may understand
/// differently.
///
/// @param kind what is odd about them
/// @param path where in the structure, for example `graph.node[3]`
/// @param field number of the field
/// @param offset position of the field in the file
/// @param bytes its length, tag included
public record Stray(Kind kind, String path, int field, long offset, long bytes) {
  /// What is odd.
  public enum Kind {
    /// A field that ONNX does not define: room for hidden content.
    UNKNOWN,
    /// A field that may stand once and stands again: parsers differ on which one counts.
    REPEATED
  }
}
