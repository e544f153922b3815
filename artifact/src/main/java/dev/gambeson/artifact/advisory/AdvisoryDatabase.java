package dev.gambeson.artifact.advisory;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.Gap;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The OSV records of a folder that speak about given packages.
///
/// Files are read in place: `*.json`, and `*.zip` as osv.dev publishes them, up to four folders
/// deep. Memory is bounded by what matches, not by the size of the database. A record that cannot
/// be read is a gap, never ignored.
public final class AdvisoryDatabase {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_RECORD = 16 << 20;
  private static final int MAX_RECORDS = 5_000_000;
  private static final int CHUNK = 1_000;
  private static final int MAX_GAPS = 20;

  private final Map<Ecosystem, Map<String, List<OsvRecord>>> records =
      new EnumMap<>(Ecosystem.class);
  private final Map<Ecosystem, Instant> newest = new EnumMap<>(Ecosystem.class);
  private final Map<Ecosystem, Integer> counts = new EnumMap<>(Ecosystem.class);
  private final List<Gap> gaps = new ArrayList<>();
  private int unread;

  private AdvisoryDatabase() {}

  /// Reads a folder.
  ///
  /// @param wanted the names that matter, per ecosystem
  public static AdvisoryDatabase read(
      Path folder, Map<Ecosystem, Set<String>> wanted, Workers workers, Progress progress) {
    if (!Files.isDirectory(folder)) {
      throw GambesonException.usage(
          "--advisories %s is no folder. Give the folder that holds OSV's JSON or zip files, see docs/bom.md."
              .formatted(folder));
    }
    AdvisoryDatabase database = new AdvisoryDatabase();
    BiPredicate<Ecosystem, String> test = (e, n) -> wanted.getOrDefault(e, Set.of()).contains(n);
    List<Path> json = new ArrayList<>();
    for (Path file : files(folder)) {
      if (lower(file).endsWith(".zip")) {
        progress.report("reading advisories " + folder.relativize(file), 0);
        database.zip(folder.relativize(file).toString(), file, test, workers);
      } else {
        json.add(file);
      }
    }
    progress.report("reading advisories", 0.5);
    database.chunks(
        json.size(),
        workers,
        i -> {
          String name = folder.relativize(json.get(i)).toString();
          return guarded(
              name, () -> OsvParser.parse(BoundedFile.read(json.get(i), MAX_RECORD), test));
        });
    return database;
  }

  private static String lower(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> walk = Files.walk(folder, MAX_DEPTH)) {
      return walk.filter(f -> lower(f).endsWith(".json") || lower(f).endsWith(".zip"))
          .filter(Files::isRegularFile)
          .limit(MAX_RECORDS)
          .sorted()
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw GambesonException.badInput("Cannot list %s: %s.".formatted(folder, e.getMessage()), e);
    }
  }

  /// One record, or why there is none.
  private sealed interface Read {
    record Record(OsvRecord record) implements Read {}

    record Unread(String name, String reason) implements Read {}
  }

  private interface Source {
    OsvRecord get() throws IOException;
  }

  private static Read guarded(String name, Source source) {
    try {
      return new Read.Record(source.get());
    } catch (IOException | GambesonException e) {
      return new Read.Unread(name, String.valueOf(e.getMessage()));
    }
  }

  private interface Nth {
    Read get(int index);
  }

  private void chunks(int count, Workers workers, Nth nth) {
    int chunks = (count + CHUNK - 1) / CHUNK;
    int batch = 4 * workers.threads();
    for (int from = 0; from < chunks; from += batch) {
      int first = from;
      workers
          .map(
              Math.min(batch, chunks - from),
              c -> {
                List<Read> read = new ArrayList<>();
                int start = (first + c) * CHUNK;
                for (int i = start; i < Math.min(count, start + CHUNK); i++) {
                  read.add(nth.get(i));
                }
                return read;
              })
          .forEach(list -> list.forEach(this::keep));
    }
  }

  private void keep(Read read) {
    switch (read) {
      case Read.Record(OsvRecord r) -> keep(r);
      case Read.Unread(String name, String reason) -> {
        unread++;
        if (gaps.size() < MAX_GAPS) {
          gaps.add(new Gap(name, reason));
        }
      }
    }
  }

  private void keep(OsvRecord record) {
    for (OsvRecord.Affected affected : record.affected()) {
      newest.merge(affected.ecosystem(), record.modified(), (a, b) -> a.isAfter(b) ? a : b);
      counts.merge(affected.ecosystem(), 1, Integer::sum);
      boolean speaks = !affected.ranges().isEmpty() || !affected.versions().isEmpty();
      if (speaks && !record.withdrawn()) {
        List<OsvRecord> list =
            records
                .computeIfAbsent(affected.ecosystem(), _ -> new HashMap<>())
                .computeIfAbsent(affected.name(), _ -> new ArrayList<>());
        if (list.isEmpty() || !list.getLast().id().equals(record.id())) {
          list.add(record);
        }
      }
    }
  }

  private void zip(String name, Path file, BiPredicate<Ecosystem, String> test, Workers workers) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries =
          Collections.list(zip.entries()).stream()
              .filter(e -> e.getName().endsWith(".json"))
              .toList();
      if (entries.size() > MAX_RECORDS) {
        throw GambesonException.badInput(
            "%s holds more than %d records.".formatted(file, MAX_RECORDS));
      }
      chunks(
          entries.size(),
          workers,
          i ->
              guarded(
                  name + "!" + entries.get(i).getName(),
                  () -> OsvParser.parse(content(zip, entries.get(i)), test)));
    } catch (IOException e) {
      unread++;
      gaps.add(new Gap(name, "it is no zip archive that can be read: " + e.getMessage()));
    }
  }

  private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(MAX_RECORD + 1);
      if (bytes.length > MAX_RECORD) {
        throw GambesonException.badInput("it is larger than %d bytes.".formatted(MAX_RECORD));
      }
      return bytes;
    }
  }

  /// Records about a package that are not withdrawn.
  List<OsvRecord> about(Ecosystem ecosystem, String name) {
    return List.copyOf(records.getOrDefault(ecosystem, Map.of()).getOrDefault(name, List.of()));
  }

  /// When the newest record of an ecosystem was modified.
  java.util.Optional<Instant> newest(Ecosystem ecosystem) {
    return java.util.Optional.ofNullable(newest.get(ecosystem));
  }

  /// How many packages of an ecosystem the records speak about, counted per record.
  public int count(Ecosystem ecosystem) {
    return counts.getOrDefault(ecosystem, 0);
  }

  /// Records that could not be read.
  int unread() {
    return unread;
  }

  /// The first of them, with reasons.
  List<Gap> gaps() {
    return List.copyOf(gaps);
  }
}
