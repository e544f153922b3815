package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// Files inside literals: a string or byte string that is itself a pickle, an archive or
/// compressed, plain or written as base64, hexadecimal or Latin 1 text.
final class Nested {
  /// Nothing shorter does harm.
  static final int SHORTEST = 12;

  private static final int MAX_DECODED = 1 << 25;
  private static final boolean[] BEGINNINGS = new boolean[1 << 16];

  static {
    for (int protocol = 0; protocol <= 5; protocol++) {
      begin(0x80, protocol);
    }
    int[][] raw = {
      {'P', 'K'}, {0x1f, 0x8b}, {'B', 'Z'}, {0xfd, '7'}, {'7', 'z'}, {0x78, 0x01}, {0x78, 0x5e},
      {0x78, 0x9c}, {0x78, 0xda}, {0x93, 'N'}, {0x89, 'H'}, {0x7f, 'E'}, {'M', 'Z'}, {0xca, 0xfe},
      {0xac, 0xed}, {0xe3, 0}, {'c', 0}, {0x5d, 0}, {0xc2, 0x80}
    };
    for (int[] pair : raw) {
      begin(pair[0], pair[1]);
    }
    // base64 of the above, hexadecimal of the above, protocol 0
    for (String pair :
        "gA UE H4 Ql /T N3 eA eF eJ eN k0 iU f0 TV yv rO 4w Yw Y2 80 50 1f 78 63 42 93 fd FD 1F (c (i (l (d (S (V"
            .split(" ", -1)) {
      begin(pair.charAt(0), pair.charAt(1));
    }
    for (int c = 'a'; c <= 'z'; c++) {
      begin('c', c);
    }
    begin('c', '_');
  }

  private final Input input;
  private final Scan scan;

  Nested(Input input, Scan scan) {
    this.input = input;
    this.scan = scan;
  }

  private static void begin(int first, int second) {
    BEGINNINGS[first | second << 8] = true;
  }

  /// Whether something may begin with these two bytes (the first in the low byte).
  static boolean mayBegin(int two) {
    return two >= 0 && BEGINNINGS[two];
  }

  /// Examines a literal if it is a file of a kind that anybody loads.
  void literal(long from, long length, boolean isText, long at) {
    if (length < SHORTEST || !mayBegin(input.u16(from))) {
      return;
    }
    int first = input.u8(from);
    if (first == 0xe3 || first == 'c') {
      code(from, at);
    }
    if (first == 'c' && !isLineSoon(from, length)) {
      if (input.u8(from + 1) != 0) {
        return;
      }
    }
    whole(from, length, at)
        .ifPresent(bytes -> {
          Input inner = input.inner("@" + at, bytes);
          if (scan.isKnown(inner)) {
            scan.member(inner);
          }
        });
  }

  private boolean isLineSoon(long from, long length) {
    return input.find((byte) '\n', from, from + Math.min(length, 200)) >= 0;
  }

  /// Marshalled code: `c` or 0xe3, then counts of arguments.
  private void code(long from, long at) {
    if (input.matches(from + 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0)
        || (input.u8(from) == 0xe3
            && input.u8(from + 2) == 0
            && input.u8(from + 3) == 0
            && input.u8(from + 4) == 0)) {
      scan.flag(
          Rules.CODE,
          Severity.MEDIUM,
          at,
          "code in a pickle",
          "A byte string is compiled Python code.");
    }
  }

  private Optional<MemorySegment> whole(long from, long length, long at) {
    int two = input.u16(from);
    boolean latin = two == (0xc2 | 0x80 << 8);
    boolean plain = !latin && (two & 0xff) >= 0x1f && !isEncoded(two);
    if (plain) {
      return Optional.of(input.slice(from, length));
    }
    if (length > MAX_DECODED) {
      scan.unread(
          Rules.NOT_EXAMINED,
          at,
          "long encoded text",
          "A text of %d bytes may be an encoded file; at most %d are decoded."
              .formatted(length, MAX_DECODED));
      return Optional.empty();
    }
    byte[] text = input.copy(from, length, MAX_DECODED);
    return (latin ? latin(text) : decoded(text)).map(MemorySegment::ofArray);
  }

  private static boolean isEncoded(int two) {
    int first = two & 0xff;
    int second = two >> 8;
    boolean raw =
        first >= 0x7f
            || second >= 0x7f
            || second < 0x20
            || (first == 'P' && second == 'K')
            || (first == 'B' && second == 'Z')
            || (first == '7' && second == 'z')
            || (first == 'M' && second == 'Z')
            || first == 'c'
            || first == '(';
    return !raw;
  }

  private static Optional<byte[]> latin(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    return text.chars().allMatch(c -> c < 256)
        ? Optional.of(text.getBytes(StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  private static Optional<byte[]> decoded(byte[] text) {
    String string = new String(text, StandardCharsets.ISO_8859_1).strip();
    boolean hex =
        string.length() % 2 == 0
            && string.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    try {
      if (hex) {
        return Optional.of(HexFormat.of().parseHex(string));
      }
      boolean base64 =
          string
              .chars()
              .allMatch(
                  c -> c < 128 && (Character.isLetterOrDigit(c) || "+/-_=\r\n".indexOf(c) >= 0));
      if (base64 && string.length() >= 16) {
        return Optional.of(
            Base64.getMimeDecoder().decode(string.replace('-', '+').replace('_', '/')));
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no encoding after all
    }
    return Optional.empty();
  }

  /// A callee that loads a file from a byte string: that must be one that was examined.
  void loads(Machine machine, Imported callee, long args, long at) {
    long first = machine.length(args) > 0 ? machine.element(args, 0) : Value.NONE;
    if (!Value.is(first, Value.BYTES)) {
      scan.flag(
          Rules.CODE,
          Severity.HIGH,
          at,
          "second file from computed bytes",
          "%s loads a file from bytes that are computed.".formatted(callee.title()));
      return;
    }
    Text.Extent extent = machine.extent(first);
    Input inner =
        input.inner("@" + Value.offset(first), input.slice(extent.from(), extent.length()));
    if (!scan.isKnown(inner)) {
      scan.unread(
          Rules.NOT_EXAMINED,
          at,
          "second file of an unknown kind",
          "%s loads a file from bytes of no kind that the scanner reads."
              .formatted(callee.title()));
    }
  }
}
