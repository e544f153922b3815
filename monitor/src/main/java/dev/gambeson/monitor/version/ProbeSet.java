package dev.gambeson.monitor.version;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.List;

/// Golden queries: rows with the scores that a version of a model gave to them when it was
/// approved. Asked again at deployment and every few minutes in service, they show an exchanged or
/// damaged model whatever its name says.
///
/// Guaranteed: [#open] gives a set only when its signature holds; the same set has the same bytes
/// and the same digest. Who sees the probes can make a model answer them right and all else wrong:
/// keep them secret, and do not let them stand for all rows.
///
/// @param model the model's name
/// @param version the version whose scores are held
/// @param features names of the inputs
/// @param classes class labels
/// @param rows what is asked; missing numbers NaN
/// @param scores row-major, one per row and class
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
public record ProbeSet(
    String model,
    String version,
    List<String> features,
    List<String> classes,
    Rows rows,
    float[] scores) {
  /// Most probes in a set.
  public static final int MOST = 10_000;

  public ProbeSet {
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    features = List.copyOf(features);
    classes = List.copyOf(classes);
    if (rows.count() == 0
        || rows.count() > MOST
        || rows.width() != features.size()
        || scores.length != (long) rows.count() * classes.size()) {
      throw GambesonException.badInput(
          "A probe set of %d rows of width %d and %d scores does not fit %d inputs and %d classes, or has more than %d rows: make it again."
              .formatted(
                  rows.count(),
                  rows.width(),
                  scores.length,
                  features.size(),
                  classes.size(),
                  MOST));
    }
  }

  /// Signs the bytes of a probe set; keys stay with whoever gives it.
  @FunctionalInterface
  public interface Signer {
    /// A signature over the message.
    byte[] sign(byte[] message);
  }

  /// Verifies what a [Signer] signed.
  @FunctionalInterface
  public interface Verifier {
    /// Whether the signature over the message is good; must not throw for a bad one.
    boolean verify(byte[] message, byte[] signature);
  }

  /// Asks a model and keeps what it says.
  public static ProbeSet of(String model, String version, ScoredClassifier asked, Rows rows) {
    return new ProbeSet(
        model,
        version,
        asked.features().names(),
        asked.classes(),
        rows,
        VersionPair.scores(asked, rows));
  }

  /// SHA-256 of its bytes without the signature.
  public String digest() {
    return Sha256.of(ProbeFile.content(this));
  }

  /// Its signed bytes.
  public byte[] sealed(Signer signer) {
    return ProbeFile.write(this, signer);
  }

  /// Reads a set whose signature holds. The signature is verified before the content is looked at.
  ///
  /// @throws GambesonException when it does not, or the bytes are no probe set
  public static ProbeSet open(byte[] sealed, Verifier verifier) {
    return ProbeFile.read(sealed, verifier);
  }
}
