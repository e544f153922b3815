package dev.gambeson.artifact.onnx;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.core.GambesonException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Walks the bytes of an ONNX file along its message definitions without building anything: finds
/// where it breaks off, what it would cost to parse, and which bytes belong to nothing.
final class WireScan {
  private static final long MESSAGE_COST = 160;
  private static final long STRING_COST = 48;

  private final String name;
  private final MemorySegment data;
  private final int size;
  private final OnnxLimits limits;
  private final List<Stray> strays = new ArrayList<>();
  private long strayCount;
  private long messages;
  private long nodes;
  private long heap;
  private int deepest;
  private int at;

  private WireScan(String name, MemorySegment data, OnnxLimits limits) {
    this.name = name;
    this.data = data;
    this.size = (int) data.byteSize();
    this.limits = limits;
  }

  /// @throws GambesonException when the bytes are no protobuf message, break off or pass a limit
  static WireFacts scan(String name, MemorySegment data, OnnxLimits limits) {
    WireScan scan = new WireScan(name, data, limits);
    scan.message(ModelProto.getDescriptor(), "", scan.size, 1);
    return new WireFacts(
        scan.messages, scan.nodes, scan.deepest, scan.heap, scan.strays, scan.strayCount);
  }

  private void message(Descriptor type, String path, int end, int depth) {
    count(type, depth);
    long seen = 0;
    int[] index = new int[32];
    while (at < end) {
      int start = at;
      long tag = varint(end);
      int number = (int) (tag >>> 3);
      if (tag >>> 32 != 0 || number == 0) {
        throw notOnnx("has an impossible field at byte " + start);
      }
      FieldDescriptor field = type.findFieldByNumber(number);
      int wire = (int) tag & 7;
      if (field == null || !fits(field, wire)) {
        skip(wire, end, start);
        stray(Stray.Kind.UNKNOWN, path, number, start);
        continue;
      }
      value(field, wire, end, child(path, field, index), depth, start);
      long bit = 1L << number;
      if (!field.isRepeated() && (seen & bit) != 0) {
        stray(Stray.Kind.REPEATED, path, number, start);
      }
      seen |= bit;
    }
  }

  private void count(Descriptor type, int depth) {
    deepest = Math.max(deepest, depth);
    messages++;
    heap += MESSAGE_COST;
    if (type == NodeProto.getDescriptor()) {
      nodes++;
    }
    if (depth > limits.maxDepth()) {
      throw tooMuch("nests messages deeper than " + limits.maxDepth());
    }
    if (messages > limits.maxMessages()) {
      throw tooMuch("holds more than " + limits.maxMessages() + " messages");
    }
    if (nodes > limits.maxNodes()) {
      throw tooMuch("holds more than " + limits.maxNodes() + " operators");
    }
    if (heap > limits.maxHeap()) {
      throw tooMuch("would take more than " + (limits.maxHeap() >> 20) + " MiB to parse");
    }
  }

  private static String child(String path, FieldDescriptor field, int[] index) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return path;
    }
    String step =
        field.isRepeated()
            ? field.getName() + "[" + index[field.getNumber()]++ + "]"
            : field.getName();
    return path.isEmpty() ? step : path + "." + step;
  }

  private static boolean fits(FieldDescriptor field, int wire) {
    boolean packed = field.isPackable() && wire == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    return packed || wire == field.getLiteType().getWireType();
  }

  private void value(FieldDescriptor field, int wire, int end, String path, int depth, int start) {
    if (wire != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      heap += 8;
      skip(wire, end, start);
      return;
    }
    int length = length(field.getName(), end, start);
    int stop = at + length;
    switch (field.getJavaType()) {
      case MESSAGE -> message(field.getMessageType(), path, stop, depth + 1);
      case STRING, BYTE_STRING -> heap += STRING_COST;
      default -> heap += 8L * (length / fixedWidth(field));
    }
    at = stop;
  }

  private static int fixedWidth(FieldDescriptor field) {
    return switch (field.getLiteType().getWireType()) {
      case WireFormat.WIRETYPE_FIXED64 -> 8;
      case WireFormat.WIRETYPE_FIXED32 -> 4;
      default -> 1;
    };
  }

  private int length(String what, int end, int start) {
    long length = varint(end);
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw notOnnx("gives field '" + what + "' at byte " + start + " an impossible length");
    }
    if (length > end - at) {
      throw end == size ? truncated(what, length) : overrun(what, length, start);
    }
    return (int) length;
  }

  private void skip(int wire, int end, int start) {
    switch (wire) {
      case WireFormat.WIRETYPE_VARINT -> varint(end);
      case WireFormat.WIRETYPE_FIXED64 -> advance(8, end, start);
      case WireFormat.WIRETYPE_FIXED32 -> advance(4, end, start);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
          advance(length("unknown", end, start), end, start);
      default -> throw notOnnx("has a field of an unknown kind at byte " + start);
    }
  }

  private void advance(int bytes, int end, int start) {
    if (bytes > end - at) {
      throw end == size ? truncated("number", bytes) : overrun("number", bytes, start);
    }
    at += bytes;
  }

  private long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        throw end == size ? truncated("number", 1) : overrun("number", 1, at);
      }
      byte b = data.get(ValueLayout.JAVA_BYTE, at++);
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw notOnnx("has a number longer than ten bytes before byte " + at);
  }

  private void stray(Stray.Kind kind, String path, int number, int start) {
    strayCount++;
    heap += 64;
    if (strays.size() < WireFacts.MAX_STRAYS) {
      strays.add(new Stray(kind, path, number, start, at - (long) start));
    }
  }

  private GambesonException notOnnx(String why) {
    return GambesonException.badInput(
        name + " is not an ONNX file: it " + why + ". Export the model to ONNX again.");
  }

  private GambesonException truncated(String what, long wanted) {
    return GambesonException.badInput(
        ("%s is not a whole ONNX file: it ends after %d bytes, inside '%s', which needs %d bytes"
                + " more. Copy or export it again.")
            .formatted(name, size, what, wanted - (size - (long) at)));
  }

  private GambesonException overrun(String what, long claimed, int start) {
    return notOnnx(
        "has a field '%s' at byte %d that claims %d bytes and runs over its message"
            .formatted(what, start, claimed));
  }

  private GambesonException tooMuch(String why) {
    return GambesonException.badInput(
        name + " " + why + ": it is refused as a possible resource bomb.");
  }
}
