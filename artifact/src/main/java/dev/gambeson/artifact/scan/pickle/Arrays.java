package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.HashMap;
import java.util.Map;

/// The raw arrays that joblib writes between the instructions of a pickle (`numpy_pickle.py`):
/// after the state of a `NumpyArrayWrapper` come a padding and the bytes of the array, or another
/// pickle when it holds objects.
final class Arrays {
  private static final int MAX_TYPES = 100_000;

  /// Reads a pickle that stands at an offset.
  interface Inner {
    /// @return where it ends
    long read(long from);
  }

  private final Input input;
  private final Inner inner;
  private final Map<Long, String> types = new HashMap<>();
  private boolean found;

  Arrays(Input input, Inner inner) {
    this.input = input;
    this.inner = inner;
  }

  /// Whether the pickle is joblib's.
  boolean found() {
    return found;
  }

  /// Remembers element types by the instruction that makes them.
  void called(Machine machine, Imported callee, long args, long at) {
    if (callee.isNamed("dtype")
        && callee.is("numpy", "dtype")
        && types.size() < MAX_TYPES
        && machine.length(args) > 0
        && Value.is(machine.element(args, 0), Value.STRING)) {
      types.put(at, machine.text(machine.element(args, 0)));
    }
  }

  void built(Machine machine, Map<String, Long> state, long at) {
    if (!state.containsKey("shape")) {
      throw new Malformed(at, "an array without a shape");
    }
    found = true;
    long start = start(machine, at);
    long alignment = state.getOrDefault("numpy_array_alignment_bytes", Value.NONE);
    if (Value.is(alignment, Value.INT)) {
      start += 1 + input.u8(start);
    }
    String type = types.getOrDefault(Value.origin(state.getOrDefault("dtype", 0L)), "");
    long end =
        type.startsWith("O") || type.startsWith("|O")
            ? inner.read(start)
            : start + length(machine, state.get("shape"), type, at);
    machine.seek(end);
    machine.frames().close();
  }

  /// Python reads the array after the frame, the frame being in memory already.
  private static long start(Machine machine, long at) {
    long here = machine.position();
    long frame = machine.frames().end();
    if (frame != Long.MAX_VALUE && frame > here) {
      throw new Malformed(at, "an array stands inside a frame");
    }
    return here;
  }

  private static long length(Machine machine, Long shape, String type, long at) {
    if (shape == null
        || !Value.is(shape, Value.TUPLE)
        || machine.length(shape) < 0
        || machine.length(shape) > 64) {
      throw new Malformed(at, "an array of unknown shape");
    }
    long bytes = ElementTypes.bytes(type, at);
    try {
      for (int i = 0; i < machine.length(shape); i++) {
        long dimension = machine.element(shape, i);
        if (!Value.is(dimension, Value.INT) || Value.payload(dimension) < 0) {
          throw new Malformed(at, "an array of unknown shape");
        }
        bytes = Math.multiplyExact(bytes, Value.payload(dimension));
      }
    } catch (ArithmeticException e) {
      throw new Malformed(at, "an array beyond any file");
    }
    return bytes;
  }
}
