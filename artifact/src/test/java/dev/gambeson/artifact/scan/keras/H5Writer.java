package dev.gambeson.artifact.scan.keras;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes small HDF5 files of superblock version 2: one root group with compact messages.
final class H5Writer {
  private static final int ROOT = 48;
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  H5Writer message(int type, byte[] data) {
    messages.writeBytes(
        little(4).put((byte) type).putShort((short) data.length).put((byte) 0).array());
    messages.writeBytes(data);
    return this;
  }

  /// A scalar text of fixed length.
  H5Writer attribute(String name, String text) {
    byte[] label = (name + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer m = little(9 + label.length + 8 + 4 + value.length);
    m.put((byte) 3)
        .put((byte) 0)
        .putShort((short) label.length)
        .putShort((short) 8)
        .putShort((short) 4)
        .put((byte) 0);
    m.put(label).put((byte) 0x13).put((byte) 0).putShort((short) 0).putInt(value.length);
    m.put((byte) 2).put((byte) 0).put((byte) 0).put((byte) 0).put(value);
    return message(0x0c, m.array());
  }

  H5Writer link(int type, String name, byte[] value) {
    byte[] label = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer m = little(4 + label.length + value.length);
    m.put((byte) 1).put((byte) 8).put((byte) type).put((byte) label.length).put(label).put(value);
    return message(6, m.array());
  }

  H5Writer hard(String name, long address) {
    return link(0, name, little(8).putLong(address).array());
  }

  H5Writer external(String file) {
    byte[] target = ("\0" + file + "\0/x\0").getBytes(StandardCharsets.UTF_8);
    return link(
        64, "x", little(2 + target.length).putShort((short) target.length).put(target).array());
  }

  /// A dataset of bytes behind the root, with what its layout message says.
  H5Writer dataset(long elements, byte[] layout, byte[] data) {
    ByteBuffer space =
        little(12).put((byte) 2).put((byte) 1).put((byte) 0).put((byte) 1).putLong(elements);
    ByteBuffer type = little(8).put((byte) 0x10).put((byte) 0).putShort((short) 0).putInt(1);
    H5Writer header =
        new H5Writer().message(1, space.array()).message(3, type.array()).message(8, layout);
    rest.writeBytes(header.header());
    rest.writeBytes(data);
    return this;
  }

  static byte[] contiguous(long address, long size) {
    return little(18).put((byte) 3).put((byte) 1).putLong(address).putLong(size).array();
  }

  private byte[] header() {
    ByteBuffer head =
        little(10)
            .put("OHDR".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 2)
            .put((byte) 2)
            .putInt(messages.size());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.array());
    out.writeBytes(messages.toByteArray());
    out.writeBytes(new byte[4]);
    return out.toByteArray();
  }

  /// Where the first dataset begins, once everything but its link is written.
  long next(String linkName) {
    return ROOT + header().length + 4 + 4 + linkName.length() + 8;
  }

  byte[] bytes() {
    byte[] root = header();
    long end = ROOT + root.length + rest.size();
    ByteBuffer out = little((int) end);
    out.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 2, 8, 8, 0});
    out.putLong(0).putLong(-1).putLong(end).putLong(ROOT).putInt(0);
    return out.put(root).put(rest.toByteArray()).array();
  }
}
