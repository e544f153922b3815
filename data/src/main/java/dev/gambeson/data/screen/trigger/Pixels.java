package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.ScreenSubject.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Images as bytes, one array per position.
///
/// @param image their shape
/// @param count number of images
/// @param values per position (row, column, channel), one byte per image
@SuppressWarnings("ArrayRecordComponent") // bulk pixels inside the package
record Pixels(Image image, int count, byte[][] values) {
  private static final int GRID = 8; // pooled images are at most this wide and high

  /// Reads pixel columns; empty when one is no number. Values that are no bytes are mapped to 0 to
  /// 255 over the range of the whole table.
  static Optional<Pixels> of(Dataset data, List<String> columns, Image image) {
    if (columns.size() != image.height() * image.width() * image.channels()) {
      return Optional.empty();
    }
    double[][] raw = new double[columns.size()][];
    for (int p = 0; p < raw.length; p++) {
      if (!(data.column(columns.get(p)) instanceof NumericColumn n)) {
        return Optional.empty();
      }
      raw[p] = n.values();
    }
    double[] range = range(raw);
    boolean bytes = range[2] == 1;
    double scale = bytes || range[1] <= range[0] ? 1 : 255 / (range[1] - range[0]);
    double zero = bytes ? 0 : range[0];
    byte[][] values = new byte[raw.length][data.size()];
    for (int p = 0; p < raw.length; p++) {
      for (int i = 0; i < data.size(); i++) {
        double v = Double.isNaN(raw[p][i]) ? zero : raw[p][i];
        values[p][i] = (byte) Math.round((v - zero) * scale);
      }
    }
    return Optional.of(new Pixels(image, data.size(), values));
  }

  /// Smallest, largest, and 1 when every value is a byte.
  private static double[] range(double[][] raw) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    boolean bytes = true;
    for (double[] column : raw) {
      for (double v : column) {
        if (!Double.isNaN(v)) {
          min = Math.min(min, v);
          max = Math.max(max, v);
          bytes &= v == Math.rint(v) && v >= 0 && v <= 255;
        }
      }
    }
    return new double[] {min, max, bytes && max > 1 ? 1 : 0};
  }

  int positions() {
    return values.length;
  }

  /// The byte of an image at a position, 0 to 255.
  int at(int position, int row) {
    return values[position][row] & 0xff;
  }

  /// Position of a pixel's channel.
  int position(int y, int x, int channel) {
    return (y * image.width() + x) * image.channels() + channel;
  }

  /// `row 25, column 27`, from 0.
  String place(int position) {
    int pixel = position / image.channels();
    String channel = image.channels() > 1 ? ", channel " + position % image.channels() : "";
    return "row " + pixel / image.width() + ", column " + pixel % image.width() + channel;
  }

  /// The images shrunk by averaging to at most 8 x 8: enough to tell what they show, too coarse for
  /// a small patch to matter.
  Rows pooled(int[] rows) {
    int high = Math.min(GRID, image.height());
    int wide = Math.min(GRID, image.width());
    double[] out = new double[rows.length * high * wide];
    int[] sizes = new int[high * wide];
    for (int p = 0; p < positions(); p++) {
      int pixel = p / image.channels();
      int cell =
          pixel / image.width() * high / image.height() * wide
              + pixel % image.width() * wide / image.width();
      sizes[cell]++;
      for (int i = 0; i < rows.length; i++) {
        out[i * sizes.length + cell] += at(p, rows[i]);
      }
    }
    for (int i = 0; i < out.length; i++) {
      out[i] /= sizes[i % sizes.length];
    }
    return new Rows(rows.length, sizes.length, out);
  }

  /// For the 3 x 3 window whose upper left corner is here: which of its pixels are bright, as nine
  /// bits per image.
  short[] shapes(int y, int x, int channel) {
    short[] out = new short[count];
    for (int dy = 0; dy < 3; dy++) {
      for (int dx = 0; dx < 3; dx++) {
        byte[] column = values[position(y + dy, x + dx, channel)];
        for (int i = 0; i < count; i++) {
          out[i] = (short) (out[i] << 1 | ((column[i] & 0xff) >= 128 ? 1 : 0));
        }
      }
    }
    return out;
  }

  @Override
  public String toString() {
    return "Pixels of "
        + count
        + " images "
        + image
        + " "
        + Arrays.toString(new int[] {positions()});
  }
}
