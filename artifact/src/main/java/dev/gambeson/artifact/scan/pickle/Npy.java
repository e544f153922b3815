package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.nio.charset.StandardCharsets;

/// NumPy's `.npy` (numpy/lib/format.py, versions 1 to 3): a header that is a Python literal, then
/// raw elements, or a pickle when the elements are objects (CVE-2019-6446).
final class Npy implements FormatParser {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 20;

  @Override
  public String kind() {
    return "npy";
  }

  @Override
  public boolean recognises(Input input) {
    return input.matches(0, MAGIC);
  }

  @Override
  public void parse(Input input, Scan scan) {
    long at = 0;
    while (at < input.size() && input.matches(at, MAGIC)) {
      at = one(input, scan, at);
    }
  }

  private static long one(Input input, Scan scan, long from) {
    int version = input.u8(from + 6);
    if (version < 1 || version > 3) {
      throw new Malformed(from + 6, "version %d of the format does not exist".formatted(version));
    }
    long length = version == 1 ? input.u16(from + 8) : input.u32(from + 8);
    long start = from + (version == 1 ? 10 : 12);
    String header = input.text(start, length, MAX_HEADER, StandardCharsets.UTF_8);
    NpyHeader parsed = NpyHeader.parse(header, start);
    scan.own(from, start + length);
    long data = start + length;
    if (parsed.isObject()) {
      if (scan.isKind("npy")) {
        scan.kind("npy with objects");
      }
      return Pickle.one(input, scan, new Storages(scan), data);
    }
    input.slice(data, parsed.bytes());
    scan.own(data, data + parsed.bytes());
    return data + parsed.bytes();
  }
}
