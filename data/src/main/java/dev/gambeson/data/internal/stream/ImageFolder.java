package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Batch.Flaw;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.screen.ScreenSubject.Image;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.SourceOptions;
import dev.gambeson.data.source.TableSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// Images in one folder per class. All have the size of the first that can be decoded; what cannot
/// be decoded, or has another size, is a flaw.
final class ImageFolder implements TableSource {
  private static final int MOST = 5_000_000;
  private static final int LARGEST = 1 << 26;
  private static final int MOST_VALUES = 200_000;
  private static final int BATCH_VALUES = 1 << 20;

  private final Path folder;
  private final SourceOptions options;
  private final AtomicReference<String> known = new AtomicReference<>("");
  private final List<Path> files;
  private final Image shape;
  private final List<String> names;

  ImageFolder(Path folder, List<Path> classes, SourceOptions options) throws IOException {
    this.folder = folder;
    this.options = options;
    this.files = new ArrayList<>();
    for (Path name : classes) {
      try (Stream<Path> found = Files.list(name)) {
        found
            .filter(f -> !Addresses.isHidden(String.valueOf(f.getFileName())))
            .limit(MOST - files.size() + 1L)
            .sorted()
            .forEach(files::add);
      }
    }
    if (files.isEmpty()) {
      throw GambesonException.nothingExamined(folder + " holds folders, but no file in them.");
    }
    if (files.size() > MOST) {
      throw GambesonException.badInput("%s holds more than %,d images.".formatted(folder, MOST));
    }
    this.shape = shape();
    this.names = names(shape);
  }

  private Image shape() throws IOException {
    int looked = 0;
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        throw GambesonException.usage(
            "%s holds folders in its folders. Images lie in one folder per class."
                .formatted(folder));
      }
      try {
        return Pixels.decode(bytes(file), options.limits().pixels()).shape();
      } catch (IOException e) {
        if (++looked == 100) {
          break;
        }
      }
    }
    throw GambesonException.badInput(
        "%s: none of the first %,d files in its folders is a PNG, JPEG, BMP or PGM image within %,d pixels."
            .formatted(folder, looked, options.limits().pixels()));
  }

  private List<String> names(Image image) {
    int values = Math.multiplyExact(image.height() * image.width(), image.channels());
    if (values > MOST_VALUES) {
      throw GambesonException.badInput(
          "%s: images of %d × %d pixels and %d channels make %,d columns; the limit is %,d. Scale them down."
              .formatted(
                  folder, image.width(), image.height(), image.channels(), values, MOST_VALUES));
    }
    List<String> all = new ArrayList<>(List.of(FolderPart.FILE, "label"));
    for (int p = 0; p < values; p++) {
      all.add("p" + p);
    }
    return List.copyOf(all);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("has more than %,d bytes".formatted(LARGEST));
      }
      return bytes;
    }
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public String kind() {
    return "images";
  }

  @Override
  public OptionalLong bytes() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<Image> image() {
    return Optional.of(shape);
  }

  @Override
  public BatchReader open() {
    return new StreamReader(name(), options.limits(), known, Part::new);
  }

  private final class Part implements PartReader {
    private final StringBuilder digests = new StringBuilder();
    private final int batchRows = Math.clamp(BATCH_VALUES / names.size(), 1, 4096);
    private int next;
    private long bytes;

    @Override
    public List<String> names() {
      return names;
    }

    @Override
    public Optional<Batch> next() throws IOException {
      if (next == files.size()) {
        return Optional.empty();
      }
      List<Pixels> images = new ArrayList<>();
      List<Path> of = new ArrayList<>();
      List<Long> numbers = new ArrayList<>();
      List<Flaw> flaws = new ArrayList<>();
      for (int end = Math.min(files.size(), next + batchRows); next < end; next++) {
        Path file = files.get(next);
        byte[] content = bytes(file);
        bytes += content.length;
        digests.append(Sha256.of(content)).append("  ").append(place(file)).append('\n');
        try {
          images.add(decode(content));
          of.add(file);
          numbers.add(next + 1L);
        } catch (IOException e) {
          flaws.add(new Flaw(next + 1L, String.valueOf(e.getMessage())));
        }
      }
      return Optional.of(batch(images, of, numbers, flaws));
    }

    private Pixels decode(byte[] content) throws IOException {
      Pixels pixels = Pixels.decode(content, options.limits().pixels());
      if (!pixels.shape().equals(shape)) {
        Image other = pixels.shape();
        throw new IOException(
            "is %d × %d pixels with %d channels, not %d × %d with %d"
                .formatted(
                    other.width(),
                    other.height(),
                    other.channels(),
                    shape.width(),
                    shape.height(),
                    shape.channels()));
      }
      return pixels;
    }

    private Batch batch(List<Pixels> images, List<Path> of, List<Long> numbers, List<Flaw> flaws) {
      int rows = images.size();
      List<Cells> columns = new ArrayList<>(names.size());
      columns.add(new Cells.Texts(of.stream().map(ImageFolder.this::place).toArray(String[]::new)));
      columns.add(
          new Cells.Texts(of.stream().map(f -> leaf(f.getParent())).toArray(String[]::new)));
      for (int p = 0; p < names.size() - 2; p++) {
        double[] values = new double[rows];
        for (int r = 0; r < rows; r++) {
          values[r] = images.get(r).values()[p];
        }
        columns.add(new Cells.Numbers(values));
      }
      long[] rowNumbers = numbers.stream().mapToLong(n -> n).toArray();
      return new Batch(names, columns, rowNumbers, flaws);
    }

    @Override
    public long bytesRead() {
      return bytes;
    }

    /// Of what `sha256sum` would print of the images.
    @Override
    public String sha256() {
      return Sha256.of(digests.toString());
    }

    @Override
    public void close() {}
  }

  private String place(Path file) {
    return leaf(file.getParent()) + "/" + leaf(file);
  }

  private static String leaf(@org.jspecify.annotations.Nullable Path file) {
    return file == null ? "" : String.valueOf(file.getFileName());
  }
}
