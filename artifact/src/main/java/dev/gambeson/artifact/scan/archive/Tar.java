package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.List;

/// Tar archives: v7, ustar, pax (POSIX.1-2001) and GNU with long names and sparse files.
final class Tar implements FormatParser {
  private final List<ArchiveKind> kinds;

  Tar(List<ArchiveKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public String kind() {
    return "tar";
  }

  @Override
  public boolean recognises(Input input) {
    return TarHeader.isHeader(input, 0);
  }

  @Override
  public void parse(Input input, Scan scan) {
    TarReader reader = new TarReader(input, scan);
    try {
      reader.read();
    } catch (Malformed e) {
      examine(input, scan, reader.entries());
      throw e;
    }
    examine(input, scan, reader.entries());
  }

  private void examine(Input input, Scan scan, List<Entry> entries) {
    MemberChecks.names(scan, entries);
    new Archive("tar", input, scan, entries).examine(kinds);
  }
}
