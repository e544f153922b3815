package dev.gambeson.artifact.scan.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Assembles pickles instruction by instruction. Nothing here is ever unpickled.
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// Of a protocol; 0 has no header.
  static PickleBytes protocol(int protocol) {
    PickleBytes bytes = new PickleBytes();
    return protocol == 0 ? bytes : bytes.raw(0x80, protocol);
  }

  PickleBytes raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  PickleBytes op(char... ops) {
    for (char op : ops) {
      out.write(op);
    }
    return this;
  }

  PickleBytes bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  PickleBytes text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  PickleBytes string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length < 256) {
      return raw(0x8c, utf8.length).bytes(utf8);
    }
    return op('X').little(utf8.length).bytes(utf8);
  }

  PickleBytes binary(byte[] content) {
    return op('B').little(content.length).bytes(content);
  }

  PickleBytes little(int value) {
    return bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  PickleBytes little64(long value) {
    return bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  /// GLOBAL, the form with two lines.
  PickleBytes global(String module, String name) {
    return op('c').text(module + "\n" + name + "\n");
  }

  /// STACK_GLOBAL, the form with two strings.
  PickleBytes stackGlobal(String module, String name) {
    return string(module).string(name).raw(0x93);
  }

  PickleBytes integer(int value) {
    return op('J').little(value);
  }

  PickleBytes tuple1() {
    return raw(0x85);
  }

  PickleBytes tuple2() {
    return raw(0x86);
  }

  PickleBytes reduce() {
    return op('R');
  }

  /// A call of a global with one string.
  PickleBytes call(String module, String name, String argument) {
    return stackGlobal(module, name).string(argument).tuple1().reduce();
  }

  byte[] stop() {
    return op('.').toBytes();
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
