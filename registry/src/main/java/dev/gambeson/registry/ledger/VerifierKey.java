package dev.gambeson.registry.ledger;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// The public half of a key that signs checkpoints, in the text form of C2SP signed-note:
/// `<name>+<key id>+<base 64 of type and key>`. Ed25519 only.
///
/// A verifier key is no secret, but whoever checks a ledger must have it from a place that the
/// ledger's operator cannot change.
///
/// @param name key name; for a ledger its origin
/// @param kind what its signatures say
/// @param publicKey 32 bytes (RFC 8032), in base 64
public record VerifierKey(String name, Kind kind, String publicKey) {
  /// DER of a SubjectPublicKeyInfo for Ed25519 (RFC 8410) up to the key itself.
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int MAX_NAME = 200;
  private static final int KEY_BYTES = 32;

  public VerifierKey {
    requireName(name);
    requireNonNull(kind, "kind");
    requireNonNull(publicKey, "publicKey");
  }

  /// What a signature says.
  public enum Kind {
    /// The ledger's own signature over a checkpoint (signed-note type 0x01).
    LEDGER(1),
    /// A witness's timestamped co-signature, `cosignature/v1` (tlog-cosignature, type 0x04).
    WITNESS(4);

    final byte type;

    Kind(int type) {
      this.type = (byte) type;
    }
  }

  static VerifierKey of(String name, Kind kind, PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] raw = Arrays.copyOfRange(encoded, SPKI.length, encoded.length);
    return new VerifierKey(name, kind, Base64.getEncoder().encodeToString(raw));
  }

  /// Reads the text form.
  ///
  /// @throws GambesonException when it is malformed, of another algorithm, or its id does not fit
  public static VerifierKey parse(String text) {
    String[] parts = text.strip().split("\\+", 3);
    if (parts.length != 3) {
      throw GambesonException.badInput(
          "A verifier key has the form name+id+base64; this has %d part(s)."
              .formatted(parts.length));
    }
    if (parts[0].equals("PRIVATE")) {
      throw GambesonException.usage(
          "This is a private key. Give the verifier key (the file vkey), and keep the private key to yourself.");
    }
    byte[] typed = Strict.base64(parts[2], "The verifier key of " + parts[0]);
    for (Kind kind : Kind.values()) {
      if (typed.length == KEY_BYTES + 1 && typed[0] == kind.type) {
        byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
        return new VerifierKey(parts[0], kind, Base64.getEncoder().encodeToString(raw))
            .withId(parts[1]);
      }
    }
    throw GambesonException.badInput(
        "The verifier key of %s is neither Ed25519 (type 1) nor an Ed25519 co-signature key (type 4)."
            .formatted(parts[0]));
  }

  private VerifierKey withId(String id) {
    if (!idText().equals(id)) {
      throw GambesonException.badInput(
          "The id of the verifier key of %s is %s, but the key's own is %s: a part of it was changed."
              .formatted(name, id, idText()));
    }
    return this;
  }

  /// The text form.
  public String text() {
    return name + "+" + idText() + "+" + Base64.getEncoder().encodeToString(typed());
  }

  /// The 32-bit key id that marks signatures of this key.
  int id() {
    byte[] head = (name + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] typed = typed();
    byte[] all = Arrays.copyOf(head, head.length + typed.length);
    System.arraycopy(typed, 0, all, head.length, typed.length);
    return java.nio.ByteBuffer.wrap(Sha256.digest().digest(all)).getInt();
  }

  private String idText() {
    return HexFormat.of().toHexDigits(id());
  }

  private byte[] raw() {
    return Strict.base64(publicKey, "The public key of " + name);
  }

  private byte[] typed() {
    byte[] raw = raw();
    byte[] typed = new byte[raw.length + 1];
    typed[0] = kind.type;
    System.arraycopy(raw, 0, typed, 1, raw.length);
    return typed;
  }

  boolean verifies(byte[] message, byte[] signature) {
    byte[] raw = raw();
    byte[] der = Arrays.copyOf(SPKI, SPKI.length + raw.length);
    System.arraycopy(raw, 0, der, SPKI.length, raw.length);
    try {
      PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // not a point of the curve, or not the form of a signature: it does not verify
    }
  }

  static String requireName(String name) {
    boolean plain =
        !name.isEmpty()
            && name.length() <= MAX_NAME
            && name.codePoints()
                .noneMatch(c ->
                    c == '+'
                        || c < 0x21
                        || c == 0x7f
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c));
    if (!plain) {
      throw GambesonException.badInput(
          "A key name must have 1 to %d characters without blanks, control characters and '+'; use for example example.com/ledger."
              .formatted(MAX_NAME));
    }
    return name;
  }
}
