package dev.gambeson.guard.output;

import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/// Signs answers with Ed25519 (RFC 8032), so that a client can show later, and an auditor check,
/// what the model said.
///
/// Guaranteed: the signature covers request id, question, model, version, digest of the model, time
/// and every label and score as it was given; changing any of them makes [#verify] say no. The
/// fields are length-prefixed under a prefix of their own, so no two answers have the same bytes.
/// NOT guaranteed: that the answer is right, or that a client asked only once. About 0.1 to 0.3 ms
/// each: sign where somebody needs it, not everywhere. Thread-safe.
public final class AnswerSigner {
  private static final String DOMAIN = "gambeson answer v1";

  private final PrivateKey secret;
  private final String keyId;

  /// @param secret an Ed25519 key
  /// @param open the matching public key
  public AnswerSigner(PrivateKey secret, PublicKey open) {
    this.secret = secret;
    this.keyId = keyId(open);
    if (!verify(sign(new byte[0]), new byte[0], open)) {
      throw new IllegalArgumentException("the two keys do not belong together");
    }
  }

  /// Name of a key: the first 16 hexadecimal digits of SHA-256 over its X.509 form.
  public static String keyId(PublicKey key) {
    return Sha256.of(key.getEncoded()).substring(0, 16);
  }

  /// SHA-256 of the rows asked, hexadecimal. It commits to the input; a low-entropy input can be
  /// found by trying, so give it to the client who asked and to nobody else.
  public static String question(Rows rows) {
    MessageDigest digest = Sha256.digest();
    digest.update(ints(rows.count(), rows.width()));
    for (int row = 0; row < rows.count(); row++) {
      digest.update(MacKey.bytes(rows, row));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] ints(int a, int b) {
    return ByteBuffer.allocate(8).putInt(a).putInt(b).array();
  }

  /// Signs an answer.
  ///
  /// @param digest SHA-256 of the model file
  /// @param answer as it is given to the client
  public SignedAnswer sign(Query query, String digest, Answer answer, Instant time) {
    SignedAnswer unsigned =
        new SignedAnswer(
            query.id(),
            question(query.rows()),
            query.model(),
            query.version(),
            digest,
            time.truncatedTo(ChronoUnit.MILLIS),
            answer,
            keyId,
            new byte[0]);
    return new SignedAnswer(
        unsigned.request(),
        unsigned.question(),
        unsigned.model(),
        unsigned.version(),
        unsigned.digest(),
        unsigned.time(),
        unsigned.answer(),
        unsigned.key(),
        sign(bytes(unsigned)));
  }

  private byte[] sign(byte[] message) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(secret);
      ed25519.update(message);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot sign with Ed25519", e);
    }
  }

  /// Whether the answer is as it was signed, by the owner of this key.
  ///
  /// @return false for anything that does not fit; never throws for a bad signature
  public static boolean verify(SignedAnswer answer, PublicKey key) {
    return answer.key().equals(keyId(key)) && verify(answer.signature(), bytes(answer), key);
  }

  private static boolean verify(byte[] signature, byte[] message, PublicKey key) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] bytes(SignedAnswer a) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, DOMAIN);
      text(out, a.request());
      text(out, a.question());
      text(out, a.model());
      text(out, a.version());
      text(out, a.digest());
      out.writeLong(a.time().toEpochMilli());
      out.writeInt(a.answer().classes().size());
      for (String name : a.answer().classes()) {
        text(out, name);
      }
      out.writeInt(a.answer().count());
      out.writeInt(a.answer().labels().length);
      for (int label : a.answer().labels()) {
        out.writeInt(label);
      }
      out.writeInt(a.answer().scores().length);
      for (float score : a.answer().scores()) {
        out.writeInt(Float.floatToIntBits(score));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
