package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A signed statement "this ledger has this many entries, and this is the root over them" (C2SP
/// tlog-checkpoint). Kept elsewhere, it is what later shows a truncated or rewritten ledger.
///
/// Reading a checkpoint checks its form only. It means nothing before [#signedBy] said yes for a
/// key that came from a trusted place.
public final class Checkpoint {
  private final String origin;
  private final long size;
  private final Hash root;
  private final SignedNote note;

  private Checkpoint(String origin, long size, Hash root, SignedNote note) {
    this.origin = origin;
    this.size = size;
    this.root = root;
    this.note = note;
  }

  static Checkpoint sign(long size, Hash root, SigningKey key) {
    String origin = key.verifier().name();
    String text = origin + "\n" + size + "\n" + root.base64() + "\n";
    return new Checkpoint(origin, size, root, SignedNote.sign(text, key));
  }

  /// Reads a checkpoint file.
  ///
  /// @param what how messages name it, for example its path
  /// @throws GambesonException when it is malformed
  public static Checkpoint parse(byte[] bytes, String what) {
    SignedNote note = SignedNote.parse(bytes, what);
    String[] lines = note.text().split("\n", -1);
    int given = lines.length - 1; // the text ends with a new line
    if (given < 3 || lines[0].isEmpty()) {
      throw GambesonException.badInput(
          what + " is no checkpoint: it needs the lines origin, size and root.");
    }
    for (int i = 3; i < given; i++) {
      if (lines[i].isEmpty()) {
        throw GambesonException.badInput(what + " is no checkpoint: it holds an empty line.");
      }
    }
    long size = Strict.decimal(lines[1], "The size in " + what);
    Hash root = Hash.ofBase64(lines[2], "The root in " + what);
    return new Checkpoint(lines[0], size, root, note);
  }

  /// The ledger's name.
  public String origin() {
    return origin;
  }

  /// Number of entries it speaks about.
  public long size() {
    return size;
  }

  /// Root of the RFC 6962 tree over them.
  public Hash root() {
    return root;
  }

  /// The file, signatures included.
  public String text() {
    return note.serialise();
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  SignedNote note() {
    return note;
  }

  /// Whether it carries a signature of this key, and every signature of this key on it is right.
  public boolean signedBy(VerifierKey key) {
    return note.signedBy(key) == SignedNote.State.VALID;
  }

  /// The same checkpoint with a witness's co-signature. Checks nothing: see [Witness], which does.
  Checkpoint cosigned(WitnessKey witness, Instant now) {
    return new Checkpoint(origin, size, root, note.cosigned(witness.signing(), now));
  }

  /// The same checkpoint with the other one's signatures as well.
  ///
  /// @throws GambesonException when they do not say the same
  public Checkpoint merged(Checkpoint other) {
    if (!note.text().equals(other.note.text())) {
      throw GambesonException.badInput(
          "The two checkpoints say different things (%d and %d entries): their signatures cannot be put together."
              .formatted(size, other.size));
    }
    SignedNote all = note;
    for (SignedNote.Line line : other.note.signatures()) {
      all = all.with(line);
    }
    return new Checkpoint(origin, size, root, all);
  }

  @Override
  public String toString() {
    return "Checkpoint[" + origin + ", " + size + ", " + root.base64() + "]";
  }
}
