package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;

/// Objects that R saved (`.rds`, `.RData`), unpacked; the compression around them is read by
/// others.
///
/// Guaranteed: a promise, the way by which reading a file runs code (CVE-2024-27322), blocks in any
/// encoding. Not guaranteed: what functions in the file do when the model is used.
final class RData implements FormatParser {
  @Override
  public String kind() {
    return "r-data";
  }

  @Override
  public boolean recognises(Input input) {
    if (input.matches(0, "RDX") || input.matches(0, "RDA") || input.matches(0, "RDB")) {
      return input.u8(3) >= '1' && input.u8(3) <= '3' && input.u8(4) == '\n';
    }
    return isObject(input, 0);
  }

  private static boolean isObject(Input input, long at) {
    int version;
    if (input.matches(at, "X\n")) {
      version = input.i32be(at + 2);
    } else if (input.matches(at, "B\n")) {
      version = input.i32(at + 2);
    } else {
      return input.matches(at, "A\n2\n") || input.matches(at, "A\n3\n");
    }
    return version == 2 || version == 3;
  }

  @Override
  public void parse(Input input, Scan scan) {
    boolean saved = input.matches(0, "RD");
    if (saved && input.u8(3) == '1') {
      throw new Malformed(0, "the workspace format of R before 1.4");
    }
    scan.kind(saved ? "rdata" : "rds");
    long at = saved ? 5 : 0;
    scan.own(0, at);
    long end = new RReader(RReader.open(input, at), scan).read();
    while (end < input.size() && input.u8(end) <= ' ' && input.matches(at, "A\n")) {
      end++;
    }
    scan.own(at, end);
  }
}
