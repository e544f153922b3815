package dev.gambeson.artifact.sign;

import dev.gambeson.core.GambesonException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The kinds of signing key that are understood, each with one fixed signature algorithm: nothing
/// in a file can choose a weaker one.
///
/// The three ECDSA kinds are those of the OMS algorithm registry v1.0 (FIPS 186-5, DER-encoded
/// signatures, hash of the curve's strength). Ed25519 (RFC 8032) and ML-DSA-65 (FIPS 204) may sign
/// envelopes of our own and never an OMS bundle.
public enum KeyKind {
  P256("p256", "P-256", "EC", "secp256r1", "SHA256withECDSA"),
  P384("p384", "P-384", "EC", "secp384r1", "SHA384withECDSA"),
  P521("p521", "P-521", "EC", "secp521r1", "SHA512withECDSA"),
  ED25519("ed25519", "Ed25519", "Ed25519", "Ed25519", "Ed25519"),
  ML_DSA_65("ml-dsa-65", "ML-DSA-65", "ML-DSA", "ML-DSA-65", "ML-DSA-65");

  private final String id;
  private final String title;
  private final String family;
  private final String parameters;
  private final String signature;

  KeyKind(String id, String title, String family, String parameters, String signature) {
    this.id = id;
    this.title = title;
    this.family = family;
    this.parameters = parameters;
    this.signature = signature;
  }

  /// The name on the command line, for example `p256`.
  public String id() {
    return id;
  }

  /// The field's own name, for example `P-256`.
  public String title() {
    return title;
  }

  /// Whether an OMS bundle may be signed with it (ECDSA only).
  public boolean inOms() {
    return family.equals("EC");
  }

  /// Whether it is meant to withstand a quantum computer.
  public boolean isPostQuantum() {
    return this == ML_DSA_65;
  }

  /// JCA name of the key factory and key pair generator.
  String family() {
    return family;
  }

  /// JCA name of the parameter set: the curve, or the algorithm itself.
  String parameters() {
    return parameters;
  }

  /// JCA name of the signature algorithm.
  String signature() {
    return signature;
  }

  /// The kind of this name, as in [#id]; empty when there is none.
  public static Optional<KeyKind> parse(String id) {
    String lower = id.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(k -> k.id.equals(lower)).findFirst();
  }

  /// Every name, for messages.
  public static List<String> ids() {
    return Arrays.stream(values()).map(KeyKind::id).toList();
  }

  /// The kind of a key.
  ///
  /// @param what names the key in the message
  /// @throws GambesonException when it is of no kind in this list, for example RSA
  public static KeyKind of(Key key, String what) {
    if (key instanceof ECKey ec) {
      return switch (ec.getParams().getCurve().getField().getFieldSize()) {
        case 256 -> named(ec, P256, what);
        case 384 -> named(ec, P384, what);
        case 521 -> named(ec, P521, what);
        default -> throw wrong(key, what);
      };
    }
    return switch (key.getAlgorithm()) {
      case "EdDSA", "Ed25519" -> edwards(key, what);
      case "ML-DSA", "ML-DSA-65" -> moduleLattice(key, what);
      default -> throw wrong(key, what);
    };
  }

  private static KeyKind named(ECKey key, KeyKind kind, String what) {
    // The JDK prints a named curve as "secp256r1 [NIST P-256, ...] (oid)"; other curves of the same
    // size (brainpool) must not pass.
    if (!key.getParams().toString().contains(kind.parameters)) {
      throw GambesonException.badInput(
          "%s is an EC key on %s; P-256, P-384 or P-521 is needed."
              .formatted(what, key.getParams()));
    }
    return kind;
  }

  private static KeyKind edwards(Key key, String what) {
    boolean small =
        key instanceof java.security.interfaces.EdECKey ed
            && ed.getParams().getName().equals("Ed25519");
    if (!small) {
      throw GambesonException.badInput(
          what + " is an Ed448 key; of the EdDSA kinds only Ed25519 is read.");
    }
    return ED25519;
  }

  private static KeyKind moduleLattice(Key key, String what) {
    boolean level3 =
        key instanceof java.security.AsymmetricKey asymmetric
            && asymmetric.getParams() instanceof java.security.spec.NamedParameterSpec named
            && named.getName().equals("ML-DSA-65");
    if (!level3) {
      throw GambesonException.badInput(
          what + " is an ML-DSA key of another level; of the ML-DSA kinds only ML-DSA-65 is read.");
    }
    return ML_DSA_65;
  }

  private static GambesonException wrong(Key key, String what) {
    return GambesonException.badInput(
        "%s is a key of the wrong kind (%s). Kinds that can sign: %s. Make one with `gambeson keygen`."
            .formatted(what, key.getAlgorithm(), String.join(", ", ids())));
  }
}
