package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.RangeSet;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All that any reader could take for a member of one zip: those of every central directory, those
/// of the local headers where they say something else, and those that no directory names.
final class ZipView {
  /// A member as one header describes it, and where its bytes are.
  record Part(ZipRecord record, long data) {
    long end() {
      return data + record.packed();
    }
  }

  private final Input input;
  private final Scan scan;
  private final List<Part> parts = new ArrayList<>();
  private final RangeSet used = new RangeSet();
  private final Set<Long> locals = new HashSet<>();
  private final Set<Long> directories = new HashSet<>();
  private boolean full;

  ZipView(Input input, Scan scan) {
    this.input = input;
    this.scan = scan;
  }

  /// Reads every directory and then the bytes that none of them accounts for.
  List<Part> read() {
    List<ZipEnd> ends = ZipEnd.inTail(input);
    if (!ends.isEmpty()) {
      directory(ends.getFirst());
    } else {
      scan.unread(
          Rules.MALFORMED,
          input.size(),
          "zip without directory",
          "The archive has no central directory; its members are read from their local headers.");
    }
    strays();
    ZipExtents.check(input, scan, parts);
    return parts;
  }

  private void directory(ZipEnd end) {
    own(end.start(), end.end());
    long stated = end.offset();
    long found = end.start() - end.size();
    directory(found, end.start(), end.base(), end.count());
    if (found != stated && input.matches(stated, ZipRecord.CENTRAL)) {
      flag(
          stated,
          "two central directories",
          "One directory stands where the end record says, another one right before the end record.");
      directory(stated, end.start(), 0, end.count());
    }
    ZipComments.own(input, scan, end);
  }

  private void directory(long from, long to, long base, long count) {
    if (!directories.add(from)) {
      return;
    }
    long at = from;
    long n = 0;
    while (at + 46 <= to && input.matches(at, ZipRecord.CENTRAL) && !full) {
      ZipRecord record = ZipRecord.central(input, at);
      own(at, at + record.header());
      ZipExtras.check(input, scan, record);
      member(record, base);
      at += record.header();
      n++;
    }
    if ((n & 0xffff) != (count & 0xffff) && !full) {
      flag(
          from,
          "number of members differs",
          "The directory lists %d members, the end record states %d.".formatted(n, count));
    }
    if (at < to && !full) {
      scan.unread(
          Rules.MALFORMED,
          at,
          "broken zip directory",
          "The directory should reach to offset %d, but no further member stands at %d."
              .formatted(to, at));
    }
  }

  private void member(ZipRecord central, long base) {
    if (parts.size() >= scan.budget().limits().maxMembers()) {
      full = true;
      scan.flag(
          Rules.EXHAUSTION,
          central.at(),
          "too many members",
          "The archive lists more members than"
              + " the limit of "
              + scan.budget().limits().maxMembers()
              + ".");
      return;
    }
    long at = base + central.target();
    if (!input.matches(at, ZipRecord.LOCAL)) {
      scan.unread(
          Rules.AMBIGUITY,
          central.at(),
          "directory points to no member",
          "The directory says that '%s' stands at offset %d, but no member stands there."
              .formatted(central.name(), at));
      return;
    }
    ZipRecord local = ZipRecord.local(input, at);
    long data = at + local.header();
    add(new Part(central, data));
    if (locals.add(at)) {
      own(at, data);
      ZipExtras.check(input, scan, local);
    }
    own(data, ZipDescriptor.end(input, central, data));
    compare(central, local, data);
  }

  /// The two headers of one member must agree; otherwise both readings are examined.
  private void compare(ZipRecord central, ZipRecord local, long data) {
    List<String> differs = ZipExtents.differences(central, local);
    if (differs.isEmpty()) {
      return;
    }
    flag(
        local.at(),
        "local and central header differ",
        "The two headers of '%s' differ in %s: some programs read one, some the other (CVE-2025-1944,"
                .formatted(central.name(), String.join(", ", differs))
            + " CVE-2025-1945).");
    boolean sized = local.packed() > 0 || !local.isStreamed();
    ZipRecord other = sized ? local : local.with(central.packed(), central.size(), local.target());
    if (data + other.packed() <= input.size()) {
      add(new Part(other, data));
      own(data, data + other.packed());
    }
  }

  /// Members and directories in bytes that nothing accounts for.
  private void strays() {
    for (RangeSet.Range gap : used.gaps(input.size())) {
      long at = gap.from();
      while (at < gap.to() && !full) {
        at = input.find((byte) 'P', at, gap.to());
        at = at < 0 ? gap.to() : stray(at, gap.to());
      }
    }
  }

  /// @return where to go on
  private long stray(long at, long to) {
    try {
      if (input.matches(at, ZipRecord.LOCAL)) {
        return strayMember(at, to);
      }
      if (input.matches(at, ZipEnd.SIGNATURE)) {
        ZipEnd end = ZipEnd.at(input, at).orElse(null);
        if (end != null) {
          flag(
              at, "second end of the directory", "Another end record stands at offset " + at + ".");
          directory(end);
          return end.end();
        }
      }
    } catch (Malformed e) {
      return at + 1; // no header after all
    }
    return at + 1;
  }

  private long strayMember(long at, long to) {
    ZipRecord local = ZipRecord.local(input, at);
    if (!locals.add(at) || local.name().isEmpty()) {
      return at + 1;
    }
    long data = at + local.header();
    long most = Math.max(0, to - data);
    long packed = local.packed();
    if ((packed == 0 && local.isStreamed()) || packed > most) {
      packed = ZipDescriptor.nextHeader(input, data, to) - data;
    }
    scan.flag(
        Rules.AMBIGUITY,
        Severity.HIGH,
        at,
        "member outside the directory",
        "The member '%s' stands in the archive, but not in its directory: programs that read from the"
                .formatted(local.name())
            + " start find it, others do not.");
    add(new Part(local.with(packed, local.size(), 0), data));
    own(at, data + packed);
    return Math.max(at + 1, data + packed);
  }

  private void add(Part part) {
    if (part.data() > input.size() || part.record().packed() > input.size() - part.data()) {
      scan.unread(
          Rules.MALFORMED,
          part.record().at(),
          "member beyond the archive",
          "The member '%s' states %d bytes at offset %d, but the archive ends at %d."
              .formatted(part.record().name(), part.record().packed(), part.data(), input.size()));
      long there = Math.max(0, input.size() - part.data());
      if (there == 0) {
        return;
      }
      parts.add(new Part(part.record().with(there, part.record().size(), 0), part.data()));
      return;
    }
    parts.add(part);
  }

  private void own(long from, long to) {
    long end = Math.min(to, input.size());
    used.add(from, end);
    scan.own(from, end);
  }

  private void flag(long offset, String title, String message) {
    scan.flag(Rules.AMBIGUITY, offset, title, message);
  }
}
