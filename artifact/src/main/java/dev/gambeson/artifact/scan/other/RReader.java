package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;

/// Walks one serialised R object, in XDR, native binary or ASCII encoding, without creating any.
/// Source: R Internals, section 1.8 "Serialization Formats"; R 4.4 `serialize.c`.
final class RReader {
  private static final int MAX_DEPTH = 1_500;
  private static final int MAX_TEXT = 1 << 20;

  private final RStream in;
  private final Scan scan;
  private final RCode code;
  private int depth;

  RReader(RStream in, Scan scan) {
    this.in = in;
    this.scan = scan;
    this.code = new RCode(scan);
  }

  /// Reads the header and the object.
  ///
  /// @return the offset behind it
  long read() {
    int version = in.integer();
    in.integer();
    in.integer();
    if (version == 3) {
      in.skip(in.length(64));
    } else if (version != 2) {
      throw new Malformed(in.at(), "R serialisation of version %d".formatted(version));
    }
    try {
      item();
    } finally {
      code.finish();
    }
    return in.at();
  }

  /// @return the name, of a symbol; else empty
  private String item() {
    if (++depth > MAX_DEPTH) {
      throw new Malformed(in.at(), "R objects nested more than %d deep".formatted(MAX_DEPTH));
    }
    long from = in.at();
    int flags = in.integer();
    int type = flags & 0xff;
    boolean attributes = (flags & 0x200) != 0;
    boolean tag = (flags & 0x400) != 0;
    String name = "";
    switch (type) {
      case 254, 253, 252, 251, 242, 241 -> {} // nil, global, unbound, missing, base, empty
      case 255 -> name = in.reference(flags);
      case 249, 250, 248 -> {
        strings();
        in.remember("");
      }
      case 1 -> name = symbol();
      case 4 -> environment();
      case 2, 3, 5, 6, 239, 240 -> pair(type, attributes, tag, from);
      case 238 -> altrep();
      case 21 -> bytecode(attributes, from);
      case 22 -> {
        pointer(from);
        attributes(attributes);
      }
      case 23 -> attributes(attributes);
      case 7, 8 -> code.builtin(in.text(MAX_TEXT), from);
      default -> {
        vector(type, flags);
        attributes(attributes);
      }
    }
    depth--;
    return name;
  }

  private void attributes(boolean present) {
    if (present) {
      item();
    }
  }

  private void strings() {
    in.integer();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      item();
    }
  }

  private String symbol() {
    int flags = in.integer();
    if ((flags & 0xff) != 9) {
      throw new Malformed(in.at(), "a symbol without a name");
    }
    String name = in.text(MAX_TEXT);
    in.remember(name);
    code.symbol(name, in.at());
    return name;
  }

  private void environment() {
    in.integer();
    in.remember("");
    for (int i = 0; i < 4; i++) {
      item();
    }
  }

  /// Pair lists are chains through their last part: walked in a loop.
  private void pair(int first, boolean firstAttributes, boolean firstTag, long start) {
    int type = first;
    boolean attributes = firstAttributes;
    boolean tag = firstTag;
    long from = start;
    int position = 0;
    boolean qualified = false;
    while (true) {
      code.met(type, from);
      attributes(attributes);
      if (tag) {
        item();
      }
      String head = item();
      boolean call = type == 6 || type == 240;
      if (position == 0 ? call : qualified) {
        code.call(head, from);
      }
      qualified |= call && position == 0 && head.startsWith("::");
      position++;
      from = in.at();
      int flags = in.peek();
      int next = flags & 0xff;
      if (next != 2 && next != 6 && next != 239 && next != 240) {
        item();
        return;
      }
      in.integer();
      type = next;
      attributes = (flags & 0x200) != 0;
      tag = (flags & 0x400) != 0;
    }
  }

  /// Compact representations: description, state, attributes.
  private void altrep() {
    item();
    item();
    item();
  }

  private void bytecode(boolean attributes, long from) {
    code.met(21, from);
    in.integer(); // number of shared parts
    scan.unread(
        Rules.NOT_EXAMINED,
        from,
        "R byte code",
        "The object holds compiled R code; it is not read%s."
            .formatted(attributes ? ", nor are its attributes" : ""));
    throw new Malformed(from, "compiled R code");
  }

  private void pointer(long from) {
    in.remember("");
    scan.flag(
        Rules.CODE,
        Severity.MEDIUM,
        from,
        "external pointer",
        "The object holds a pointer to memory of a program, which makes no sense in a file.");
    item();
    item();
  }

  private void vector(int type, int flags) {
    switch (type) {
      case 9 -> code.text(in.text(MAX_TEXT), in.at());
      case 10, 13 -> in.numbers(4);
      case 14 -> in.numbers(8);
      case 15 -> in.numbers(16);
      case 24 -> in.raw();
      case 16, 19, 20 -> {
        long count = in.count();
        for (long i = 0; i < count; i++) {
          item();
        }
      }
      case 25 -> {
        // an S4 object: all its content is in the attributes
      }
      default ->
          throw new Malformed(
              in.at(), "an R object of the unknown type %d (flags %x)".formatted(type, flags));
    }
  }

  /// Where the numbers of a stream come from.
  static RStream open(Input input, long at) {
    if (input.matches(at, "X\n")) {
      return new RStream(input, at + 2, RStream.Encoding.XDR);
    }
    if (input.matches(at, "B\n")) {
      return new RStream(input, at + 2, RStream.Encoding.LITTLE);
    }
    if (input.matches(at, "A\n")) {
      return new RStream(input, at + 2, RStream.Encoding.ASCII);
    }
    throw new Malformed(
        at,
        "no R serialisation: "
            + input
                .text(at, Math.min(2, input.size() - at), 2, StandardCharsets.ISO_8859_1)
                .strip());
  }
}
