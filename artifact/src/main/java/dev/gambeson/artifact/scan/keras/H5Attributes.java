package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Jsons;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.keras.H5Header.Message;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Attributes: their texts are read, and Keras configurations among them judged.
final class H5Attributes {
  private static final int MAX_TEXT = 256 << 20;
  private static final int MAX_TEXTS = 1 << 20;

  private final H5File file;
  private final Input in;
  private final Scan scan;
  private final Map<Long, H5Heap> heaps = new HashMap<>();

  H5Attributes(H5File file) {
    this.file = file;
    this.in = file.input();
    this.scan = file.scan();
  }

  void message(Message m) {
    if (m.isShared()) {
      unread(m.at());
      return;
    }
    read(m.at(), m.size());
  }

  private void unread(long at) {
    scan.unread(
        Rules.NOT_EXAMINED,
        at,
        "HDF5 feature not read",
        "A shared message or type is not followed.");
  }

  /// Attributes that lie in a heap, because there are many.
  void dense(Message m) {
    int flags = in.u8(m.at() + 1);
    long at = m.at() + 2 + ((flags & 1) != 0 ? 2 : 0);
    long heap = file.address(at);
    long names = file.address(at + file.offsets());
    if (heap < 0) {
      return;
    }
    H5Fractal fractal = new H5Fractal(file, heap);
    if (names < 0) {
      throw new Malformed(m.at(), "attributes without an index");
    }
    H5Tree2.records(
        file,
        names,
        (record, size) -> {
          if (size > 8 && (in.u8(record + 8) & 2) != 0) {
            unread(record);
          } else {
            fractal
                .object(record)
                .ifPresentOrElse(p -> read(p.at(), p.length()), () -> unread(record));
          }
        });
    if ((flags & 2) != 0) {
      long order = file.address(at + 2L * file.offsets());
      if (order >= 0) {
        H5Tree2.records(file, order, (_, _) -> {});
      }
    }
  }

  private void read(long from, long size) {
    int version = in.u8(from);
    if (version < 1 || version > 3) {
      throw new Malformed(from, "an attribute of version %d".formatted(version));
    }
    int name = in.u16(from + 2);
    int type = in.u16(from + 4);
    int space = in.u16(from + 6);
    long at = from + (version == 3 ? 9 : 8);
    boolean isPadded = version == 1;
    long typeAt = at + pad(name, isPadded);
    long spaceAt = typeAt + pad(type, isPadded);
    long data = spaceAt + pad(space, isPadded);
    if (data > from + size) {
      throw new Malformed(from, "an attribute leads out of its message");
    }
    if (version > 1 && (in.u8(from + 1) & 3) != 0) {
      unread(from);
      return;
    }
    String label = in.text(at, Math.max(0, name - 1), 1 << 16, StandardCharsets.UTF_8);
    texts(label, typeAt, H5Type.elements(file, spaceAt), data, from + size);
  }

  private static long pad(int length, boolean isPadded) {
    return isPadded ? (length + 7) / 8 * 8 : length;
  }

  private void texts(String label, long type, long elements, long data, long end) {
    if (!H5Type.isText(file, type)) {
      return;
    }
    boolean isVariable = H5Type.kind(file, type) == H5Type.VARIABLE;
    long width = isVariable ? 8L + file.offsets() : H5Type.size(file, type);
    if (elements > MAX_TEXTS || (width > 0 && elements > (end - data) / width)) {
      throw new Malformed(data, "an attribute of %d texts does not fit".formatted(elements));
    }
    for (long i = 0; i < elements; i++) {
      if (isVariable) {
        variable(label, data + i * width);
      } else {
        text(label, data + i * width, width);
      }
    }
  }

  private void variable(String label, long at) {
    long length = in.u32(at);
    long heap = file.address(at + 4);
    if (length == 0 || heap < 0) {
      return;
    }
    H5Heap.Piece piece =
        heaps
            .computeIfAbsent(heap, h -> new H5Heap(file, h))
            .object(in.i32(at + 4 + file.offsets()))
            .orElseThrow(() -> new Malformed(at, "a text refers to nothing"));
    if (length > piece.length()) {
      throw new Malformed(at, "a text is longer than what it refers to");
    }
    text(label, piece.at(), length);
  }

  private void text(String label, long at, long length) {
    String text = in.text(at, length, MAX_TEXT, StandardCharsets.UTF_8).strip();
    String value = text.replace("\0", "").strip();
    scan.text(at, value);
    boolean isConfig = label.equals("model_config") || label.equals("training_config");
    if (isConfig) {
      scan.kind("keras-hdf5");
    }
    if (isConfig || value.startsWith("{") || value.startsWith("[")) {
      json(isConfig, value, at);
    }
  }

  private void json(boolean isConfig, String text, long at) {
    JsonNode tree;
    try {
      tree = Jsons.tree(text.getBytes(StandardCharsets.UTF_8), at, scan);
    } catch (Malformed e) {
      if (isConfig) {
        scan.unread(
            Rules.MALFORMED,
            e.offset(),
            "configuration is no JSON",
            "The configuration breaks off: %s.".formatted(e.getMessage()));
      }
      return;
    }
    KerasConfigs.examine(tree, at, scan);
  }
}
