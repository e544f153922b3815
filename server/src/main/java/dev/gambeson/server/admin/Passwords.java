package dev.gambeson.server.admin;

import com.nulabinc.zxcvbn.Zxcvbn;
import dev.gambeson.server.admin.port.Rejected;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Passwords: which are good enough, and Argon2id hashes of them in the usual text form.
///
/// Guaranteed: at least 12 and at most 128 characters; neither among the 30,000 most common ones
/// nor made of them, of words or of patterns (zxcvbn says at least 10^8 guesses; Wheeler, USENIX
/// Security 2016); 19 MiB and two passes for each guess (OWASP's first choice for Argon2id); at
/// most two at a time, so that many log-ins at once cannot use up the memory. Comparison takes the
/// same time whatever differs.
///
/// Not protected: a password that its owner uses elsewhere, too.
final class Passwords {
  private static final int MIN = 12;
  private static final int MAX = 128;
  private static final int KIB = 19_456;
  private static final int PASSES = 2;
  private static final int SALT = 16;
  private static final int LENGTH = 32;
  private static final int STRONG = 3;

  /// A hash that no password is known to have.
  private static final String NOBODY =
      "$argon2id$v=19$m=" + KIB + ",t=" + PASSES + ",p=1$" + "A".repeat(22) + "$" + "A".repeat(43);

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{10,43})\\$([A-Za-z0-9+/]{43})");

  /// Its dictionaries take 12 MB: they are read when somebody first sets a password.
  private static final class Guesser {
    private static final Zxcvbn ZXCVBN = new Zxcvbn();

    private Guesser() {}
  }

  private final SecureRandom random;
  private final Semaphore memory = new Semaphore(2, true);

  Passwords(SecureRandom random) {
    this.random = random;
  }

  /// Refuses a password that is too short, too long, common, or made of the user's name.
  void check(String password, String user) {
    int length = password.codePointCount(0, password.length());
    if (length < MIN || length > MAX) {
      throw Rejected.invalid(
          "The password has %d characters; it must have from %d to %d."
              .formatted(length, MIN, MAX));
    }
    String plain = normal(password).toLowerCase(Locale.ROOT);
    if (Guesser.ZXCVBN.measure(plain, List.of(user, "gambeson")).getScore() < STRONG) {
      throw Rejected.invalid(
          "The password is easy to guess: it is, or is made of, common passwords, words, names or"
              + " patterns. Think of another.");
    }
    if (user.length() >= 4 && plain.contains(user.toLowerCase(Locale.ROOT))) {
      throw Rejected.invalid("The password must not hold the user's name.");
    }
  }

  /// The hash to keep, with its salt and parameters.
  String hash(String password) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    Base64.Encoder text = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(
            KIB,
            PASSES,
            text.encodeToString(salt),
            text.encodeToString(argon2(password, salt, KIB, PASSES, 1)));
  }

  /// Whether a password has this hash.
  boolean matches(String password, String hash) {
    Matcher form = FORM.matcher(hash);
    if (!form.matches() || password.length() > 2 * MAX) {
      return false;
    }
    Base64.Decoder bytes = Base64.getDecoder();
    byte[] wanted = bytes.decode(form.group(5));
    int kib = Integer.parseInt(form.group(1));
    int passes = Integer.parseInt(form.group(2));
    int lanes = Integer.parseInt(form.group(3));
    if (kib > 4 * KIB || passes < 1 || passes > 10 || lanes < 1 || lanes > 4 || kib < 8 * lanes) {
      return false;
    }
    return MessageDigest.isEqual(
        wanted, argon2(password, bytes.decode(form.group(4)), kib, passes, lanes));
  }

  /// Takes as long as [#matches], for a name that does not exist: the hash is of a secret that
  /// nobody knows.
  boolean matchesNobody(String password) {
    return matches(password, NOBODY);
  }

  private byte[] argon2(String password, byte[] salt, int kib, int passes, int lanes) {
    memory.acquireUninterruptibly();
    byte[] secret = normal(password).getBytes(StandardCharsets.UTF_8);
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(kib)
              .withIterations(passes)
              .withParallelism(lanes)
              .withSalt(salt)
              .build());
      byte[] out = new byte[LENGTH];
      generator.generateBytes(secret, out);
      return out;
    } finally {
      Arrays.fill(secret, (byte) 0);
      memory.release();
    }
  }

  /// One form for one password, whatever keyboard wrote it (RFC 8265).
  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
  }
}
