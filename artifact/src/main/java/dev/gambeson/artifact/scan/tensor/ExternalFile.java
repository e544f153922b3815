package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.check.ModelFileChecks;
import dev.gambeson.artifact.onnx.ExternalData;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.OnnxLimits;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A file of bare numbers that an ONNX model in the same folder names. Without that model it is of
/// an unknown kind.
final class ExternalFile implements FormatParser {
  private static final int MAX_MODELS = 16;
  private static final long MAX_MODEL = 64 << 20;
  private static final long ALIGNMENT = 1 << 16;

  private record Extent(long from, long to) {}

  @Override
  public String kind() {
    return "onnx-external-data";
  }

  @Override
  public String family() {
    return "text"; // bare data may happen to be readable
  }

  @Override
  public boolean isFallback() {
    return true;
  }

  @Override
  public boolean recognises(Input input) {
    return input.file().isPresent()
        && !input.ending().equals("onnx")
        && !extents(input.file().get(), input.size()).isEmpty();
  }

  @Override
  public void parse(Input input, Scan scan) {
    Path file = input.file().orElseThrow();
    long at = 0;
    List<Extent> extents = new ArrayList<>(extents(file, input.size()));
    extents.sort(java.util.Comparator.comparingLong(Extent::from));
    for (Extent extent : extents) {
      input.slice(extent.from(), extent.to() - extent.from());
      scan.own(extent.from(), extent.to());
      if (extent.from() > at
          && extent.from() - at < ALIGNMENT
          && isZero(input, at, extent.from())) {
        scan.own(at, extent.from());
      }
      at = Math.max(at, extent.to());
    }
  }

  private static boolean isZero(Input input, long from, long to) {
    for (long i = from; i < to; i++) {
      if (input.u8(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Extent> extents(Path file, long size) {
    List<Extent> extents = new ArrayList<>();
    for (Path model : models(file)) {
      for (ExternalData data : external(model)) {
        if (names(model, data, file)) {
          long from = number(data.offset(), 0);
          long length = number(data.length(), size - from);
          extents.add(new Extent(from, Math.addExact(from, length)));
        }
      }
    }
    return extents;
  }

  private static boolean names(Path model, ExternalData data, Path file) {
    if (ModelFileChecks.escape(Optional.of(model), data.location()).isPresent()) {
      return false;
    }
    return model.resolveSibling(data.location()).normalize().equals(file.normalize());
  }

  private static List<Path> models(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    List<Path> models = new ArrayList<>();
    if (folder == null) {
      return models;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.onnx")) {
      for (Path model : all) {
        if (models.size() < MAX_MODELS
            && Files.isRegularFile(model, LinkOption.NOFOLLOW_LINKS)
            && Files.size(model) <= MAX_MODEL) {
          models.add(file.resolveSibling(model.getFileName()));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    models.sort(null);
    return models;
  }

  private static List<ExternalData> external(Path model) {
    try {
      return ExternalData.in(OnnxFile.read(model, OnnxLimits.defaults()).model());
    } catch (GambesonException e) {
      return List.of();
    }
  }

  private static long number(String text, long otherwise) {
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= Long.MAX_VALUE / 2) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Malformed(0, "an offset or length is no number of bytes");
  }

  /// Whether the file that a tensor names is there and long enough.
  ///
  /// @throws Malformed saying what is missing
  static void check(Input model, ExternalData data) {
    long from = number(data.offset(), 0);
    long length = number(data.length(), 0);
    if (model.file().isEmpty()) {
      return; // a member of an archive: its neighbours are examined beside it
    }
    Path file = model.file().get().resolveSibling(data.location());
    try {
      if (!Files.isRegularFile(file)) {
        throw new Malformed(0, "there is no such file in its folder");
      }
      if (from + length > Files.size(file)) {
        throw new Malformed(
            0, "that file is shorter than bytes %d to %d".formatted(from, from + length));
      }
    } catch (IOException e) {
      throw new Malformed(0, "that file cannot be read");
    }
  }
}
