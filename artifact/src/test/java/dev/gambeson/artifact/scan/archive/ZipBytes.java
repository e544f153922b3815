package dev.gambeson.artifact.scan.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Assembles zips header by header, so that every field of both directories can lie.
public final class ZipBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<byte[]> directory = new ArrayList<>();

  /// One member; the setters change what its headers say.
  public static final class Part {
    private final byte[] content;
    private final byte[] packed;
    private String localName;
    private String centralName;
    private int method;
    private int localFlags;
    private int centralFlags;
    private long crc;
    private long attributes;
    private byte[] extra = new byte[0];
    private boolean listed = true;

    Part(String name, byte[] content, boolean deflated) {
      this.content = content;
      this.localName = name;
      this.centralName = name;
      this.method = deflated ? 8 : 0;
      this.packed = deflated ? deflate(content) : content;
      CRC32 sum = new CRC32();
      sum.update(content);
      this.crc = sum.getValue();
    }

    public Part localName(String name) {
      localName = name;
      return this;
    }

    public Part flags(int local, int central) {
      localFlags = local;
      centralFlags = central;
      return this;
    }

    public Part wrongChecksum() {
      crc ^= 1;
      return this;
    }

    public Part link() {
      attributes = 0xa1ffL << 16;
      return this;
    }

    public Part extra(byte[] bytes) {
      extra = bytes;
      return this;
    }

    public Part unlisted() {
      listed = false;
      return this;
    }

    public Part method(int number) {
      method = number;
      return this;
    }
  }

  public static Part stored(String name, byte[] content) {
    return new Part(name, content, false);
  }

  public static Part deflated(String name, byte[] content) {
    return new Part(name, content, true);
  }

  public static byte[] zip(Part... parts) {
    ZipBytes zip = new ZipBytes();
    for (Part part : parts) {
      zip.add(part);
    }
    return zip.end();
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    while (!deflater.finished()) {
      packed.write(chunk, 0, deflater.deflate(chunk));
    }
    deflater.end();
    return packed.toByteArray();
  }

  private void add(Part part) {
    byte[] local = part.localName.getBytes(StandardCharsets.UTF_8);
    byte[] central = part.centralName.getBytes(StandardCharsets.UTF_8);
    int at = out.size();
    ByteBuffer header = buffer(30 + local.length + part.extra.length);
    header.putInt(0x04034b50).putShort((short) 20).putShort((short) part.localFlags);
    common(header, part).putShort((short) local.length).putShort((short) part.extra.length);
    header.put(local).put(part.extra);
    out.writeBytes(header.array());
    out.writeBytes(part.packed);
    if (part.listed) {
      ByteBuffer entry = buffer(46 + central.length);
      entry
          .putInt(0x02014b50)
          .putShort((short) 0x314)
          .putShort((short) 20)
          .putShort((short) part.centralFlags);
      common(entry, part).putShort((short) central.length);
      entry.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
      entry.putInt((int) part.attributes).putInt(at).put(central);
      directory.add(entry.array());
    }
  }

  private static ByteBuffer common(ByteBuffer buffer, Part part) {
    return buffer
        .putShort((short) part.method)
        .putInt(0x5a210000)
        .putInt((int) part.crc)
        .putInt(part.packed.length)
        .putInt(part.content.length);
  }

  private byte[] end() {
    int at = out.size();
    directory.forEach(out::writeBytes);
    int size = out.size() - at;
    ByteBuffer end = buffer(22);
    end.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    end.putShort((short) directory.size())
        .putShort((short) directory.size())
        .putInt(size)
        .putInt(at);
    out.writeBytes(end.array());
    return out.toByteArray();
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
