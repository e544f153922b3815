package dev.gambeson.artifact.onnx;

/// What a model file may ask for before we refuse to read on.
///
/// @param maxBytes file size; protobuf itself ends at 2 GiB
/// @param maxDepth nesting of messages; one subgraph takes three levels
/// @param maxMessages messages in the whole file
/// @param maxNodes operators in the whole file, subgraphs and functions included
/// @param maxHeap bytes of memory that the parsed structure may take beside the file itself
public record OnnxLimits(
    long maxBytes, int maxDepth, long maxMessages, long maxNodes, long maxHeap) {
  /// 2 GiB, 100 levels, two million messages, half a million operators, half of the heap.
  public static OnnxLimits defaults() {
    return new OnnxLimits(
        Integer.MAX_VALUE - 16L, 100, 2_000_000, 500_000, Runtime.getRuntime().maxMemory() / 2);
  }
}
