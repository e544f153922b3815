package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.ArrayList;
import java.util.List;

/// Zip archives (APPNOTE 6.3.10), read without trusting either of their two directories: whatever
/// any program could take for a member is examined, and wherever two programs could differ is a
/// flaw. A bad member never stops the others.
final class Zip implements FormatParser {
  private final List<ArchiveKind> kinds;

  Zip(List<ArchiveKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public String kind() {
    return "zip";
  }

  @Override
  public boolean recognises(Input input) {
    if (input.matches(0, ZipRecord.LOCAL) || input.matches(0, ZipEnd.SIGNATURE)) {
      return true;
    }
    if (TarHeader.isHeader(input, 0)) {
      return false; // a zip as the last member of a tar is that member's business
    }
    return ZipEnd.exact(input)
        .filter(e -> input.matches(e.start() - e.size(), ZipRecord.CENTRAL))
        .isPresent();
  }

  @Override
  public void parse(Input input, Scan scan) {
    List<ZipView.Part> parts = new ZipView(input, scan).read();
    List<Entry> entries = new ArrayList<>(parts.size());
    for (ZipView.Part part : parts) {
      ZipRecord record = part.record();
      entries.add(
          new Entry(
              input, scan, record.name(), record.at(), record.size(), new ZipContent(input, part)));
    }
    MemberChecks.names(scan, entries);
    links(scan, parts, entries);
    new Archive("zip", input, scan, entries).examine(kinds);
  }

  private static void links(Scan scan, List<ZipView.Part> parts, List<Entry> entries) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).record().isLink()) {
        Entry entry = entries.get(i);
        String target = new String(entry.head(4096), java.nio.charset.StandardCharsets.UTF_8);
        MemberChecks.link(scan, entry.name(), target, entry.offset());
        entry.accept();
      }
    }
  }
}
