package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Scan;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Text of no kind that anybody executes. Read in pieces, so that its size does not matter;
/// searched for secrets.
final class PlainText extends TextKind {
  private static final int PIECE = 1 << 20;
  private static final int OVERLAP = 4096;

  @Override
  public String kind() {
    return "text";
  }

  @Override
  boolean fits(Input input, String head) {
    return true;
  }

  @Override
  public void parse(Input input, Scan scan) {
    read(input, scan);
  }

  /// Searches a text for secrets and owns it, up to the first byte that is no text.
  static void read(Input input, Scan scan) {
    Charset charset = Texts.charset(input).orElse(StandardCharsets.UTF_8);
    boolean wide = charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
    for (long from = 0; from < input.size(); from += PIECE - OVERLAP) {
      int length = (int) Math.min(PIECE, input.size() - from);
      byte[] piece = input.copy(from, length, PIECE);
      int clean = wide ? length : clean(piece);
      scan.text(from, new String(piece, 0, clean, charset));
      scan.own(from, from + clean);
      if (clean < length) {
        return; // the rest is no text: it belongs to nothing
      }
    }
  }

  private static int clean(byte[] piece) {
    for (int i = 0; i < piece.length; i++) {
      if (Texts.isControl(piece[i] & 0xff)) {
        return i;
      }
    }
    return piece.length;
  }
}
