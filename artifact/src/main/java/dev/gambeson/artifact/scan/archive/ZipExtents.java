package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Checks that look at more than one header.
final class ZipExtents {
  /// Encrypted, streamed, UTF-8 name: the bits that readers act on.
  private static final int MEANING = 0x0001 | 0x0800;

  private ZipExtents() {}

  /// What two headers of one member say differently.
  static List<String> differences(ZipRecord central, ZipRecord local) {
    List<String> differs = new ArrayList<>();
    if (!central.name().equals(local.name())) {
      differs.add("name ('%s')".formatted(local.name()));
    }
    if (central.method() != local.method()) {
      differs.add("method");
    }
    if (((central.flags() ^ local.flags()) & MEANING) != 0) {
      differs.add("flags");
    }
    boolean streamed = local.isStreamed() || central.isStreamed();
    if (local.packed() != central.packed() && !(streamed && local.packed() == 0)) {
      differs.add("packed size");
    }
    if (local.size() != central.size() && !(streamed && local.size() == 0)) {
      differs.add("size");
    }
    if (local.crc() != central.crc() && !(streamed && local.crc() == 0)) {
      differs.add("checksum");
    }
    return differs;
  }

  static void check(Input input, Scan scan, List<ZipView.Part> parts) {
    overlaps(scan, parts);
    names(scan, parts);
  }

  private static void overlaps(Scan scan, List<ZipView.Part> parts) {
    List<ZipView.Part> sorted =
        parts.stream()
            .filter(p -> p.record().packed() > 0)
            .sorted(
                Comparator.comparingLong(ZipView.Part::data).thenComparingLong(ZipView.Part::end))
            .toList();
    long reach = 0;
    long from = -1;
    for (ZipView.Part part : sorted) {
      if (part.data() < reach && part.data() != from) {
        overlap(scan, part);
        return;
      }
      from = part.data();
      reach = Math.max(reach, part.end());
    }
    sameData(scan, sorted);
  }

  /// Two directory entries for the same bytes.
  private static void sameData(Scan scan, List<ZipView.Part> sorted) {
    Map<Long, ZipView.Part> first = new HashMap<>();
    for (ZipView.Part part : sorted) {
      ZipView.Part other = first.putIfAbsent(part.data(), part);
      if (other != null && other.record().isCentral() && part.record().isCentral()) {
        overlap(scan, part);
        return;
      }
    }
  }

  private static void overlap(Scan scan, ZipView.Part part) {
    scan.flag(
        Rules.EXHAUSTION,
        Severity.HIGH,
        part.record().at(),
        "overlapping members",
        "The member '%s' shares bytes with another one, as in archives made to fill a disk."
            .formatted(part.record().name()));
  }

  private static void names(Scan scan, List<ZipView.Part> parts) {
    Map<String, ZipRecord> exact = new HashMap<>();
    Map<String, ZipRecord> folded = new HashMap<>();
    for (ZipView.Part part : parts) {
      ZipRecord record = part.record();
      ZipRecord other = exact.putIfAbsent(record.name(), record);
      if (other != null && other.at() != record.at() && other.isCentral() == record.isCentral()) {
        scan.flag(
            Rules.AMBIGUITY,
            record.at(),
            "repeated member name",
            "'%s' stands in the archive more than once: programs differ on which one they read."
                .formatted(record.name()));
      }
      String fold = record.name().toLowerCase(Locale.ROOT);
      ZipRecord twin = folded.putIfAbsent(fold, record);
      if (twin != null && !twin.name().equals(record.name()) && !fold.endsWith(".class")) {
        scan.flag(
            Rules.AMBIGUITY,
            Severity.MEDIUM,
            record.at(),
            "names that differ in case only",
            "'%s' and '%s' are one file on Windows and macOS."
                .formatted(twin.name(), record.name()));
      }
    }
  }
}
