package dev.gambeson.artifact.onnx;

import java.util.List;

/// What one pass over the bytes of an ONNX file found.
///
/// @param messages number of messages
/// @param nodes number of operators, subgraphs and functions included
/// @param depth deepest nesting
/// @param heap estimate of the memory that the parsed structure takes beside the file, in bytes
/// @param strays the first [#MAX_STRAYS] odd fields
/// @param strayCount all of them
public record WireFacts(
    long messages, long nodes, int depth, long heap, List<Stray> strays, long strayCount) {
  /// How many odd fields are kept one by one.
  public static final int MAX_STRAYS = 100;

  public WireFacts {
    strays = List.copyOf(strays);
  }
}
