package dev.gambeson.data.internal.stream;

import dev.gambeson.data.screen.ScreenSubject.Image;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Decodes one image: PNG, JPEG, BMP, PGM. Its size is looked at before a pixel is decoded.
///
/// @param values 0 to 255, ordered row, column, channel
@SuppressWarnings("ArrayRecordComponent") // handed on once
record Pixels(Image shape, double[] values) {
  /// @throws IOException when it is none, or has too many pixels
  static Pixels decode(byte[] file, long limit) throws IOException {
    if (startsWith(file, 'P', '5') || startsWith(file, 'P', '2')) {
      return Pgm.decode(file, limit);
    }
    String format =
        startsWith(file, 0x89, 'P', 'N', 'G')
            ? "png"
            : startsWith(file, 0xff, 0xd8, 0xff) ? "jpeg" : startsWith(file, 'B', 'M') ? "bmp" : "";
    if (format.isEmpty()) {
      throw new IOException("is no PNG, JPEG, BMP or PGM image");
    }
    try (ImageInputStream in =
        new javax.imageio.stream.MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      return decode(format, in, limit);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw new IOException("is a damaged image", e);
    }
  }

  private static Pixels decode(String format, ImageInputStream in, long limit) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new IOException("is an image this Java cannot decode");
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(in, true, true);
      requireSize(reader.getWidth(0), reader.getHeight(0), limit);
      return of(reader.read(0));
    } catch (IOException e) {
      throw String.valueOf(e.getMessage()).startsWith("has ")
          ? e
          : new IOException("is a damaged image", e);
    } finally {
      reader.dispose();
    }
  }

  static void requireSize(long width, long height, long limit) throws IOException {
    if (width < 1 || height < 1 || width > limit / height) {
      throw new IOException(
          "has %,d × %,d pixels; the limit is %,d".formatted(width, height, limit));
    }
  }

  private static Pixels of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    boolean grey =
        image.getRaster().getNumBands() == 1 && image.getColorModel().getNumComponents() == 1;
    int channels = grey ? 1 : 3;
    double[] values = new double[Math.multiplyExact(width * height, channels)];
    Raster raster = image.getRaster();
    int shift = grey ? Math.max(0, image.getSampleModel().getSampleSize(0) - 8) : 0;
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (grey) {
          values[at++] = raster.getSample(x, y, 0) >> shift; // no colour conversion
        } else {
          int rgb = image.getRGB(x, y);
          values[at++] = (rgb >> 16) & 0xff;
          values[at++] = (rgb >> 8) & 0xff;
          values[at++] = rgb & 0xff;
        }
      }
    }
    return new Pixels(new Image(height, width, channels), values);
  }

  private static boolean startsWith(byte[] file, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (file.length <= i || (file[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /// Portable grey map, raw (P5) and plain (P2).
  private static final class Pgm {
    private final byte[] file;
    private int at = 2;

    private Pgm(byte[] file) {
      this.file = file;
    }

    static Pixels decode(byte[] file, long limit) throws IOException {
      Pgm pgm = new Pgm(file);
      int width = pgm.number();
      int height = pgm.number();
      int max = pgm.number();
      requireSize(width, height, limit);
      if (max < 1 || max > 255) {
        throw new IOException("has grey values up to " + max + "; the limit is 255");
      }
      boolean raw = file[1] == '5';
      pgm.at++; // one white space ends the header
      double[] values = new double[width * height];
      if (raw && file.length - pgm.at < values.length) {
        throw new IOException("is cut off");
      }
      for (int i = 0; i < values.length; i++) {
        int value = raw ? file[pgm.at++] & 0xff : pgm.number();
        values[i] = Math.floorDiv(value * 255, max);
      }
      return new Pixels(new Image(height, width, 1), values);
    }

    private int number() throws IOException {
      while (at < file.length && (file[at] <= ' ' || file[at] == '#')) {
        if (file[at] == '#') {
          while (at < file.length && file[at] != '\n') {
            at++;
          }
        } else {
          at++;
        }
      }
      int from = at;
      while (at < file.length && file[at] >= '0' && file[at] <= '9') {
        at++;
      }
      if (at == from || at - from > 9) {
        throw new IOException("is a damaged image");
      }
      return Integer.parseInt(new String(file, from, at - from, StandardCharsets.US_ASCII));
    }
  }
}
