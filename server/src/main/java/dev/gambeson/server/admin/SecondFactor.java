package dev.gambeson.server.admin;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.google.crypto.tink.Aead;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.UserStore.Factor;
import dev.gambeson.server.identity.Base32;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;

/// One-time codes of an app: TOTP (RFC 6238) with HMAC-SHA-1, six digits and 30 seconds, which is
/// what every app can; and ten recovery codes of 120 random bits.
///
/// Guaranteed: a code counts in its own 30 seconds only, by this machine's clock, and once; the
/// secret (160 bits) is kept encrypted and tied to the account's name; of recovery codes only
/// hashes are kept; after 50 wrong codes in a row no code counts until an administrator resets the
/// account, so that who has the password guesses right with a chance below 1 in 10,000.
///
/// Not protected: a code that is given away to a false page while it is young (use log-in by an
/// issuer with passkeys against that), and an app that gives its secret away.
final class SecondFactor {
  private static final int SECRET = 20;
  private static final int CHARACTERS = 32;
  private static final int STEP_SECONDS = 30;
  private static final int MOST_WRONG = 50;
  private static final int CODES = 10;
  private static final int CODE_BYTES = 15;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{6}");

  private final Aead box;
  private final SecureRandom random;
  private final InstantSource clock;
  private final TimeBasedOneTimePasswordGenerator generator =
      new TimeBasedOneTimePasswordGenerator();

  SecondFactor(Aead box, AdminOptions options) {
    this.box = box;
    this.random = options.random();
    this.clock = options.clock();
  }

  /// A factor that no app has shown to have yet. **Holds the secret.**
  ///
  /// @param secret in base 32, for typing
  /// @param address that apps read, for example from a picture
  record Begun(Factor factor, String secret, String address) {
    @Override
    public String toString() {
      return "Begun[hidden]";
    }
  }

  /// A confirmed factor. **Holds its recovery codes.**
  record Confirmed(Factor factor, List<String> codes) {
    Confirmed {
      codes = List.copyOf(codes);
    }

    @Override
    public String toString() {
      return "Confirmed[hidden]";
    }
  }

  /// A code that was tried.
  ///
  /// @param factor as it must be kept now, whether or not the code fits
  record Tried(boolean fits, Factor factor) {}

  /// A new secret for an account.
  Begun begin(String name) {
    byte[] secret = new byte[SECRET];
    random.nextBytes(secret);
    String text = Base32.encode(secret, CHARACTERS).toUpperCase(Locale.ROOT);
    String label = URLEncoder.encode("Gambeson:" + name, StandardCharsets.UTF_8);
    String address =
        "otpauth://totp/%s?secret=%s&issuer=Gambeson&algorithm=SHA1&digits=6&period=%d"
            .formatted(label.replace("+", "%20"), text, STEP_SECONDS);
    return new Begun(new Factor(sealed(name, secret), false, 0, 0, List.of()), text, address);
  }

  /// Makes a factor count, with new recovery codes.
  Confirmed confirmed(Factor factor) {
    List<String> codes =
        IntStream.range(0, CODES)
            .mapToObj(_ -> {
              byte[] bytes = new byte[CODE_BYTES];
              random.nextBytes(bytes);
              return Base32.encode(bytes, 24).replaceAll("(.{4})(?!$)", "$1-");
            })
            .toList();
    List<String> hashes = codes.stream().map(c -> Tokens.hash(plain(c))).toList();
    return new Confirmed(new Factor(factor.sealed(), true, factor.step(), 0, hashes), codes);
  }

  /// Tries a code of the app, or a recovery code.
  ///
  /// @param code empty for none
  /// @throws Rejected when there is none, or too many were wrong
  Tried tried(String name, Factor factor, String code) {
    if (factor.wrong() >= MOST_WRONG) {
      throw new Rejected(
          Rejected.Kind.TOO_MANY,
          "Too many codes were wrong; ask an administrator for a new set-up token.");
    }
    if (code.isEmpty()) {
      throw new Rejected(
          Rejected.Kind.SECOND_FACTOR, "Give the code that your app shows, or a recovery code.");
    }
    String plain = plain(code);
    return DIGITS.matcher(plain).matches()
        ? ofApp(name, factor, plain)
        : ofRecovery(factor, Tokens.hash(plain));
  }

  private static String plain(String code) {
    return code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
  }

  private Tried ofApp(String name, Factor factor, String code) {
    Instant now = clock.instant();
    long step = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
    boolean fits = Tokens.same(code(name, factor, now), code) && step > factor.step();
    return fits
        ? new Tried(true, new Factor(factor.sealed(), factor.confirmed(), step, 0, factor.codes()))
        : new Tried(false, factor.missed());
  }

  private static Tried ofRecovery(Factor factor, String hash) {
    List<String> left = new ArrayList<>();
    for (String code : factor.codes()) {
      if (!Tokens.same(code, hash)) {
        left.add(code);
      }
    }
    return left.size() < factor.codes().size()
        ? new Tried(true, new Factor(factor.sealed(), factor.confirmed(), factor.step(), 0, left))
        : new Tried(false, factor.missed());
  }

  private String code(String name, Factor factor, Instant now) {
    try {
      byte[] secret = box.decrypt(Base64.getDecoder().decode(factor.sealed()), context(name));
      return generator.generateOneTimePasswordString(
          new SecretKeySpec(secret, generator.getAlgorithm()), now, Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new Rejected(
          Rejected.Kind.UNAVAILABLE,
          "This account's second factor cannot be read, since gateway.key is another one; ask an administrator for a new set-up token.");
    }
  }

  private String sealed(String name, byte[] secret) {
    try {
      return Base64.getEncoder().encodeToString(box.encrypt(secret, context(name)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // AES-GCM takes any twenty bytes
    }
  }

  private static byte[] context(String name) {
    return ("gambeson/second-factor/1/" + name).getBytes(StandardCharsets.UTF_8);
  }
}
