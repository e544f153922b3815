package dev.gambeson.guard.canary;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Rows with the answers that a model version gave when it was released, signed. Asked again and
/// again through the public path, they tell whether it is still that model. A plain record: any
/// JSON mapper writes and reads it.
///
/// Guaranteed: [#isSignedBy] says no when anything in it was changed. NOT guaranteed: that a model
/// changed only far from these rows is noticed; take rows from every part of the table, and some
/// near the boundary.
///
/// @param model the model's name
/// @param version the version that gave the answers
/// @param width number of features
/// @param rows the values, row by row; NaN as text is up to the mapper, so rows hold no missing
///   ones
/// @param classes class labels
/// @param labels expected label of each row
/// @param scores expected scores, row by row; may be empty for a model that gives labels only
/// @param tolerance by how much a score may differ, 0 to 0.01; 1e-5 is usual
/// @param signature Ed25519 over all of it, empty before it is signed
public record GoldenQueries(
    String model,
    String version,
    int width,
    List<Double> rows,
    List<String> classes,
    List<Integer> labels,
    List<Float> scores,
    double tolerance,
    List<Byte> signature) {
  public GoldenQueries {
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    rows = List.copyOf(rows);
    classes = List.copyOf(classes);
    labels = List.copyOf(labels);
    scores = List.copyOf(scores);
    signature = List.copyOf(signature);
    if (width < 1 || rows.isEmpty() || rows.size() % width != 0) {
      throw new IllegalArgumentException(
          "%d values do not make golden rows of %d features".formatted(rows.size(), width));
    }
    int count = rows.size() / width;
    int k = Math.max(1, classes.size());
    if (labels.size() != (classes.isEmpty() ? 0 : count)
        || !((scores.isEmpty() && !classes.isEmpty()) || scores.size() == count * k)) {
      throw new IllegalArgumentException(
          "%d labels and %d scores for %d golden rows"
              .formatted(labels.size(), scores.size(), count));
    }
    if (rows.stream().anyMatch(v -> !Double.isFinite(v))) {
      throw new IllegalArgumentException("golden rows must be complete: choose others");
    }
    if (!(tolerance >= 0 && tolerance <= 0.01)) {
      throw new IllegalArgumentException(
          "tolerance is %s, but must be 0 to 0.01".formatted(tolerance));
    }
  }

  /// Takes down what a model says, unsigned.
  public static GoldenQueries of(
      String model, String version, Rows rows, Answer answer, double tolerance) {
    return new GoldenQueries(
        model,
        version,
        rows.width(),
        Arrays.stream(rows.values()).boxed().toList(),
        answer.classes(),
        Arrays.stream(answer.labels()).boxed().toList(),
        floats(answer.scores()),
        tolerance,
        List.of());
  }

  private static List<Float> floats(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return List.of(boxed);
  }

  /// The rows to ask.
  public Rows question() {
    return new Rows(
        rows.size() / width, width, rows.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /// What is wrong with an answer: one sentence without any value; empty when it is as expected.
  public Optional<String> mismatch(Answer answer) {
    if (!answer.classes().equals(classes) || answer.count() != rows.size() / width) {
      return Optional.of("The answer has other classes or another number of rows.");
    }
    for (int i = 0; i < labels.size(); i++) {
      if (answer.labels()[i] != labels.get(i)) {
        return Optional.of("Golden row %d has another label.".formatted(i + 1));
      }
    }
    if (!scores.isEmpty() && answer.scores().length != scores.size()) {
      return Optional.of("The answer has no scores.");
    }
    int k = Math.max(1, classes.size());
    for (int i = 0; i < scores.size(); i++) {
      float allowed = (float) (tolerance * Math.max(1, Math.abs(scores.get(i))));
      if (!(Math.abs(answer.scores()[i] - scores.get(i)) <= allowed)) {
        return Optional.of("Golden row %d has other scores.".formatted(i / k + 1));
      }
    }
    return Optional.empty();
  }

  /// The same, signed.
  public GoldenQueries signedBy(PrivateKey key) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(key);
      ed25519.update(bytes());
      return with(ed25519.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot sign with Ed25519", e);
    }
  }

  private GoldenQueries with(byte[] signed) {
    Byte[] boxed = new Byte[signed.length];
    for (int i = 0; i < signed.length; i++) {
      boxed[i] = signed[i];
    }
    return new GoldenQueries(
        model, version, width, rows, classes, labels, scores, tolerance, List.of(boxed));
  }

  /// Whether it is as it was signed by the owner of this key.
  public boolean isSignedBy(PublicKey key) {
    byte[] signed = new byte[signature.size()];
    for (int i = 0; i < signed.length; i++) {
      signed[i] = signature.get(i);
    }
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(bytes());
      return ed25519.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private byte[] bytes() {
    // Every list is written with its length, every text with its length in bytes.
    StringBuilder text = new StringBuilder("gambeson golden queries v1\n");
    text(text, model);
    text(text, version);
    text.append(width).append('\n').append(Double.doubleToLongBits(tolerance)).append('\n');
    text.append(classes.size()).append('\n');
    classes.forEach(name -> text(text, name));
    byte[] head = text.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(
            head.length + 12 + 8 * rows.size() + 4 * labels.size() + 4 * scores.size());
    out.put(head).putInt(rows.size());
    rows.forEach(out::putDouble);
    out.putInt(labels.size());
    labels.forEach(out::putInt);
    out.putInt(scores.size());
    scores.forEach(out::putFloat);
    return out.array();
  }

  private static void text(StringBuilder out, String text) {
    out.append(text.length()).append(':').append(text).append('\n');
  }
}
