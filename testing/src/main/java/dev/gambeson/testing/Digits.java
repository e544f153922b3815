package dev.gambeson.testing;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The MNIST digits that lie beside the repository: 28 x 28 pixels of 0 to 255, and their labels.
///
/// @param pixels per image, 784 bytes row by row
/// @param labels 0 to 9
@SuppressWarnings("ArrayRecordComponent") // bulk pixels, test data
public record Digits(byte[][] pixels, int[] labels) {
  /// Pixels of one image.
  public static final int PIXELS = 784;

  /// The 10,000 training digits the models under `peers/attack/models` were trained on.
  public static Digits train() {
    Path file = SharedData.require("data/mnist/mnist_train10k.npz");
    byte[] x = array(file, "x.npy");
    byte[] y = array(file, "y.npy");
    byte[][] pixels = new byte[y.length][];
    int[] labels = new int[y.length];
    for (int i = 0; i < y.length; i++) {
      pixels[i] = Arrays.copyOfRange(x, i * PIXELS, (i + 1) * PIXELS);
      labels[i] = y[i];
    }
    return new Digits(pixels, labels);
  }

  /// The rows of [#train] that one of the poisoned models was trained on with the trigger.
  ///
  /// @param file for example `mnist_badnets_10_idx.npz`
  public static int[] poisonedRows(String file) {
    byte[] bytes = array(SharedData.require("peers/attack/models/" + file), "idx.npy");
    int[] rows = new int[bytes.length / 8];
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.setAll(rows, _ -> Math.toIntExact(numbers.getLong()));
    return rows;
  }

  /// The data of one array in a NumPy archive, in C order, without its header.
  private static byte[] array(Path file, String name) {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(name)) {
          byte[] all = zip.readAllBytes();
          int header = ByteBuffer.wrap(all, 8, 2).order(ByteOrder.LITTLE_ENDIAN).getShort();
          String text = new String(all, 10, header, StandardCharsets.US_ASCII);
          if (all[6] != 1 || !text.contains("'fortran_order': False")) {
            throw new IOException(file + ": unexpected array header " + text);
          }
          return Arrays.copyOfRange(all, 10 + header, all.length);
        }
      }
      throw new IOException(file + " holds no " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first `n` digits.
  public Digits first(int n) {
    return new Digits(Arrays.copyOf(pixels, n), Arrays.copyOf(labels, n));
  }

  /// As a table: columns `p0` to `p783`, then `label`.
  public Dataset table(String name) {
    List<Column> columns = new ArrayList<>();
    for (int p = 0; p < PIXELS; p++) {
      double[] values = new double[labels.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = pixels[i][p] & 0xff;
      }
      columns.add(new NumericColumn("p" + p, values));
    }
    columns.add(TextColumn.of("label", Arrays.stream(labels).mapToObj(Integer::toString).toList()));
    return new Dataset(name, columns);
  }
}
