package dev.gambeson.artifact.sign.internal;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PEM texts (RFC 7468): labelled blocks of Base64. Text around the blocks is passed over, as every
/// other reader does.
public final class Pem {
  private static final int MAX_BLOCKS = 1000;
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

  private Pem() {}

  /// One block. Its content may be a secret: no `toString` shows it.
  public static final class Block {
    private final String label;
    private final byte[] der;

    private Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }

    /// Its label, for example `PUBLIC KEY`.
    public String label() {
      return label;
    }

    /// Its decoded content; not copied, so that a caller can wipe it.
    public byte[] der() {
      return der;
    }

    @Override
    public String toString() {
      return "PEM block " + label;
    }
  }

  /// The blocks of a text.
  ///
  /// @param what names the text in messages
  /// @throws GambesonException when a block is not closed, is no Base64, or there are too many
  public static List<Block> blocks(String text, String what) {
    List<Block> blocks = new ArrayList<>();
    Matcher begin = BEGIN.matcher(text);
    int from = 0;
    while (begin.find(from)) {
      String label = begin.group(1);
      String close = "-----END " + label + "-----";
      int end = text.indexOf(close, begin.end());
      if (end < 0 || blocks.size() == MAX_BLOCKS) {
        throw GambesonException.badInput(
            "%s is damaged: its block '%s' is %s."
                .formatted(what, label, end < 0 ? "not closed" : "one too many"));
      }
      blocks.add(new Block(label, decode(text.substring(begin.end(), end), label, what)));
      from = end + close.length();
    }
    return blocks;
  }

  private static byte[] decode(String body, String label, String what) {
    if (body.contains("Proc-Type:")) {
      throw GambesonException.badInput(
          "%s is encrypted in the old OpenSSL way, which is weak. Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW"
              .formatted(what));
    }
    try {
      return Base64.getDecoder()
          .decode(body.replaceAll("\\s", "").getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw GambesonException.badInput(
          "%s is damaged: its block '%s' is no Base64.".formatted(what, label));
    }
  }

  /// The text of one block: lines of 64 columns, a final new line. The same bytes as OpenSSL and
  /// Python's cryptography write, because OMS identifies a key by the hash of this text.
  public static String write(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
