package dev.gambeson.data.internal.read;

import io.airlift.compress.v3.Decompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// The pages of one column chunk, read and unpacked one after the other.
final class ParquetPages implements PageReadStore, PageReader {
  private static final int LARGEST_PAGE = 256 << 20;
  private static final int BUFFER = 1 << 14;

  private final BoundedStream in;
  private final CompressionCodec codec;
  private final long values;
  private long valuesLeft;
  private @Nullable DictionaryPage dictionary;
  private @Nullable PageHeader
      waiting; // a data page whose header was read while looking for a dictionary

  ParquetPages(FileChannel channel, long from, long length, ColumnMetaData meta) {
    this.in = new BoundedStream(channel, from, length);
    this.codec = Thrift.need(meta.getCodec());
    this.values = meta.getNum_values();
    this.valuesLeft = values;
  }

  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    return this;
  }

  @Override
  public long getRowCount() {
    return values;
  }

  @Override
  public long getTotalValueCount() {
    return values;
  }

  @Override
  public @Nullable DictionaryPage readDictionaryPage() {
    try {
      if (dictionary == null && waiting == null) {
        waiting = nextHeader();
      }
      return dictionary;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DataPage readPage() {
    try {
      PageHeader header = waiting == null ? nextHeader() : waiting;
      waiting = null;
      return header.getType() == PageType.DATA_PAGE ? pageV1(header) : pageV2(header);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The header of the next data page; takes a dictionary and skips index pages on the way.
  private PageHeader nextHeader() throws IOException {
    while (true) {
      PageHeader header = Util.readPageHeader(in);
      int size = header.getUncompressed_page_size();
      if (size < 0 || size > LARGEST_PAGE || header.getCompressed_page_size() < 0) {
        throw new IOException("a page of " + size + " bytes");
      }
      switch (Thrift.need(header.getType())) {
        case DATA_PAGE, DATA_PAGE_V2 -> {
          return header;
        }
        case DICTIONARY_PAGE -> dictionary = dictionaryPage(header);
        case INDEX_PAGE -> in.skipNBytes(header.getCompressed_page_size());
      }
    }
  }

  private DictionaryPage dictionaryPage(PageHeader header) throws IOException {
    if (dictionary != null) {
      throw new IOException("a second dictionary");
    }
    DictionaryPageHeader h = Thrift.need(header.getDictionary_page_header());
    int entries = h.getNum_values();
    if (entries < 0 || entries > header.getUncompressed_page_size()) {
      throw new IOException("a dictionary of " + entries + " entries");
    }
    byte[] content =
        unpack(take(header.getCompressed_page_size()), header.getUncompressed_page_size());
    return new DictionaryPage(BytesInput.from(content), entries, encoding(h.getEncoding()));
  }

  private DataPage pageV1(PageHeader header) throws IOException {
    DataPageHeader h = Thrift.need(header.getData_page_header());
    int count = counted(h.getNum_values());
    byte[] content =
        unpack(take(header.getCompressed_page_size()), header.getUncompressed_page_size());
    return new DataPageV1(
        BytesInput.from(content),
        count,
        content.length,
        null,
        encoding(h.getRepetition_level_encoding()),
        encoding(h.getDefinition_level_encoding()),
        encoding(h.getEncoding()));
  }

  private DataPage pageV2(PageHeader header) throws IOException {
    DataPageHeaderV2 h = Thrift.need(header.getData_page_header_v2());
    int count = counted(h.getNum_values());
    int repetition = h.getRepetition_levels_byte_length();
    int definition = h.getDefinition_levels_byte_length();
    long levels = (long) repetition + definition;
    if (repetition < 0
        || definition < 0
        || levels > header.getCompressed_page_size()
        || levels > header.getUncompressed_page_size()) {
      throw new IOException("levels longer than their page");
    }
    byte[] page = take(header.getCompressed_page_size());
    byte[] packed = Arrays.copyOfRange(page, (int) levels, page.length);
    byte[] content =
        h.isIs_compressed()
            ? unpack(packed, header.getUncompressed_page_size() - (int) levels)
            : packed;
    return DataPageV2.uncompressed(
        h.getNum_rows(),
        h.getNum_nulls(),
        count,
        BytesInput.from(page, 0, repetition),
        BytesInput.from(page, repetition, definition),
        encoding(h.getEncoding()),
        BytesInput.from(content),
        null);
  }

  private int counted(int count) throws IOException {
    if (count <= 0 || count > valuesLeft) {
      throw new IOException("a page of " + count + " values where " + valuesLeft + " are left");
    }
    valuesLeft -= count;
    return count;
  }

  private byte[] take(int length) throws IOException {
    if (length > in.left()) {
      throw new IOException("a page is longer than its chunk");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("a page is cut off");
    }
    return bytes;
  }

  private byte[] unpack(byte[] packed, int size) throws IOException {
    return switch (codec) {
      case UNCOMPRESSED -> packed;
      case GZIP -> gunzip(packed, size);
      case SNAPPY -> unpack(SnappyJavaDecompressor::new, packed, size);
      case ZSTD -> unpack(ZstdJavaDecompressor::new, packed, size);
      case LZ4_RAW -> unpack(Lz4JavaDecompressor::new, packed, size);
      case LZO, BROTLI, LZ4 ->
          throw new IOException(
              "compression " + codec + " is not supported; write it with snappy, gzip or zstd");
    };
  }

  private static byte[] unpack(Supplier<Decompressor> maker, byte[] packed, int size)
      throws IOException {
    byte[] out = new byte[size];
    if (size == 0) {
      return out;
    }
    int n = maker.get().decompress(packed, 0, packed.length, out, 0, size);
    if (n != size) {
      throw new IOException("a page unpacks to " + n + " bytes, not " + size);
    }
    return out;
  }

  private static byte[] gunzip(byte[] packed, int size) throws IOException {
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] out = stream.readNBytes(size);
      if (out.length != size || stream.read() >= 0) {
        throw new IOException("a page does not unpack to " + size + " bytes");
      }
      return out;
    }
  }

  private static Encoding encoding(org.apache.parquet.format.@Nullable Encoding encoding) {
    return Encoding.valueOf(Thrift.need(encoding).name());
  }

  @Override
  public void close() {
    // the channel belongs to the table
  }

  /// Reads by position, since columns share a channel, and ends where the chunk ends.
  private static final class BoundedStream extends InputStream {
    private final FileChannel channel;
    private final ByteBuffer buffer;
    private long position;
    private long left; // beyond the buffer

    BoundedStream(FileChannel channel, long from, long length) {
      this.channel = channel;
      this.position = from;
      this.left = length;
      this.buffer = ByteBuffer.allocate(Math.clamp(length, 1, BUFFER)).flip();
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int n = Math.min(length, buffer.remaining());
      buffer.get(target, from, n);
      return n;
    }

    long left() {
      return left + buffer.remaining();
    }

    private boolean fill() throws IOException {
      if (buffer.hasRemaining()) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      int n = channel.read(buffer, position);
      buffer.flip();
      if (n <= 0) {
        throw new IOException("the file became shorter while it was read");
      }
      position += n;
      left -= n;
      return true;
    }
  }
}
