package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret that turns actors into pseudonyms: HMAC-SHA-256, 32 random bytes. An investigator
/// gets this file and the ledger, never the signing key.
///
/// Losing it loses the answer to "who was it?" for good; destroying it on purpose makes the
/// ledger's pseudonyms anonymous while every proof stays valid.
public final class PseudonymKey {
  private static final String MARK = "gambeson-pseudonym-key-1:";
  private static final int BYTES = 32;
  private static final int HALF = 16;
  private static final byte[] DOMAIN = "gambeson/actor/1\n".getBytes(StandardCharsets.US_ASCII);

  private final Mac prototype;

  private PseudonymKey(byte[] secret) {
    this.prototype = mac(secret);
    prototype.update(DOMAIN);
  }

  static PseudonymKey of(byte[] secret) {
    if (secret.length != BYTES) {
      throw GambesonException.badInput("A pseudonym key has 32 bytes, not " + secret.length + ".");
    }
    return new PseudonymKey(secret);
  }

  /// Reads a key file written by [LedgerKey#create].
  public static PseudonymKey read(Path file) {
    String text = KeyFiles.read(file, "pseudonym key").strip();
    if (!text.startsWith(MARK)) {
      throw GambesonException.badInput(
          file
              + " is no pseudonym key of a ledger. Name the file pseudonym.key that stands beside signing.key.");
    }
    byte[] secret = Strict.base64(text.substring(MARK.length()), "The key in " + file);
    try {
      return of(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  static byte[] fileContent(byte[] secret) {
    return (MARK + Base64.getEncoder().encodeToString(secret) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The pseudonym of an actor, as it stands in the ledger: `p:` and 32 hexadecimal digits.
  public String of(Actor actor) {
    Mac mac = copy();
    byte[] full = mac.doFinal(actor.name().getBytes(StandardCharsets.UTF_8));
    return Grammar.PERSON + HexFormat.of().formatHex(full, 0, HALF);
  }

  private Mac copy() {
    try {
      // A clone carries the keyed state and the domain: a third of the cost of a new one.
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HMAC can be cloned", e);
    }
  }

  static Mac mac(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return "PseudonymKey[hidden]";
  }
}
