package dev.gambeson.artifact.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A brand that a confined process and all its descendants bear and cannot take off: a random
/// number as their limit of file locks (`RLIMIT_LOCKS`, which the kernel has ignored since Linux
/// 2.4.25). Limits are inherited, shown in `/proc/PID/limits`, and the seccomp filter forbids to
/// change them. So a process is found that has left its session and its parent.
///
/// @param value the number
record Mark(long value) {
  /// `RLIMIT_LOCKS` of asm-generic/resource.h.
  static final int RESOURCE = 10;

  private static final Path PROC = Path.of("/proc");
  private static final int SIGKILL = 9;

  /// A number nobody else has.
  static Mark fresh(SecureRandom random) {
    return new Mark((random.nextLong() >>> 2) | 1L << 40);
  }

  /// A living process.
  ///
  /// @param threads how many it has
  /// @param memoryBytes resident private and shared memory, without mapped files
  /// @param cpuTicks processor time used, in clock ticks
  record Member(long pid, int threads, long memoryBytes, long cpuTicks) {}

  /// All living processes that bear the mark.
  List<Member> members() {
    try (Stream<Path> all = Files.list(PROC)) {
      return all.map(p -> p.getFileName().toString())
          .filter(n -> Character.isDigit(n.charAt(0)))
          .map(Long::parseLong)
          .filter(this::isOn)
          .flatMap(pid -> read(pid).stream())
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of();
    }
  }

  private boolean isOn(long pid) {
    try {
      for (String line : Files.readAllLines(PROC.resolve(pid + "/limits"))) {
        if (line.startsWith("Max file locks")) {
          return line.contains(" " + value + " ");
        }
      }
      return false;
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  private static Optional<Member> read(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      // The name in parentheses is the process's own choice and may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return Optional.empty();
      }
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      int threads = Integer.parseInt(fields[17]);
      return Optional.of(new Member(pid, threads, memory(pid), ticks));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static long memory(long pid) throws IOException {
    long kib = 0;
    for (String line : Files.readAllLines(PROC.resolve(pid + "/status"))) {
      if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
        kib += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return kib << 10;
  }

  /// Kills every bearer, until a look finds none.
  ///
  /// @return the process ids that would not die
  List<Long> killAll() {
    List<Long> alive = new ArrayList<>();
    for (int round = 0; round < 400; round++) {
      alive.clear();
      members().forEach(m -> alive.add(m.pid()));
      if (alive.isEmpty()) {
        return List.of();
      }
      alive.forEach(this::kill);
      pause(Math.min(round, 20));
    }
    return alive;
  }

  /// Sends SIGKILL through a process descriptor, and only if the process behind it bears the mark:
  /// a number that was given anew meanwhile hits nobody.
  private void kill(long pid) {
    long fd = Native.call(Sys.PIDFD_OPEN, pid, 0);
    if (fd < 0) {
      return;
    }
    try {
      if (isOn(pid)) {
        Native.call(Sys.PIDFD_SEND_SIGNAL, fd, SIGKILL, 0, 0);
      }
    } finally {
      Native.call(Sys.CLOSE, fd);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the kill goes on: nothing may be left behind
    }
  }
}
