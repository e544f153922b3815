package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Scan;
import java.nio.charset.StandardCharsets;

/// Text of no kind that anybody executes: UTF-8 without control characters. Read in pieces, so that
/// its size does not matter; searched for secrets.
final class PlainText implements FormatParser {
  private static final int HEAD = 1 << 16;
  private static final int PIECE = 1 << 20;
  private static final int OVERLAP = 4096;

  @Override
  public String kind() {
    return "text";
  }

  @Override
  public boolean isFallback() {
    return true;
  }

  @Override
  public boolean recognises(Input input) {
    long end = Math.min(HEAD, input.size());
    for (long i = 0; i < end; i++) {
      if (isControl(input.u8(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void parse(Input input, Scan scan) {
    for (long from = 0; from < input.size(); from += PIECE - OVERLAP) {
      int length = (int) Math.min(PIECE, input.size() - from);
      byte[] piece = input.copy(from, length, PIECE);
      int clean = clean(piece);
      scan.text(from, new String(piece, 0, clean, StandardCharsets.UTF_8));
      scan.own(from, from + clean);
      if (clean < length) {
        return; // the rest is no text: it belongs to nothing
      }
    }
  }

  private static int clean(byte[] piece) {
    for (int i = 0; i < piece.length; i++) {
      if (isControl(piece[i] & 0xff)) {
        return i;
      }
    }
    return piece.length;
  }

  private static boolean isControl(int b) {
    return b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b || b == 0x7f;
  }
}
