package dev.gambeson.data.internal.stream;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MessageHeader;
import org.jspecify.annotations.Nullable;

/// The messages of an Arrow stream, or of a file from its beginning. The footer of a file must list
/// the very record batches that stand in it: another program reads by the footer, and must not see
/// another table.
final class ArrowMessages implements Closeable {
  static final long LARGEST_BODY = Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 3);

  private static final int LARGEST_HEADER = 64 << 20;
  private static final int CONTINUATION = -1;
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private final CountedInput in;
  private final boolean file;
  private final long size;
  private final List<Long> batches = new ArrayList<>();
  private boolean ended;
  private boolean begun;

  /// @param header says what it is
  /// @param body its buffers
  record Message(org.apache.arrow.flatbuf.Message header, ByteBuffer body) {}

  ArrowMessages(Origin origin) throws IOException {
    this.in = new CountedInput(origin);
    this.size = origin.size();
    byte[] head;
    try (java.io.InputStream peek = origin.open()) {
      head = peek.readNBytes(MAGIC.length);
    }
    this.file = Arrays.equals(head, MAGIC);
  }

  /// The next message; null at the end.
  @Nullable Message next() throws IOException {
    if (!begun) {
      begun = true;
      if (file) {
        take(8);
      }
    }
    if (ended) {
      return null;
    }
    long at = in.count();
    if (!file && at == size) {
      return end(); // a stream may end without its mark
    }
    if (take(4).getInt() != CONTINUATION) {
      throw new IOException("it is not in the format of Arrow 0.15 or later; write it anew");
    }
    int length = take(4).getInt();
    if (length == 0) {
      return end();
    }
    if (length < 0 || length > LARGEST_HEADER) {
      throw new IOException("it states a message of %,d bytes".formatted(length));
    }
    org.apache.arrow.flatbuf.Message header =
        org.apache.arrow.flatbuf.Message.getRootAsMessage(take(length));
    long body = header.bodyLength();
    if (body < 0 || body > size - in.count()) {
      throw new IOException("a record batch reaches beyond the end");
    }
    if (body > LARGEST_BODY) {
      throw new IOException(
          "a record batch has %,d bytes; the limit is %,d. Write smaller batches, or give Java more heap (-Xmx)"
              .formatted(body, LARGEST_BODY));
    }
    if (header.headerType() == MessageHeader.RecordBatch) {
      batches.add(at);
    }
    return new Message(header, take((int) body));
  }

  private ByteBuffer take(int length) throws IOException {
    if (length > size - in.count()) {
      throw new EOFException();
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private @Nullable Message end() throws IOException {
    ended = true;
    long rest = size - in.count();
    if (!file) {
      if (rest > 0) {
        throw new IOException("%,d bytes follow the end of the Arrow stream".formatted(rest));
      }
      return null;
    }
    if (rest > LARGEST_HEADER) {
      throw new IOException("it states a footer of %,d bytes".formatted(rest));
    }
    requireFooter(take((int) rest));
    return null;
  }

  private void requireFooter(ByteBuffer tail) throws IOException {
    int magic = tail.limit() - MAGIC.length;
    if (magic < 4 || !ByteBuffer.wrap(MAGIC).equals(tail.slice(magic, MAGIC.length))) {
      throw new IOException("it does not end in ARROW1; was the copy interrupted?");
    }
    int length = tail.getInt(magic - 4);
    if (length <= 0 || length != magic - 4) {
      throw new IOException("it states a footer of %,d bytes".formatted(length));
    }
    Footer footer = Footer.getRootAsFooter(tail.slice(0, length).order(ByteOrder.LITTLE_ENDIAN));
    boolean same = footer.recordBatchesLength() == batches.size();
    for (int i = 0; same && i < batches.size(); i++) {
      same = footer.recordBatches(i).offset() == batches.get(i);
    }
    if (!same) {
      throw new IOException("its footer lists other record batches than stand in it");
    }
  }

  long bytesRead() {
    return in.count();
  }

  String sha256() throws IOException {
    return in.sha256();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
