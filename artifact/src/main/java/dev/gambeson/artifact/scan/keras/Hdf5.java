package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;

/// HDF5, superblock versions 0 to 3: walked from the root group through every group, attribute and
/// dataset, without reading numbers. Every structure that is reached owns its bytes; what is never
/// reached is hidden content.
///
/// Not followed: extensible-array chunk indexes, filtered heaps and shared message tables; a file
/// with one of them is inconclusive.
///
/// Source: HDF5 File Format Specification 3.0. CVE-2026-1669, keras #22900, #22973, #22975, #22976.
final class Hdf5 implements FormatParser {
  static final FormatParser PARSER = new Hdf5();
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final long LAST_START = 1 << 22;

  private Hdf5() {}

  @Override
  public String kind() {
    return "hdf5";
  }

  @Override
  public boolean recognises(Input input) {
    return start(input) >= 0;
  }

  private static long start(Input input) {
    for (long at = 0; at <= LAST_START && at < input.size(); at = at == 0 ? 512 : at * 2) {
      if (input.matches(at, SIGNATURE)) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public void parse(Input input, Scan scan) {
    long start = start(input);
    if (start < 0) {
      throw new Malformed(0, "there is no HDF5 signature");
    }
    if (isEmpty(input, start)) {
      scan.flag(
          Rules.MALFORMED,
          Severity.INFO,
          start,
          "empty HDF5 file",
          "After the signature there are only zeros: the file holds nothing, and no program can load it.");
      scan.own(start, input.size());
      return;
    }
    H5File file = superblock(input, scan, start);
    new H5Walk(file).root(file.root());
    file.ownHeaps();
  }

  private static boolean isEmpty(Input input, long start) {
    for (long at = start + SIGNATURE.length; at < input.size(); at++) {
      if (input.u8(at) != 0) {
        return false;
      }
    }
    return true;
  }

  private static H5File superblock(Input input, Scan scan, long start) {
    int version = input.u8(start + 8);
    return switch (version) {
      case 0, 1 -> old(input, scan, start, version);
      case 2, 3 -> young(input, scan, start);
      default ->
          throw new Malformed(start + 8, "superblock version %d does not exist".formatted(version));
    };
  }

  private static H5File old(Input input, Scan scan, long start, int version) {
    H5File file =
        new H5File(input, scan, start, width(input, start + 13), width(input, start + 14));
    file.groups(input.u16(start + 16), input.u16(start + 18));
    long at = start + 24 + (version == 1 ? 4 : 0);
    if (version == 1) {
      file.chunks(input.u16(start + 24));
    }
    int o = file.offsets();
    file.end(at + 2L * o);
    long driver = file.address(at + 3L * o);
    if (driver >= 0) {
      throw new Malformed(at + 3L * o, "the file is written by a special driver");
    }
    long entry = at + 4L * o;
    file.own(start, entry + 2L * o + 24 - start);
    file.root(file.address(entry + o));
    return file;
  }

  private static H5File young(Input input, Scan scan, long start) {
    H5File file = new H5File(input, scan, start, width(input, start + 9), width(input, start + 10));
    int o = file.offsets();
    file.end(start + 12 + 2L * o);
    file.own(start, 12 + 4L * o + 4);
    long extension = file.address(start + 12 + o);
    if (extension >= 0) {
      H5Header.read(file, extension);
    }
    file.root(file.address(start + 12 + 3L * o));
    return file;
  }

  private static int width(Input input, long at) {
    int width = input.u8(at);
    if (width != 2 && width != 4 && width != 8) {
      throw new Malformed(at, "offsets of %d bytes".formatted(width));
    }
    return width;
  }
}
