package dev.gambeson.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/// Memory outside the heap for small inputs, one piece per thread, used again for every call: what
/// lies on the heap, ONNX Runtime copies into a direct buffer that it allocates for each tensor,
/// which costs more than scoring a row.
///
/// A thread's piece belongs to the tensor made of it until that is closed; every caller of a [Feed]
/// closes the tensors of one call before it asks for the next.
final class Scratch {
  private static final int MOST_FLOATS = 16 << 10;

  private static final ThreadLocal<FloatBuffer> OWN =
      ThreadLocal.withInitial(() ->
          ByteBuffer.allocateDirect(Float.BYTES * MOST_FLOATS)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer());

  private Scratch() {}

  /// The values, ready to become a tensor.
  static FloatBuffer of(float[] values) {
    // Of virtual threads there may be very many.
    if (values.length > MOST_FLOATS || Thread.currentThread().isVirtual()) {
      return FloatBuffer.wrap(values);
    }
    FloatBuffer own = OWN.get();
    own.clear();
    return own.put(values).flip();
  }
}
