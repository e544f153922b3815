package dev.gambeson.artifact.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Waits for a child and holds the limits that the kernel does not hold over several processes.
final class Watch {
  private static final int SIGKILL = 9;
  private static final int SIGXCPU = 24;
  private static final int SIGXFSZ = 25;
  private static final int WNOHANG = 1;
  private static final short POLLIN = 1;
  private static final long TICKS_PER_SECOND = 100; // USER_HZ, fixed on both architectures
  private static final long MILLIS = 1_000_000;

  private final long pid;
  private final Limits limits;
  private final Mark mark;
  private final Scratch scratch;
  private final long started = System.nanoTime();

  Watch(long pid, Limits limits, Mark mark, Scratch scratch) {
    this.pid = pid;
    this.limits = limits;
    this.mark = mark;
    this.scratch = scratch;
  }

  /// What is known when all is over.
  record Report(Ending ending, Duration wall, Duration cpu) {}

  /// Returns when the child and all that it started are gone.
  ///
  /// @throws InterruptedException after everything was killed
  Report await() throws InterruptedException {
    Optional<Limit> hit = Optional.empty();
    boolean finished = false;
    try {
      long pidfd = Native.call(Sys.PIDFD_OPEN, pid, 0);
      try {
        hit = follow((int) pidfd);
      } finally {
        Native.call(Sys.CLOSE, pidfd);
      }
      finished = true;
    } finally {
      List<Long> alive = mark.killAll();
      if (finished && !alive.isEmpty()) {
        throw new IllegalStateException("processes of the sandbox would not die: " + alive);
      }
    }
    return reap(hit);
  }

  /// Empty when the child ended by itself.
  private Optional<Limit> follow(int pidfd) throws InterruptedException {
    long pause = MILLIS;
    while (true) {
      long left = limits.wall().toNanos() - (System.nanoTime() - started);
      if (left <= 0) {
        return Optional.of(Limit.WALL_TIME);
      }
      if (ended(pidfd, Math.min(pause, left))) {
        return Optional.empty();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a confined program ran");
      }
      long before = System.nanoTime();
      Optional<Limit> hit = exceeded();
      if (hit.isPresent()) {
        return hit;
      }
      // Looking takes a share of at most a tenth of a processor.
      long cost = System.nanoTime() - before;
      pause = Math.max(Math.min(pause * 2, 50 * MILLIS), 10 * cost);
    }
  }

  private Optional<Limit> exceeded() {
    List<Mark.Member> members = mark.members();
    long threads = members.stream().mapToInt(Mark.Member::threads).sum();
    long memory = members.stream().mapToLong(Mark.Member::memoryBytes).sum();
    long ticks = members.stream().mapToLong(Mark.Member::cpuTicks).sum();
    if (threads > limits.processes()) {
      return Optional.of(Limit.PROCESSES);
    }
    if (memory > limits.memoryBytes()) {
      return Optional.of(Limit.MEMORY);
    }
    if (ticks * 1000 / TICKS_PER_SECOND > limits.cpu().toMillis() + 1000) {
      return Optional.of(Limit.CPU_TIME);
    }
    return scratch.exceeds(limits) ? Optional.of(Limit.OUTPUT_FOLDER) : Optional.empty();
  }

  private static boolean ended(int pidfd, long nanos) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 8);
      poll.set(JAVA_INT, 0, pidfd);
      poll.set(JAVA_SHORT, 4, POLLIN);
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      time.setAtIndex(JAVA_LONG, 0, nanos / 1_000_000_000);
      time.setAtIndex(JAVA_LONG, 1, nanos % 1_000_000_000);
      return Native.call(Sys.PPOLL, poll.address(), 1, time.address(), 0, 0) > 0;
    }
  }

  private Report reap(Optional<Limit> hit) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment usage = arena.allocate(JAVA_LONG, 18);
      long end = System.nanoTime() + 10_000 * MILLIS;
      while (Native.call(Sys.WAIT4, pid, status.address(), WNOHANG, usage.address()) == 0) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("the sandbox's child did not end when killed");
        }
        Thread.onSpinWait();
      }
      Duration wall = Duration.ofNanos(System.nanoTime() - started);
      Duration cpu = time(usage, 0).plus(time(usage, 2));
      int word = status.get(JAVA_INT, 0);
      return new Report(
          hit.<Ending>map(Ending.Stopped::new).orElseGet(() -> ending(word, cpu)), wall, cpu);
    }
  }

  private static Duration time(MemorySegment usage, int at) {
    return Duration.ofSeconds(usage.getAtIndex(JAVA_LONG, at))
        .plusNanos(usage.getAtIndex(JAVA_LONG, at + 1) * 1000);
  }

  private Ending ending(int word, Duration cpu) {
    int signal = word & 0x7f;
    if (signal == 0) {
      int status = word >> 8 & 0xff;
      // A shell or interpreter reports the signal that ended its last child in this way.
      return status == 128 + SIGXCPU
          ? new Ending.Stopped(Limit.CPU_TIME)
          : new Ending.Exited(status);
    }
    boolean outOfTime = signal == SIGKILL && cpu.compareTo(limits.cpu()) >= 0;
    if (signal == SIGXCPU || outOfTime) {
      return new Ending.Stopped(Limit.CPU_TIME);
    }
    return signal == SIGXFSZ ? new Ending.Stopped(Limit.FILE_SIZE) : new Ending.Crashed(signal);
  }
}
