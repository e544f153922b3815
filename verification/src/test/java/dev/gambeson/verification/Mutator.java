package dev.gambeson.verification;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Damages a valid file the way attackers and broken disks do.
public final class Mutator {
  private static final List<String> TOKENS =
      List.of(
          "1e999",
          "-1",
          "NaN",
          "99999999999999999999",
          "[[[[[[[[",
          "{\"a\":",
          "\u0000",
          "\"",
          "\n",
          "\u202e",
          "null",
          "../../etc/passwd",
          "0",
          "2147483648",
          "&a [*a]",
          "\uFEFF",
          ",,,,");

  private final RandomGenerator random;

  /// @param random decides every damage
  public Mutator(RandomGenerator random) {
    this.random = random;
  }

  /// One to three damages on a copy.
  public byte[] mutate(byte[] whole) {
    byte[] bytes = whole;
    for (int n = random.nextInt(1, 4); n > 0 && bytes.length > 0; n--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(random.nextInt(1, 64), bytes.length - at);
    return switch (random.nextInt(7)) {
      case 0 -> overwrite(bytes, at, 1, (byte) random.nextInt());
      case 1 -> overwrite(bytes, at, Math.min(4, bytes.length - at), (byte) 0xFF); // lengths
      case 2 -> overwrite(bytes, at, 1, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
      case 3 -> splice(bytes, at, bytes.length, new byte[0]); // truncated
      case 4 -> splice(bytes, at, at + length, new byte[0]);
      case 5 -> splice(bytes, at, at, copy(bytes, length));
      default -> {
        String token = TOKENS.get(random.nextInt(TOKENS.size()));
        yield splice(bytes, at, at, token.getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  private static byte[] overwrite(byte[] bytes, int at, int length, byte value) {
    byte[] changed = bytes.clone();
    Arrays.fill(changed, at, at + length, value);
    return changed;
  }

  private byte[] copy(byte[] bytes, int length) {
    int from = random.nextInt(bytes.length - length + 1);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
    out.write(bytes, 0, from);
    out.writeBytes(middle);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
