package dev.gambeson.artifact.bom.model;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Inputs;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// The key-value part of a GGUF file (versions 2 and 3): only what describes the model.
final class GgufHeader {
  private static final int MAX_KEYS = 100_000;
  private static final int MAX_KEY = 65_535;
  private static final int MAX_KEPT = 1 << 16;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  private final Input in;
  private final Facts facts;
  private long at = 24;

  private GgufHeader(Input in, Facts facts) {
    this.in = in;
    this.facts = facts;
  }

  static void read(Path file, Facts facts) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      new GgufHeader(Inputs.file("gguf", bytes, file), facts).all();
    } catch (IOException e) {
      throw GambesonException.badInput("it cannot be read: " + e.getMessage(), e);
    } catch (Malformed e) {
      throw GambesonException.badInput("it is malformed: " + e.getMessage(), e);
    }
  }

  private void all() {
    int version = in.i32(4);
    if (version != 2 && version != 3) {
      throw GambesonException.badInput("its GGUF version %d is not known.".formatted(version));
    }
    facts.fact("tensors", Long.toString(in.length64(8)));
    long keys = in.length64(16);
    if (keys > MAX_KEYS) {
      throw GambesonException.badInput("it announces %d keys.".formatted(keys));
    }
    for (long i = 0; i < keys; i++) {
      String key = text(MAX_KEY);
      int type = in.i32(at);
      at += 4;
      List<String> values = value(type, key.startsWith("general."));
      if (!values.isEmpty()) {
        keep(key, values);
      }
    }
  }

  private void keep(String key, List<String> values) {
    String first = values.getFirst();
    switch (key) {
      case "general.name" -> facts.set("title", first);
      case "general.version" -> facts.set("version", first);
      case "general.author", "general.organization" -> facts.set("author", first);
      case "general.description" -> facts.set("description", first);
      case "general.architecture" -> facts.set("architecture", first);
      case "general.license" -> facts.add("licences", first);
      case "general.datasets" -> values.forEach(v -> facts.add("datasets", v));
      case "general.quantized_by", "general.size_label", "general.file_type" ->
          facts.fact(key.substring(8).replace('_', '-'), first);
      default -> {
        if (key.matches("general\\.base_model\\.\\d+\\.name")) {
          facts.add("base-models", first);
        } else if (key.matches("general\\.dataset\\.\\d+\\.name")) {
          facts.add("datasets", first);
        }
      }
    }
  }

  private String text(int max) {
    long length = in.length64(at);
    String text = in.text(at + 8, length, max, StandardCharsets.UTF_8);
    at += 8 + length;
    return text;
  }

  private List<String> value(int type, boolean wanted) {
    if (type == STRING) {
      long length = in.length64(at);
      if (wanted && length <= MAX_KEPT) {
        return List.of(text(MAX_KEPT));
      }
      in.slice(at + 8, length);
      at += 8 + length;
      return List.of();
    }
    if (type == ARRAY) {
      return array(wanted);
    }
    int size = size(type);
    String number = size == 4 ? Integer.toString(in.i32(at)) : "";
    in.slice(at, size);
    at += size;
    return wanted && !number.isEmpty() ? List.of(number) : List.of();
  }

  private List<String> array(boolean wanted) {
    int type = in.i32(at);
    long count = in.length64(at + 4);
    at += 12;
    if (type == ARRAY) {
      throw new Malformed(at, "an array of arrays");
    }
    if (type != STRING) {
      long bytes = Math.multiplyExact(Math.min(count, Long.MAX_VALUE / 8), (long) size(type));
      in.slice(at, bytes);
      at += bytes;
      return List.of();
    }
    List<String> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      List<String> one = value(STRING, wanted && values.size() < 100);
      values.addAll(one);
    }
    return values;
  }

  private int size(int type) {
    return switch (type) {
      case 0, 1, 7 -> 1;
      case 2, 3 -> 2;
      case 4, 5, 6 -> 4;
      case 10, 11, 12 -> 8;
      default -> throw new Malformed(at, "a value of unknown type " + type);
    };
  }
}
