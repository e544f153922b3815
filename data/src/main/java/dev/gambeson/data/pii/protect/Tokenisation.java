package dev.gambeson.data.pii.protect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/// Format-preserving encryption, FF1 of NIST SP 800-38G rev. 1 with AES-256: a token has the
/// length, the alphabet and the separators of its value, equal values of a column have equal
/// tokens, and the key turns tokens back. The tweak is the name of the column.
///
/// A value needs at least 1,000,000 possible ones like it (rev. 1, 5.2: six digits or four letters
/// and digits); what is shorter, or holds other characters, becomes `#` and a keyed hash, which no
/// key turns back. Check digits are encrypted like the rest: a token of a card number passes Luhn
/// once in ten times, so it is not mistaken for a card.
///
/// Not protected against: counting equal tokens, and knowing some pairs of value and token. Not
/// thread-safe.
public final class Tokenisation {
  private static final double MIN_DOMAIN = 1_000_000;
  private static final int LONGEST = 256;
  private static final String SEPARATORS = " -./+()";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /// What a column is written in.
  public enum Alphabet {
    /// 0 to 9.
    DIGITS(10),
    /// 0 to 9, A to Z, a to z.
    ALPHANUMERIC(62);

    private final int radix;

    Alphabet(int radix) {
      this.radix = radix;
    }
  }

  private final int radix;
  private final FPEFF1Engine encrypting;
  private final FPEFF1Engine decrypting;
  private final KeyedHash hash;

  public Tokenisation(ProtectionKey key, String column, Alphabet alphabet) {
    this(
        key.derive("ff1").getEncoded(),
        column.getBytes(StandardCharsets.UTF_8),
        alphabet.radix,
        new KeyedHash(key, column));
  }

  Tokenisation(byte[] key, byte[] tweak, int radix, KeyedHash hash) {
    this.radix = radix;
    this.hash = hash;
    this.encrypting = engine(true, key, tweak);
    this.decrypting = engine(false, key, tweak);
  }

  private FPEFF1Engine engine(boolean encrypts, byte[] key, byte[] tweak) {
    FPEFF1Engine engine = new FPEFF1Engine();
    engine.init(encrypts, new FPEParameters(new KeyParameter(key), radix, tweak));
    return engine;
  }

  /// The token of a value.
  public String token(String value) {
    return converted(value, encrypting).orElseGet(() -> "#" + hash.of(value));
  }

  /// The value of a token; empty when it is a hash, or no token of this alphabet.
  public Optional<String> reveal(String token) {
    return converted(token, decrypting);
  }

  private Optional<String> converted(String text, FPEFF1Engine engine) {
    byte[] symbols = new byte[Math.min(LONGEST, text.length())];
    int n = 0;
    for (int i = 0; i < text.length(); i++) {
      int symbol = ALPHABET.indexOf(text.charAt(i));
      if (symbol >= 0 && symbol < radix && n < symbols.length) {
        symbols[n++] = (byte) symbol;
      } else if (SEPARATORS.indexOf(text.charAt(i)) < 0 || symbol >= 0) {
        return Optional.empty();
      }
    }
    if (Math.pow(radix, n) < MIN_DOMAIN) {
      return Optional.empty();
    }
    byte[] out = new byte[n];
    engine.processBlock(Arrays.copyOf(symbols, n), 0, n, out, 0);
    StringBuilder result = new StringBuilder(text);
    for (int i = 0, at = 0; i < text.length(); i++) {
      if (ALPHABET.indexOf(text.charAt(i)) >= 0) {
        result.setCharAt(i, ALPHABET.charAt(out[at++]));
      }
    }
    return Optional.of(result.toString());
  }
}
