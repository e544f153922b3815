package dev.gambeson.data.internal.stream;

import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/// Hands out the buffers of a record batch in their order. What one buffer unpacks to, and all of
/// them together, is limited.
final class ArrowBody {
  private final RecordBatch batch;
  private final ByteBuffer body;
  private final @Nullable BodyCompression compression;
  private long budget;
  private int node;
  private int buffer;

  /// @param budget bytes that all buffers together may unpack to
  ArrowBody(RecordBatch batch, ByteBuffer body, long budget) {
    this.batch = batch;
    this.body = body;
    this.compression = batch.compression();
    this.budget = budget;
  }

  /// The next column.
  ArrowColumn column(String name, ArrowType type) throws IOException {
    if (node >= batch.nodesLength()) {
      throw new IOException("a record batch has fewer columns than the schema");
    }
    FieldNode stated = batch.nodes(node++);
    int rows = Math.toIntExact(batch.length());
    if (stated.length() != rows) {
      throw new IOException("column '%s' has another number of rows".formatted(name));
    }
    ByteBuffer none = ByteBuffer.allocate(0);
    if (type instanceof ArrowType.Null) {
      return new ArrowColumn(name, type, rows, none, none, none);
    }
    ByteBuffer validity = next();
    ByteBuffer offsets = type instanceof ArrowType.Utf8 ? next() : none;
    return new ArrowColumn(
        name, type, rows, stated.nullCount() == 0 ? none : validity, offsets, next());
  }

  /// Refuses what no column asked for.
  void requireDone() throws IOException {
    if (node != batch.nodesLength() || buffer != batch.buffersLength()) {
      throw new IOException("a record batch has more columns than the schema");
    }
  }

  private ByteBuffer next() throws IOException {
    if (buffer >= batch.buffersLength()) {
      throw new IOException("a record batch has fewer buffers than the schema");
    }
    Buffer stated = batch.buffers(buffer++);
    long from = stated.offset();
    long length = stated.length();
    if (from < 0 || length < 0 || from > body.remaining() - length) {
      throw new IOException("a buffer lies outside the record batch");
    }
    ByteBuffer bytes = body.slice((int) from, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    if (compression == null || length == 0) {
      return bytes;
    }
    return unpacked(bytes, compression.codec()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer unpacked(ByteBuffer packed, byte codec) throws IOException {
    long size = packed.getLong();
    ByteBuffer rest = packed.slice();
    if (size == -1) {
      return rest;
    }
    if (size < 0 || size > budget) {
      throw new IOException("a buffer states that it unpacks to %,d bytes".formatted(size));
    }
    budget -= size;
    return switch (codec) {
      case CompressionType.LZ4_FRAME -> ByteBuffer.wrap(Lz4Frame.unpack(rest, (int) size));
      case CompressionType.ZSTD -> ByteBuffer.wrap(zstd(rest, (int) size));
      default -> throw new IOException("its compression is unknown; write it with LZ4 or ZSTD");
    };
  }

  private static byte[] zstd(ByteBuffer packed, int size) throws IOException {
    byte[] in = new byte[packed.remaining()];
    packed.get(in);
    byte[] out = new byte[size];
    int n = size == 0 ? 0 : new ZstdJavaDecompressor().decompress(in, 0, in.length, out, 0, size);
    if (n != size) {
      throw new IOException("a buffer does not unpack to the %d bytes it states".formatted(size));
    }
    return out;
  }
}
