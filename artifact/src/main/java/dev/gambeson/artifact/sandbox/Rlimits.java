package dev.gambeson.artifact.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Sets the resource limits of a child that waits at its gate. They belong to a process, not to a
/// thread, so they cannot be set before it exists without binding this Java machine too.
final class Rlimits {
  // asm-generic/resource.h
  private static final int CPU = 0;
  private static final int FSIZE = 1;
  private static final int DATA = 2;
  private static final int CORE = 4;
  private static final int NPROC = 6;
  private static final int NOFILE = 7;
  private static final int AS = 9;

  /// Address space beyond the memory limit: a Java machine or a numeric library reserves much more
  /// than it uses, and `RLIMIT_DATA` and the watch hold what is used.
  private static final long RESERVE = 64L << 30;

  private Rlimits() {}

  /// Sets them all.
  ///
  /// @param user the child's, who alone may do so
  static void apply(Arena arena, long pid, Limits limits, Mark mark, Privileges user) {
    // The kernel counts in what else the user runs, this Java machine for one.
    long tasks = limits.processes() + (long) tasksOf(user.uid());
    long seconds = Math.max(1, limits.cpu().plusMillis(999).toSeconds());
    long space = limits.memoryBytes() + RESERVE;
    List<Throwaway.Call> calls = new ArrayList<>(user.assume());
    calls.add(set(arena, pid, CPU, seconds, seconds + 1));
    calls.add(set(arena, pid, FSIZE, limits.fileBytes(), limits.fileBytes()));
    calls.add(set(arena, pid, DATA, limits.memoryBytes(), limits.memoryBytes()));
    calls.add(set(arena, pid, AS, space, space));
    calls.add(set(arena, pid, CORE, 0, 0));
    calls.add(set(arena, pid, NPROC, tasks, tasks));
    calls.add(set(arena, pid, NOFILE, limits.openFiles(), limits.openFiles()));
    calls.add(set(arena, pid, Mark.RESOURCE, mark.value(), mark.value()));
    Throwaway.run(arena, calls, () -> {}, () -> 0);
  }

  /// A limit no higher than our own hard one, which the child has inherited.
  private static Throwaway.Call set(Arena arena, long pid, int resource, long soft, long hard) {
    MemorySegment old = arena.allocate(JAVA_LONG, 2);
    if (Native.call(Sys.PRLIMIT64, 0, resource, 0, old.address()) < 0) {
      throw new IllegalStateException("the resource limits of this process cannot be read");
    }
    long most = old.getAtIndex(JAVA_LONG, 1);
    if (resource == Mark.RESOURCE && Long.compareUnsigned(most, hard) < 0) {
      throw GambesonException.badInput(
          "The sandbox cannot mark its processes: the limit of file locks (ulimit -x) is %d. Set it to unlimited."
              .formatted(most));
    }
    MemorySegment value = arena.allocate(JAVA_LONG, 2);
    value.setAtIndex(JAVA_LONG, 0, least(soft, most));
    value.setAtIndex(JAVA_LONG, 1, least(hard, most));
    return Throwaway.Call.of(Sys.PRLIMIT64, pid, resource, value.address(), 0);
  }

  private static long least(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }

  /// Processes and threads that a user has now.
  private static int tasksOf(long uid) {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)))
          .mapToInt(p -> tasks(p, uid))
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static int tasks(Path process, long uid) {
    try {
      List<String> status = Files.readAllLines(process.resolve("status"));
      String owner = field(status, "Uid:").split("\\s+")[0];
      return owner.equals(Long.toString(uid)) ? Integer.parseInt(field(status, "Threads:")) : 0;
    } catch (IOException | RuntimeException e) {
      return 0; // it has ended
    }
  }

  private static String field(List<String> status, String name) {
    return status.stream()
        .filter(l -> l.startsWith(name))
        .findFirst()
        .map(l -> l.substring(name.length()).strip())
        .orElse("");
  }
}
