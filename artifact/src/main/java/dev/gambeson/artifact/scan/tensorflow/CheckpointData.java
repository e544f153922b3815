package dev.gambeson.artifact.scan.tensorflow;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A data file of a checkpoint: bare numbers, which mean something only by the index beside it.
/// Without that index it is of an unknown kind.
final class CheckpointData implements FormatParser {
  private static final Pattern NAME = Pattern.compile("(.+)\\.data-(\\d{5})-of-(\\d{5})");
  private static final long MAX_INDEX = 256 << 20;

  @Override
  public String kind() {
    return "tf-checkpoint-data";
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
    return index(input).isPresent();
  }

  @Override
  public void parse(Input input, Scan scan) {
    Input index = index(input).orElseThrow(() -> new Malformed(0, "its index is gone"));
    Matcher name = NAME.matcher(name(input));
    long shard = name.matches() ? Long.parseLong(name.group(2)) : -1;
    List<Checkpoint.Extent> extents = Checkpoint.extents(index, (_, _) -> {}, Optional.empty());
    for (Checkpoint.Extent e : extents) {
      if (e.shard() == shard) {
        input.slice(e.offset(), e.size());
        scan.own(e.offset(), e.offset() + e.size());
      }
    }
  }

  private static String name(Input input) {
    return input.file().map(f -> String.valueOf(f.getFileName())).orElse("");
  }

  private static Optional<Input> index(Input input) {
    Matcher name = NAME.matcher(name(input));
    if (!name.matches()) {
      return Optional.empty();
    }
    Path index = input.file().orElseThrow().resolveSibling(name.group(1) + ".index");
    try {
      if (!Files.isRegularFile(index, LinkOption.NOFOLLOW_LINKS) || Files.size(index) > MAX_INDEX) {
        return Optional.empty();
      }
      Input bytes = Input.of(String.valueOf(index), Files.readAllBytes(index));
      return Table.isTable(bytes) ? Optional.of(bytes) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
