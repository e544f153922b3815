package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Walks the blocks of a tar.
final class TarReader {
  private static final int MAX_PAX = 1 << 20;

  private final Input input;
  private final Scan scan;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> links = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private Map<String, String> pax = new HashMap<>();
  private String longName = "";
  private String longLink = "";

  TarReader(Input input, Scan scan) {
    this.input = input;
    this.scan = scan;
  }

  List<Entry> entries() {
    return entries;
  }

  void read() {
    long at = 0;
    while (at < input.size()) {
      if (!TarHeader.isHeader(input, at)) {
        end(at);
        return;
      }
      if (entries.size() >= scan.budget().limits().maxMembers()) {
        scan.unread(Rules.EXHAUSTION, at, "too many members", "The archive has too many members.");
        return;
      }
      at = one(TarHeader.read(input, at));
    }
  }

  /// Zero blocks end the archive; whatever else follows belongs to nobody.
  private void end(long at) {
    long zero = at;
    while (zero < input.size() && input.u8(zero) == 0) {
      zero++;
    }
    scan.own(at, zero);
    if (zero == at) {
      throw new Malformed(at, "a block is no header");
    }
  }

  private long one(TarHeader header) {
    long data = header.at() + TarHeader.BLOCK;
    long size = size(header);
    input.slice(data, size);
    scan.own(header.at(), data + size);
    long end =
        Math.min(
            input.size(), (data + size + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK);
    padding(data + size, end);
    switch (header.type()) {
      case 'L' -> longName = TarHeader.text(input, data, (int) Math.min(size, MAX_PAX));
      case 'K' -> longLink = TarHeader.text(input, data, (int) Math.min(size, MAX_PAX));
      case 'x', 'g' -> pax = records(data, size);
      default -> {
        member(header, data, size);
        pax = new HashMap<>();
        longName = "";
        longLink = "";
      }
    }
    return end;
  }

  /// A size in an extended header overrules the one of the block; readers that see only one of them
  /// find other members (CVE-2025-62518).
  private long size(TarHeader header) {
    String stated = pax.getOrDefault("size", "");
    if (stated.isEmpty() || header.type() == 'x' || header.type() == 'g') {
      return header.size();
    }
    long size;
    try {
      size = Long.parseLong(stated);
    } catch (NumberFormatException e) {
      throw new Malformed(header.at(), "an extended size that is no number");
    }
    if (header.size() != size) {
      scan.flag(
          Rules.AMBIGUITY,
          header.size() != 0 || size < 1L << 33 ? Severity.HIGH : Severity.LOW,
          header.at(),
          "member of two sizes",
          "'%s' has %d bytes by its block and %d by its extended header (CVE-2025-62518)."
              .formatted(header.name(), header.size(), size));
    }
    return size;
  }

  private void padding(long from, long to) {
    for (long at = from; at < to; at++) {
      if (input.u8(at) != 0) {
        return; // not owned: hidden bytes
      }
    }
    scan.own(from, to);
  }

  private void member(TarHeader header, long data, long size) {
    String name = longName.isEmpty() ? pax.getOrDefault("path", header.name()) : longName;
    String link = longLink.isEmpty() ? pax.getOrDefault("linkpath", header.link()) : longLink;
    through(name, header.at());
    switch (header.type()) {
      case '0', '7', 'S' -> file(header, name, data, size);
      case '5' -> add(header, name.endsWith("/") ? name : name + "/", data, 0);
      case '1', '2' -> {
        add(header, name, data, 0);
        link(header, name, link);
      }
      case '3', '4', '6' ->
          scan.flag(
              Rules.PATH,
              Severity.HIGH,
              header.at(),
              "device in an archive",
              "The member '%s' is a device or pipe.".formatted(name));
      default ->
          scan.unread(
              Rules.NOT_EXAMINED,
              header.at(),
              "member of an unknown type",
              "The member '%s' has the type '%c', which is not read."
                  .formatted(name, header.type()));
    }
  }

  private void file(TarHeader header, String name, long data, long size) {
    add(header, name, data, size);
    if (!names.add(name)) {
      scan.flag(
          Rules.AMBIGUITY,
          Severity.MEDIUM,
          header.at(),
          "repeated member name",
          "'%s' stands in the archive more than once.".formatted(name));
    }
  }

  private void link(TarHeader header, String name, String target) {
    if (header.type() == '1') {
      MemberNames.escape(target)
          .ifPresent(why ->
              scan.flag(
                  Rules.PATH,
                  header.at(),
                  "link that leads out",
                  "The member '%s' is another name of '%s', which %s."
                      .formatted(name, target, why)));
    } else {
      MemberChecks.link(scan, name, target, header.at());
      links.add(name.endsWith("/") ? name : name + "/");
    }
  }

  /// A member under a symbolic link is written wherever the link leads.
  private void through(String name, long at) {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      if (links.contains(name.substring(0, slash + 1)) && slash + 1 < name.length()) {
        scan.flag(
            Rules.PATH,
            at,
            "member behind a link",
            "The member '%s' is written through a symbolic link of the same archive."
                .formatted(name));
        return;
      }
    }
  }

  private void add(TarHeader header, String name, long data, long size) {
    Content content = max -> Unpacked.slice(input.slice(data, size), List.of());
    entries.add(new Entry(input, scan, name, header.at(), size, content));
  }

  /// Records of the form `length key=value` and a line end.
  private Map<String, String> records(long data, long size) {
    String text = input.text(data, Math.min(size, MAX_PAX), MAX_PAX, StandardCharsets.UTF_8);
    Map<String, String> found = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int space = line.indexOf(' ');
      int equals = line.indexOf('=');
      if (space > 0 && equals > space) {
        found.put(line.substring(space + 1, equals), line.substring(equals + 1));
      }
    }
    return found;
  }
}
