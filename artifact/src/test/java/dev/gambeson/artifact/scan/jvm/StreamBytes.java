package dev.gambeson.artifact.scan.jvm;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;

/// Serialised streams, built byte by byte, so that no gadget class is needed to write them.
final class StreamBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  StreamBytes() {
    add(o -> o.writeInt(0xaced0005));
  }

  static byte[] of(Object object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  StreamBytes add(Writing writing) {
    try {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// An object of a class without fields.
  StreamBytes object(String className) {
    return add(o -> o.writeByte(0x73)).desc(className);
  }

  StreamBytes desc(String className) {
    return add(o -> {
      o.writeByte(0x72);
      o.writeUTF(className);
      o.writeLong(1);
      o.writeByte(2);
      o.writeShort(0);
      o.writeByte(0x78);
      o.writeByte(0x70);
    });
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
