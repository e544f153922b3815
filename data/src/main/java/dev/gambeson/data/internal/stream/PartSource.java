package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.data.screen.ScreenSubject.Image;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.SourceOptions;
import dev.gambeson.data.source.TableSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/// One file, or several of one kind and with the same columns.
public final class PartSource implements TableSource {
  private final String name;
  private final Format format;
  private final List<Origin> parts;
  private final boolean folder;
  private final SourceOptions options;
  private final AtomicReference<String> known = new AtomicReference<>("");

  PartSource(
      String name, Format format, List<Origin> parts, boolean folder, SourceOptions options) {
    this.name = name;
    this.format = format;
    this.parts = List.copyOf(parts);
    this.folder = folder;
    this.options = options;
  }

  /// A single file or object.
  static PartSource single(Origin origin, SourceOptions options) {
    Format format = formatOf(origin, options);
    return new PartSource(origin.name(), format, List.of(origin), false, options);
  }

  /// Files or objects that make up one table, in the order given.
  static PartSource many(String name, List<Origin> parts, SourceOptions options) {
    Format first = formatOf(parts.getFirst(), options);
    for (Origin part : parts) {
      Format other = formatOf(part, options);
      if (other != first) {
        throw GambesonException.badInput(
            "%s is %s, but %s is %s. A folder must hold files of one kind."
                .formatted(parts.getFirst().name(), first.id(), part.name(), other.id()));
      }
    }
    return new PartSource(name, first, parts, true, options);
  }

  private static Format formatOf(Origin origin, SourceOptions options) {
    try {
      return Format.of(origin, options);
    } catch (IOException e) {
      throw StreamReader.unreadable(origin.name(), e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String kind() {
    return format.id();
  }

  @Override
  public OptionalLong bytes() {
    return OptionalLong.of(parts.stream().mapToLong(Origin::size).sum());
  }

  @Override
  public Optional<Image> image() {
    if (format != Format.IDX) {
      return Optional.empty();
    }
    try (CountedInput raw = new CountedInput(parts.getFirst());
        InputStream in = Unpacked.of(raw, options.limits())) {
      return Optional.of(IdxPart.head(in, options.limits()).shape());
    } catch (IOException e) {
      throw StreamReader.unreadable(name, e);
    }
  }

  @Override
  public BatchReader open() {
    return new StreamReader(
        name,
        options.limits(),
        known,
        () ->
            folder
                ? new FolderPart(name, parts, p -> format.open(p, options))
                : format.open(parts.getFirst(), options));
  }
}
