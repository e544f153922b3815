package dev.gambeson.server.control;

import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.guard.Client;
import dev.gambeson.server.admin.port.TrafficView.Ending;
import dev.gambeson.server.audit.DecisionRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A sample of the decisions of the last week, for "what would this rule have done?": who asked
/// what and how it ended, never an input or an answer.
///
/// Guaranteed: every decision of an hour has the same chance to be in that hour's sample of at most
/// [#PER_HOUR] (reservoir sampling, Vitter's algorithm R); each fact carries its weight. The hour
/// that runs is in memory, the others in a file each. Thread-safe.
public final class TrafficMemory {
  /// Largest sample of an hour.
  static final int PER_HOUR = 1_000;

  private static final Duration KEPT = Duration.ofDays(7);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final RandomGenerator random;
  private final Executor files;
  private final String run;
  private final List<Fact> sample = new ArrayList<>();
  private Instant hour = Instant.EPOCH;
  private long seen;

  /// One decision, without its content.
  ///
  /// @param time when
  /// @param client who asked
  /// @param action plain token
  /// @param model asked
  /// @param version that answered
  /// @param ending how it ended
  /// @param reason why
  /// @param rows how many were asked
  record Fact(
      Instant time,
      Client client,
      String action,
      String model,
      String version,
      Ending ending,
      String reason,
      int rows) {}

  /// A fact and how many decisions it stands for.
  record Weighted(Fact fact, double weight) {}

  private record Hour(long seen, List<Fact> facts) {}

  /// @param folder of the hours' files; made if absent
  /// @param files where files are written
  public TrafficMemory(Path folder, RandomGenerator random, Executor files) {
    this.folder = folder;
    this.random = random;
    this.files = files;
    this.run = Long.toHexString(random.nextLong()); // an hour may see several runs of the process
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Offers a decision to the sample. Decisions about nobody are not kept.
  synchronized void keep(DecisionRecord d, Ending ending) {
    if (d.client().isEmpty()) {
      return;
    }
    turn(d.time().truncatedTo(ChronoUnit.HOURS));
    seen++;
    if (sample.size() < PER_HOUR) {
      sample.add(fact(d, ending));
    } else {
      long at = random.nextLong(seen);
      if (at < PER_HOUR) {
        sample.set((int) at, fact(d, ending));
      }
    }
  }

  private static Fact fact(DecisionRecord d, Ending ending) {
    return new Fact(
        d.time(),
        d.client().orElseThrow(),
        d.action(),
        d.model(),
        d.version(),
        ending,
        d.reason(),
        d.rows().map(r -> r.count()).orElse(0));
  }

  private void turn(Instant now) {
    if (!now.isAfter(hour)) {
      return;
    }
    if (seen > 0) {
      Instant past = hour;
      Hour whole = new Hour(seen, List.copyOf(sample));
      files.execute(() -> write(past, whole));
    }
    hour = now;
    seen = 0;
    sample.clear();
  }

  private void write(Instant start, Hour whole) {
    try {
      AtomicFiles.write(file(start), JSON.writeValueAsBytes(whole));
      dropOld(start.minus(KEPT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(Instant start) {
    return folder.resolve(start.getEpochSecond() / 3600 + "-" + run + ".json");
  }

  private void dropOld(Instant before) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : all) {
        if (start(file).isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Instant start(Path file) {
    String name = file.getFileName().toString();
    return Instant.ofEpochSecond(Long.parseLong(name.substring(0, name.indexOf('-'))) * 3600);
  }

  /// Everything kept since a moment, oldest hour first. Reads files: not for event loops.
  List<Weighted> since(Instant from) {
    List<Weighted> all = new ArrayList<>();
    try (DirectoryStream<Path> hours = Files.newDirectoryStream(folder, "*.json")) {
      List<Path> sorted = new ArrayList<>();
      hours.forEach(sorted::add);
      sorted.sort(Comparator.comparing(TrafficMemory::start));
      for (Path file : sorted) {
        if (!start(file).plus(1, ChronoUnit.HOURS).isBefore(from)) {
          add(
              all,
              JSON.readValue(Files.readString(file, StandardCharsets.UTF_8), Hour.class),
              from);
        }
      }
    } catch (IOException | JacksonException e) {
      throw new IllegalStateException("The sample of past traffic cannot be read.", e);
    }
    synchronized (this) {
      add(all, new Hour(seen, List.copyOf(sample)), from);
    }
    return all;
  }

  private static void add(List<Weighted> all, Hour hour, Instant from) {
    if (!hour.facts().isEmpty()) {
      double weight = (double) hour.seen() / hour.facts().size();
      all.addAll(
          hour.facts().stream()
              .filter(f -> !f.time().isBefore(from))
              .map(f -> new Weighted(f, weight))
              .toList());
    }
  }

  /// Writes the hour that runs, before the process ends.
  public void close() {
    Hour rest;
    Instant start;
    synchronized (this) {
      rest = new Hour(seen, List.copyOf(sample));
      start = hour;
    }
    if (rest.seen() > 0) {
      write(start, rest);
    }
  }
}
