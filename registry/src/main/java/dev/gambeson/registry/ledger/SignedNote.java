package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// A C2SP signed note: text, an empty line, signature lines.
///
/// @param text ends with a new line
/// @param signatures in the order of the file
record SignedNote(String text, List<Line> signatures) {
  /// The largest note accepted, in bytes.
  static final int MAX_BYTES = 1 << 16;

  private static final int MAX_SIGNATURES = 64;
  private static final String MARK = "— ";
  private static final int ID_BYTES = 4;
  private static final int TIME_BYTES = 8;
  private static final int ED25519_BYTES = 64;

  SignedNote {
    signatures = List.copyOf(signatures);
  }

  /// A signature line.
  ///
  /// @param name of the key
  /// @param blob base 64 of key id and signature
  record Line(String name, String blob) {
    byte[] bytes() {
      return Base64.getDecoder().decode(blob);
    }

    boolean isOf(VerifierKey key) {
      return name.equals(key.name()) && ByteBuffer.wrap(bytes()).getInt() == key.id();
    }
  }

  /// What a key's signatures on a note come to.
  enum State {
    VALID,
    ABSENT,
    INVALID
  }

  /// Reads a note. Refuses everything the specification does not allow.
  static SignedNote parse(byte[] bytes, String what) {
    if (bytes.length > MAX_BYTES) {
      throw bad(what, "has %d bytes; at most %d are read".formatted(bytes.length, MAX_BYTES));
    }
    String all = utf8(bytes, what);
    int blank = all.lastIndexOf("\n\n");
    if (blank < 0 || !all.endsWith("\n")) {
      throw bad(what, "has no empty line between text and signatures, or does not end with a line");
    }
    String[] lines =
        all.substring(blank + 2, Math.max(blank + 2, all.length() - 1)).split("\n", -1);
    if (lines.length > MAX_SIGNATURES) {
      throw bad(what, "has more than " + MAX_SIGNATURES + " signatures");
    }
    List<Line> signatures = new ArrayList<>();
    for (String line : lines) {
      signatures.add(line(line, what));
    }
    return new SignedNote(all.substring(0, blank + 1), signatures);
  }

  private static String utf8(byte[] bytes, String what) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
        throw bad(what, "holds control characters");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw GambesonException.badInput(what + " is no signed note: it is not UTF-8.", e);
    }
  }

  private static Line line(String line, String what) {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(MARK) || space < MARK.length()) {
      throw bad(what, "has a line among its signatures that is none");
    }
    String name = VerifierKey.requireName(line.substring(MARK.length(), space));
    String blob = line.substring(space + 1);
    if (Strict.base64(blob, "A signature of " + what).length <= ID_BYTES) {
      throw bad(what, "has a signature that is too short");
    }
    return new Line(name, blob);
  }

  private static GambesonException bad(String what, String why) {
    return GambesonException.badInput("%s is no signed note: it %s.".formatted(what, why));
  }

  /// Signs a text as the ledger.
  static SignedNote sign(String text, SigningKey key) {
    byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
    return new SignedNote(text, List.of(line(key.verifier(), signature)));
  }

  /// The same note with a witness's co-signature (tlog-cosignature, `cosignature/v1`).
  SignedNote cosigned(SigningKey witness, Instant now) {
    long seconds = Math.max(0, now.getEpochSecond());
    byte[] signature = witness.sign(cosigned(seconds));
    byte[] stamped =
        ByteBuffer.allocate(TIME_BYTES + signature.length).putLong(seconds).put(signature).array();
    return with(line(witness.verifier(), stamped));
  }

  /// The same note with one more signature line, unless it is there already.
  SignedNote with(Line line) {
    List<Line> more = new ArrayList<>(signatures);
    if (!more.contains(line)) {
      more.add(line);
    }
    return new SignedNote(text, more);
  }

  private static Line line(VerifierKey key, byte[] signature) {
    byte[] blob =
        ByteBuffer.allocate(ID_BYTES + signature.length).putInt(key.id()).put(signature).array();
    return new Line(key.name(), Base64.getEncoder().encodeToString(blob));
  }

  private byte[] cosigned(long seconds) {
    return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /// Whether the key signed this. One bad signature of a known key spoils the note.
  State signedBy(VerifierKey key) {
    State state = State.ABSENT;
    for (Line line : signatures) {
      if (line.isOf(key)) {
        if (!verifies(key, line)) {
          return State.INVALID;
        }
        state = State.VALID;
      }
    }
    return state;
  }

  private boolean verifies(VerifierKey key, Line line) {
    byte[] blob = line.bytes();
    byte[] rest = Arrays.copyOfRange(blob, ID_BYTES, blob.length);
    if (key.kind() == VerifierKey.Kind.LEDGER) {
      return key.verifies(text.getBytes(StandardCharsets.UTF_8), rest);
    }
    if (rest.length != TIME_BYTES + ED25519_BYTES) {
      return false;
    }
    long seconds = ByteBuffer.wrap(rest).getLong();
    byte[] signature = Arrays.copyOfRange(rest, TIME_BYTES, rest.length);
    return seconds >= 0 && key.verifies(cosigned(seconds), signature);
  }

  /// The whole note as it stands in a file.
  String serialise() {
    StringBuilder all = new StringBuilder(text).append('\n');
    signatures.forEach(
        s -> all.append(MARK).append(s.name()).append(' ').append(s.blob()).append('\n'));
    return all.toString();
  }
}
