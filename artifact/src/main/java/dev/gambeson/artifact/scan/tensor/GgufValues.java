package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.template.ChatTemplates;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The values of GGUF metadata. Texts are read whole up to a limit, arrays are stepped over element
/// by element without being kept.
final class GgufValues {
  private static final int[] WIDTH = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int U32 = 4;
  private static final int MAX_DEPTH = 4;
  private static final int MAX_TEXT = 64 << 20;
  private static final int SEARCHED = 1 << 20;

  private final Bytes in;
  private final boolean isNarrow;
  private final Scan scan;
  private long alignment = 32;

  GgufValues(Bytes in, boolean isNarrow, Scan scan) {
    this.in = in;
    this.isNarrow = isNarrow;
    this.scan = scan;
  }

  /// What `general.alignment` says, else 32.
  long alignment() {
    return alignment;
  }

  /// A text of at most so many bytes.
  String string(int max) {
    long length = length();
    long at = in.at();
    in.skip(length);
    return in.input().text(at, length, max, StandardCharsets.UTF_8);
  }

  private long length() {
    return isNarrow ? in.u32() : in.length64();
  }

  /// The value of a key, its type first.
  void read(String key) {
    long at = in.at();
    int type = type();
    if (key.equals("general.alignment")) {
      readAlignment(type, at);
    } else {
      value(key, type, 0);
    }
  }

  private int type() {
    long type = in.u32();
    if (type >= WIDTH.length) {
      throw new Malformed(in.at() - 4, "value type %d does not exist".formatted(type));
    }
    return (int) type;
  }

  private void readAlignment(int type, long at) {
    if (type != U32) {
      throw new Malformed(at, "the alignment is no 32-bit number");
    }
    alignment = in.u32();
    if (Long.bitCount(alignment) != 1 || alignment > 1 << 20) {
      throw new Malformed(at, "an alignment of %d is no power of two".formatted(alignment));
    }
  }

  private void value(String key, int type, int depth) {
    switch (type) {
      case STRING -> text(key);
      case ARRAY -> array(key, depth);
      case BOOL -> bool();
      default -> in.skip(WIDTH[type]);
    }
  }

  private void bool() {
    int value = in.u8();
    if (value > 1) {
      throw new Malformed(in.at() - 1, "a truth value of %d".formatted(value));
    }
  }

  private void text(String key) {
    long at = in.at();
    String text = string(MAX_TEXT);
    if (key.toLowerCase(Locale.ROOT).contains("chat_template")) {
      ChatTemplates.examine(text, at, scan);
    } else if (text.length() <= SEARCHED) {
      scan.text(at, text);
    }
  }

  private void array(String key, int depth) {
    if (depth >= MAX_DEPTH) {
      throw new Malformed(in.at(), "arrays lie more than %d deep".formatted(MAX_DEPTH));
    }
    int type = type();
    long count = length();
    int width = WIDTH[type];
    if (width > 0 && type != BOOL) {
      if (count > in.left() / width) {
        throw new Malformed(in.at(), "an array of %d values does not fit".formatted(count));
      }
      in.skip(count * width);
      return;
    }
    if (count > in.left()) {
      throw new Malformed(in.at(), "an array of %d values does not fit".formatted(count));
    }
    boolean isTemplate = key.toLowerCase(Locale.ROOT).contains("chat_template");
    for (long i = 0; i < count; i++) {
      if (type == STRING && !isTemplate) {
        in.skip(length()); // vocabularies: data, and many
      } else {
        value(key, type, depth + 1);
      }
    }
  }
}
