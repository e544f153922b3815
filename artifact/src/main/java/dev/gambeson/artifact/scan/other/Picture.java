package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.nio.charset.StandardCharsets;

/// Pictures and sound: PNG, JPEG, GIF, BMP, and the RIFF family (WAV, WebP, AVI). Their pieces are
/// walked by length, never decoded; whatever follows the end of the picture is hidden content.
final class Picture implements FormatParser {
  private static final int TEXT = 1 << 20;

  @Override
  public String kind() {
    return "picture";
  }

  @Override
  public boolean recognises(Input input) {
    return isPng(input)
        || isJpeg(input)
        || isGif(input)
        || (isBmp(input) || (input.matches(0, "RIFF") && input.size() >= 12 && isFourCc(input, 8)));
  }

  @Override
  public void parse(Input input, Scan scan) {
    if (isPng(input)) {
      scan.kind("png");
      png(input, scan);
    } else if (isJpeg(input)) {
      scan.kind("jpeg");
      jpeg(input, scan);
    } else if (isGif(input)) {
      scan.kind("gif");
      gif(input, scan);
    } else if (isBmp(input)) {
      scan.kind("bmp");
      scan.own(0, Math.min(input.size(), input.u32(2)));
      require(input, input.u32(2));
    } else {
      riff(input, scan);
    }
  }

  private static boolean isPng(Input input) {
    return input.matches(
        0,
        (byte) 0x89,
        (byte) 'P',
        (byte) 'N',
        (byte) 'G',
        (byte) 13,
        (byte) 10,
        (byte) 26,
        (byte) 10);
  }

  private static boolean isJpeg(Input input) {
    return input.matches(0, (byte) 0xff, (byte) 0xd8, (byte) 0xff)
        && input.size() > 4
        && input.u8(3) >= 0xc0;
  }

  private static boolean isGif(Input input) {
    return input.matches(0, "GIF87a") || input.matches(0, "GIF89a");
  }

  private static boolean isBmp(Input input) {
    if (!input.matches(0, "BM") || input.size() < 26 || input.u32(6) != 0) {
      return false;
    }
    long info = input.u32(14);
    boolean known =
        info == 12
            || info == 40
            || info == 52
            || info == 56
            || info == 64
            || info == 108
            || info == 124;
    return known && input.u32(10) >= 14 + info && input.u32(10) <= input.u32(2);
  }

  private static boolean isFourCc(Input input, long at) {
    for (int i = 0; i < 4; i++) {
      int c = input.u8(at + i);
      if (c < 0x20 || c > 0x7e) {
        return false;
      }
    }
    return true;
  }

  private static void require(Input input, long end) {
    if (end > input.size()) {
      throw new Malformed(
          input.size(),
          "the picture announces %d bytes, there are %d".formatted(end, input.size()));
    }
  }

  private static void png(Input input, Scan scan) {
    scan.own(0, 8);
    long at = 8;
    boolean header = false;
    while (true) {
      if (!header && isBlank(input)) {
        return; // a signature and nothing but zeros: an empty picture, whose zeros are padding
      }
      long length = input.u32be(at);
      String type = input.text(at + 4, 4, 4, StandardCharsets.ISO_8859_1);
      if ((!header && !type.equals("IHDR")) || length > Integer.MAX_VALUE) {
        throw new Malformed(at, "a picture without a header");
      }
      header = true;
      input.slice(at, length + 12);
      text(input, scan, type, at + 8, length);
      scan.own(at, at + length + 12);
      at += length + 12;
      if (type.equals("IEND")) {
        return;
      }
    }
  }

  private static boolean isBlank(Input input) {
    long end = Math.min(input.size(), 4104);
    for (long i = 8; i < end; i++) {
      if (input.u8(i) != 0) {
        return false;
      }
    }
    return input.size() > 12;
  }

  private static void text(Input input, Scan scan, String type, long at, long length) {
    if ((type.equals("tEXt") || type.equals("iTXt") || type.equals("eXIf")) && length <= TEXT) {
      scan.text(at, input.text(at, length, TEXT, StandardCharsets.UTF_8));
    }
  }

  private static void jpeg(Input input, Scan scan) {
    long at = 2;
    while (true) {
      if (input.u8(at) != 0xff) {
        throw new Malformed(at, "a picture whose segments do not join");
      }
      int marker = input.u8(at + 1);
      if (marker == 0xd9) {
        scan.own(0, at + 2);
        return;
      }
      if (marker == 0xff) {
        at++;
      } else if ((marker >= 0xd0 && marker <= 0xd7) || marker == 1) {
        at += 2;
      } else {
        long length = input.u16be(at + 2);
        if (length < 2) {
          throw new Malformed(at, "a segment of negative length");
        }
        input.slice(at, length + 2);
        at = marker == 0xda ? scanEnd(input, at + 2 + length) : at + 2 + length;
      }
    }
  }

  /// The end of entropy-coded data: a marker that is neither a stuffed 0xff nor a restart.
  private static long scanEnd(Input input, long from) {
    for (long at = from; ; at++) {
      if (input.u8(at) == 0xff) {
        int next = input.u8(at + 1);
        if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
          return at;
        }
      }
    }
  }

  private static void gif(Input input, Scan scan) {
    int flags = input.u8(10);
    long at = 13 + ((flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1));
    while (true) {
      int tag = input.u8(at);
      if (tag == 0x3b) {
        scan.own(0, at + 1);
        return;
      }
      if (tag == 0x21) {
        at = blocks(input, at + 2);
      } else if (tag == 0x2c) {
        int local = input.u8(at + 9);
        at = blocks(input, at + 11 + ((local & 0x80) == 0 ? 0 : 3L << ((local & 7) + 1)));
      } else {
        throw new Malformed(at, "a picture with an unknown block");
      }
    }
  }

  private static long blocks(Input input, long from) {
    long at = from;
    while (input.u8(at) != 0) {
      at += input.u8(at) + 1L;
    }
    return at + 1;
  }

  private static void riff(Input input, Scan scan) {
    String form = input.text(8, 4, 4, StandardCharsets.ISO_8859_1);
    scan.kind(form.equals("WAVE") ? "wav" : form.equals("WEBP") ? "webp" : "riff");
    long end = 8 + input.u32(4);
    long padded = end + (end & 1);
    require(input, end);
    long at = 12;
    while (at + 8 <= end) {
      long length = input.u32(at + 4);
      input.slice(at + 8, length);
      at += 8 + length + (length & 1);
    }
    scan.own(0, Math.min(padded, input.size()));
  }
}
