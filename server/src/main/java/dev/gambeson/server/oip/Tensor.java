package dev.gambeson.server.oip;

import static java.util.Objects.requireNonNull;

/// A named tensor of a request or reply.
///
/// @param name its name
/// @param datatype element type
/// @param shape sizes, outermost first; their product is the number of elements
/// @param data the elements, row-major
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
public record Tensor(String name, Datatype datatype, long[] shape, Data data) {
  public Tensor {
    requireNonNull(name, "name");
    requireNonNull(datatype, "datatype");
    requireNonNull(data, "data");
  }

  /// Elements of a tensor.
  public sealed interface Data {
    /// How many there are.
    int size();
  }

  /// Numbers; BOOL as 0 and 1. INT64 and UINT64 beyond 2^53 do not fit and are refused when read.
  @SuppressWarnings("ArrayRecordComponent")
  public record Numbers(double[] values) implements Data {
    @Override
    public int size() {
      return values.length;
    }
  }

  /// BYTES elements, as UTF-8 text.
  @SuppressWarnings("ArrayRecordComponent")
  public record Texts(String[] values) implements Data {
    @Override
    public int size() {
      return values.length;
    }
  }
}
