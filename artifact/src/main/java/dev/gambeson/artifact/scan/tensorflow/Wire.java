package dev.gambeson.artifact.scan.tensorflow;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.Optional;

/// Walks protobuf messages along a [Schema] without building anything, and owns what the schema
/// accounts for.
final class Wire {
  private static final int MAX_DEPTH = 100;
  private static final long MAX_FIELDS = 200_000_000;

  /// Sees every field that the schema knows.
  @FunctionalInterface
  interface Visitor {
    /// @param at first byte of its value
    /// @param length of a text or message; the value of a number
    void field(String message, int field, long at, long length);
  }

  private final Input in;
  private final Optional<Scan> scan;
  private final Visitor visitor;
  private long at;
  private long fields;
  private long fieldAt;

  /// @param scan where to own and flag; empty to look only
  Wire(Input in, Optional<Scan> scan, Visitor visitor) {
    this.in = in;
    this.scan = scan;
    this.visitor = visitor;
  }

  /// Walks a message.
  void message(String type, long from, long to) {
    at = from;
    message(type, to, 0);
  }

  private void message(String type, long end, int depth) {
    if (depth > MAX_DEPTH) {
      throw new Malformed(at, "messages lie more than %d deep".formatted(MAX_DEPTH));
    }
    while (at < end) {
      long start = at;
      fieldAt = start;
      long tag = varint(end);
      int field = (int) (tag >>> 3);
      if (tag >>> 32 != 0 || field == 0 || ++fields > MAX_FIELDS) {
        throw new Malformed(start, "an impossible field");
      }
      Optional<String> kind = Schema.kind(type, field).filter(k -> fits(k, (int) tag & 7));
      value(type, field, kind, (int) tag & 7, end, depth);
      if (kind.isPresent() && !Schema.isMessage(kind.get())) {
        own(start, at);
      } else if (kind.isEmpty()) {
        stray(type, field, start);
      }
    }
  }

  private void own(long from, long to) {
    scan.ifPresent(s -> s.own(from, to));
  }

  private void stray(String type, int field, long start) {
    long end = at;
    scan.ifPresent(s -> {
      s.flag(
          Rules.HIDDEN,
          start,
          "bytes outside the format",
          "%d bytes stand in field %d of %s, which the format does not define."
              .formatted(end - start, field, type));
      s.own(start, end);
      if (end - start > 16) {
        s.member(in.inner("@" + start, in.slice(start + 2, end - start - 2)));
      }
    });
  }

  private static boolean fits(String kind, int wire) {
    return switch (kind) {
      case "v" -> wire == 0;
      case "f" -> wire == 5;
      case "p" -> wire != 3 && wire != 4;
      default -> wire == 2;
    };
  }

  private void value(String type, int field, Optional<String> kind, int wire, long end, int depth) {
    switch (wire) {
      case 0 -> {
        long from = at;
        long value = varint(end);
        if (kind.isPresent()) {
          visitor.field(type, field, from, value);
        }
      }
      case 1 -> skip(8, end);
      case 2 -> block(type, field, kind, end, depth);
      case 5 -> skip(4, end);
      default -> throw new Malformed(at, "a field of wire type %d".formatted(wire));
    }
  }

  private void block(String type, int field, Optional<String> kind, long end, int depth) {
    long tag = fieldAt;
    long length = varint(end);
    if (length < 0 || length > end - at) {
      throw new Malformed(at, "a field of %d bytes, but %d are left".formatted(length, end - at));
    }
    long from = at;
    if (kind.isPresent()) {
      visitor.field(type, field, from, length);
      if (Schema.isMessage(kind.get())) {
        own(tag, from);
        message(kind.get(), from + length, depth + 1);
        return;
      }
    }
    at = from + length;
  }

  private void skip(int bytes, long end) {
    if (end - at < bytes) {
      throw new Malformed(at, "a number breaks off");
    }
    at += bytes;
  }

  private long varint(long end) {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        throw new Malformed(at, "a number breaks off");
      }
      int b = in.u8(at++);
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new Malformed(at, "a number of more than ten bytes");
  }
}
