package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.tensorflow.Operators;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// TensorFlow Lite: a FlatBuffer. Every table, vector and text on the way to operators, tensors and
/// buffers is checked as the official verifier does; custom operators and TensorFlow operators that
/// travel inside ("Flex") are judged by name.
///
/// Since FlatBuffers may place their parts in any order with gaps between them, the whole of the
/// buffer up to the last part counts as one structure: bytes hidden between its parts are not
/// reported, only bytes after the end. Options of operators are not looked into.
///
/// Source: tensorflow/lite/schema/schema.fbs, version 3c; FlatBuffers internals.
final class Tflite implements FormatParser {
  private static final int SHOWN = 80;

  @Override
  public String kind() {
    return "tflite";
  }

  @Override
  public boolean recognises(Input input) {
    return input.matches(4, "TFL3");
  }

  @Override
  public void parse(Input input, Scan scan) {
    FlatBuffer in = new FlatBuffer(input);
    long model = in.root();
    in.each(in.vector(model, 1), at -> operator(in, scan, at));
    in.each(in.vector(model, 2), at -> subgraph(in, at));
    in.text(model, 3).ifPresent(t -> scan.text(0, t));
    in.each(in.vector(model, 4), at -> buffer(in, at));
    in.each(in.vector(model, 6), at -> in.text(at, 0));
    scan.own(0, in.end());
    alignTail(input, scan, in.end());
  }

  /// FlatBuffers are built from the back and padded to 16 bytes at most.
  private static void alignTail(Input input, Scan scan, long end) {
    long last = Math.min(input.size(), (end + 15) / 16 * 16);
    for (long i = end; i < last; i++) {
      if (input.u8(i) != 0) {
        return;
      }
    }
    scan.own(end, last);
  }

  private static void operator(FlatBuffer in, Scan scan, long table) {
    Optional<String> custom = in.text(table, 1);
    if (custom.isEmpty()) {
      return;
    }
    String name = custom.get();
    String flex = name.startsWith("Flex") ? name.substring(4) : name;
    Optional<Operators.Judgement> judgement = Operators.judge(flex);
    boolean isOfficial =
        name.startsWith("TFLite_")
            || name.equals("Convolution2DTransposeBias")
            || name.equals("MaxPoolingWithArgmax2D")
            || name.equals("MaxUnpooling2D")
            || name.equals("TransformLandmarks")
            || name.equals("edgetpu-custom-op");
    if (judgement.isPresent() && !isOfficial) {
      Operators.Judgement j = judgement.get();
      scan.flag(
          j.rule(),
          j.severity(),
          table,
          j.title(),
          "The operator '%s' %s.".formatted(shown(name), j.what()));
    } else if (!name.startsWith("Flex")) {
      scan.flag(
          Rules.CALLABLE,
          Severity.LOW,
          table,
          "custom operator",
          "The operator '%s' needs a library beside TensorFlow Lite.".formatted(shown(name)));
    }
  }

  private static String shown(String name) {
    return name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
  }

  private static void subgraph(FlatBuffer in, long table) {
    in.each(
        in.vector(table, 0),
        tensor -> {
          in.bytes(tensor, 0, 4);
          in.text(tensor, 3);
        });
    in.bytes(table, 1, 4);
    in.bytes(table, 2, 4);
    in.each(
        in.vector(table, 3),
        operator -> {
          in.bytes(operator, 1, 4);
          in.bytes(operator, 2, 4);
          in.bytes(operator, 5, 1);
        });
    in.text(table, 4);
  }

  private static void buffer(FlatBuffer in, long table) {
    in.bytes(table, 0, 1);
    long offset = in.number(table, 1);
    long size = in.number(table, 2);
    if (offset > 1) {
      in.reach(offset, size);
    }
  }

  /// Reads tables, vectors and texts with every offset checked.
  static final class FlatBuffer {
    /// Takes a table.
    @FunctionalInterface
    interface Taker {
      void take(long table);
    }

    private static final int MAX_TEXT = 1 << 20;
    private static final long MAX_PARTS = 5_000_000;

    private final Input in;
    private long end = 8;
    private long parts;

    FlatBuffer(Input in) {
      this.in = in;
    }

    /// The first byte after everything that was reached.
    long end() {
      return end;
    }

    void reach(long at, long length) {
      in.slice(at, length);
      end = Math.max(end, at + length);
    }

    long root() {
      return table(in.u32(0));
    }

    private long table(long at) {
      if (++parts > MAX_PARTS) {
        throw new Malformed(at, "more than %d parts".formatted(MAX_PARTS));
      }
      reach(at, 4);
      long vtable = at - in.i32(at);
      int size = in.u16(vtable);
      int body = in.u16(vtable + 2);
      if (size < 4 || size % 2 != 0 || body < 4) {
        throw new Malformed(vtable, "a table with impossible sizes");
      }
      reach(vtable, size);
      reach(at, body);
      return at;
    }

    /// Where a field of a table stands; -1 when it has none.
    private long field(long table, int index, int width) {
      long vtable = table - in.i32(table);
      if (4 + 2 * index + 2 > in.u16(vtable)) {
        return -1;
      }
      int offset = in.u16(vtable + 4 + 2L * index);
      if (offset == 0) {
        return -1;
      }
      if (offset + width > in.u16(vtable + 2)) {
        throw new Malformed(vtable, "a field leads out of its table");
      }
      return table + offset;
    }

    private long follow(long table, int index) {
      long field = field(table, index, 4);
      return field < 0 ? -1 : field + in.u32(field);
    }

    /// A vector; -1 when there is none.
    long vector(long table, int index) {
      return follow(table, index);
    }

    /// Every table of a vector.
    void each(long vector, Taker taker) {
      if (vector < 0) {
        return;
      }
      long count = in.u32(vector);
      reach(vector, 4 + 4 * count);
      for (long i = 0; i < count; i++) {
        long slot = vector + 4 + 4 * i;
        taker.take(table(slot + in.u32(slot)));
      }
    }

    /// Steps over a vector of numbers.
    void bytes(long table, int index, int width) {
      long vector = follow(table, index);
      if (vector >= 0) {
        reach(vector, 4 + in.u32(vector) * width);
      }
    }

    long number(long table, int index) {
      long field = field(table, index, 8);
      return field < 0 ? 0 : in.length64(field);
    }

    Optional<String> text(long table, int index) {
      long at = follow(table, index);
      if (at < 0) {
        return Optional.empty();
      }
      long length = in.u32(at);
      reach(at, 4 + length + 1);
      return Optional.of(in.text(at + 4, length, MAX_TEXT, StandardCharsets.UTF_8));
    }
  }
}
