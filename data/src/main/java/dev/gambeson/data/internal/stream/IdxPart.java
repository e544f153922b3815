package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.screen.ScreenSubject.Image;
import dev.gambeson.data.source.SourceOptions;
import dev.gambeson.data.source.SourceOptions.Limits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Grey images in the idx format of MNIST, with the labels of the file beside them
/// (`…-labels-idx1-…` beside `…-images-idx3-…`) where there is one.
final class IdxPart implements PartReader {
  private static final int IMAGES = 0x00000803;
  private static final int LABELS = 0x00000801;
  private static final int MOST_VALUES = 200_000;

  private final CountedInput raw;
  private final InputStream in;
  private final @Nullable CountedInput rawLabels;
  private final @Nullable InputStream labels;
  private final Head head;
  private final List<String> names = new ArrayList<>();
  private long row;

  /// What the first bytes say.
  record Head(int count, int height, int width) {
    Image shape() {
      return new Image(height, width, 1);
    }
  }

  IdxPart(Origin origin, SourceOptions options) throws IOException {
    this.raw = new CountedInput(origin);
    this.in = Unpacked.of(raw, options.limits());
    this.head = head(in, options.limits());
    Optional<Origin> beside =
        origin.sibling(origin.leaf().replace("images", "labels").replace("idx3", "idx1"));
    if (beside.isPresent()) {
      this.rawLabels = new CountedInput(beside.get());
      this.labels = Unpacked.of(rawLabels, options.limits());
      requireLabels(labels, beside.get());
      names.add("label");
    } else {
      this.rawLabels = null;
      this.labels = null;
    }
    for (int p = 0; p < head.height() * head.width(); p++) {
      names.add("p" + p);
    }
  }

  static Head head(InputStream in, Limits limits) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(exactly(in, 16));
    if (header.getInt() != IMAGES) {
      throw new IOException("it is no idx file of images");
    }
    Head head = new Head(header.getInt(), header.getInt(), header.getInt());
    Pixels.requireSize(head.width(), head.height(), Math.min(limits.pixels(), MOST_VALUES));
    if (head.count() < 0) {
      throw new IOException("it states %d images".formatted(head.count()));
    }
    return head;
  }

  private void requireLabels(InputStream from, Origin beside) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(exactly(from, 8));
    if (header.getInt() != LABELS || header.getInt() != head.count()) {
      throw GambesonException.badInput(
          "%s does not hold one label for each of the %,d images."
              .formatted(beside.name(), head.count()));
    }
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  @Override
  public List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public Optional<Batch> next() throws IOException {
    int pixels = head.height() * head.width();
    int rows = (int) Math.min(BatchBuilder.capacity(pixels), head.count() - row);
    if (rows == 0) {
      if (in.read() >= 0 || (labels != null && labels.read() >= 0)) {
        throw new IOException("bytes follow the last image");
      }
      return Optional.empty();
    }
    byte[] block = exactly(in, Math.multiplyExact(rows, pixels));
    List<Cells> columns = new ArrayList<>(names.size());
    if (labels != null) {
      byte[] classes = exactly(labels, rows);
      String[] texts = new String[rows];
      java.util.Arrays.setAll(texts, r -> Integer.toString(classes[r] & 0xff));
      columns.add(new Cells.Texts(texts));
    }
    for (int p = 0; p < pixels; p++) {
      double[] values = new double[rows];
      for (int r = 0; r < rows; r++) {
        values[r] = block[r * pixels + p] & 0xff;
      }
      columns.add(new Cells.Numbers(values));
    }
    long[] numbers = new long[rows];
    for (int r = 0; r < rows; r++) {
      numbers[r] = ++row;
    }
    return Optional.of(new Batch(names, columns, numbers, List.of()));
  }

  @Override
  public long bytesRead() {
    return raw.count();
  }

  /// Of the images; with labels, of both digests, one a line.
  @Override
  public String sha256() throws IOException {
    String images = raw.sha256();
    return rawLabels == null ? images : Sha256.of(images + "\n" + rawLabels.sha256() + "\n");
  }

  @Override
  public void close() throws IOException {
    try (raw) {
      if (rawLabels != null) {
        rawLabels.close();
      }
    }
  }
}
