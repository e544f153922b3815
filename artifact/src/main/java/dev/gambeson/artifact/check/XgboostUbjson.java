package dev.gambeson.artifact.check;

import dev.gambeson.core.GambesonException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Walks an XGBoost model in UBJSON (ubjson.org, draft 12): whole, one document, nothing behind it.
final class XgboostUbjson {
  private static final int MAX_DEPTH = 64;

  private final String name;
  private final ByteBuffer in; // UBJSON is big-endian, as ByteBuffer is
  private final TreeEvents events = new TreeEvents();

  private XgboostUbjson(String name, byte[] bytes) {
    this.name = name;
    this.in = ByteBuffer.wrap(bytes);
  }

  static TreeFacts read(String name, byte[] bytes) {
    XgboostUbjson walk = new XgboostUbjson(name, bytes);
    try {
      walk.value(walk.in.get(), "", "", 1);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw walk.bad("ends after " + bytes.length + " bytes, in the middle of a value");
    }
    if (walk.in.hasRemaining()) {
      throw walk.bad("goes on for " + walk.in.remaining() + " bytes after its end");
    }
    return walk.events.facts();
  }

  private void value(byte type, String parent, String key, int depth) {
    if (depth > MAX_DEPTH) {
      throw bad("nests deeper than " + MAX_DEPTH);
    }
    switch (type) {
      case '{' -> object(key, depth);
      case '[' -> array(parent, key, depth);
      case 'S' -> events.text(parent, key, text());
      case 'Z', 'T', 'F', 'N' -> {}
      case 'C' -> in.get();
      case 'H' -> text();
      default -> events.number(key, number(type));
    }
  }

  private void object(String key, int depth) {
    Header header = header();
    for (long i = 0; header.count() < 0 || i < header.count(); i++) {
      if (header.count() < 0 && in.get(in.position()) == '}') {
        in.get();
        return;
      }
      String child = text();
      events.key(key, child, depth);
      value(header.type() == 0 ? in.get() : header.type(), key, child, depth + 1);
    }
  }

  private void array(String parent, String key, int depth) {
    Header header = header();
    for (long i = 0; header.count() < 0 || i < header.count(); i++) {
      if (header.count() < 0 && in.get(in.position()) == ']') {
        in.get();
        return;
      }
      value(header.type() == 0 ? in.get() : header.type(), parent, key, depth + 1);
    }
  }

  /// Type and count of an optimised container; 0 and -1 where it has none.
  private record Header(byte type, long count) {}

  private Header header() {
    byte type = 0;
    if (in.get(in.position()) == '$') {
      in.get();
      type = in.get();
      if (in.get(in.position()) != '#') {
        throw bad("has a typed container without a count");
      }
    }
    if (in.get(in.position()) != '#') {
      return new Header(type, -1);
    }
    in.get();
    long count = length();
    // values of no size would make a count a bomb
    if (count > in.remaining() || "ZTFN".indexOf(type) >= 0) {
      throw bad("has a container of " + count + " values that the file cannot hold");
    }
    return new Header(type, count);
  }

  private String text() {
    long length = length();
    if (length > in.remaining()) {
      throw bad("ends inside a text of " + length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private long length() {
    long length = (long) number(in.get());
    if (length < 0) {
      throw bad("has a negative length at byte " + in.position());
    }
    return length;
  }

  private double number(byte type) {
    return switch (type) {
      case 'i' -> in.get();
      case 'U' -> in.get() & 0xff;
      case 'I' -> in.getShort();
      case 'l' -> in.getInt();
      case 'L' -> in.getLong();
      case 'd' -> in.getFloat();
      case 'D' -> in.getDouble();
      default ->
          throw bad("has an unknown value type " + (type & 0xff) + " before byte " + in.position());
    };
  }

  private GambesonException bad(String what) {
    return GambesonException.badInput(name + " is no whole XGBoost UBJSON model: it " + what + ".");
  }
}
