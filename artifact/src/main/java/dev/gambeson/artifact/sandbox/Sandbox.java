package dev.gambeson.artifact.sandbox;

import dev.gambeson.artifact.sandbox.Confinement.Tier;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs a program that nobody vouches for in a process of its own.
///
/// Guaranteed by [#strict()]: the program and all that it starts can open no file but those that
/// the [Job] names and the system's programs and libraries, can write to one fresh folder only, can
/// open no socket of any kind (so no TCP, UDP, DNS or Unix socket), can neither trace nor signal
/// any process outside of the sandbox, gain no rights, and live no longer than the call; its
/// environment is empty but for a few fixed variables. If that cannot be set up here, nothing runs.
///
/// Not guaranteed: anything against a fault of the kernel or of the processor (side channels); that
/// the names, sizes and owners of files outside stay unknown (landlock does not govern `stat`);
/// that a burst of forks, memory or files is stopped before it is seen, see [Limits]; that a file
/// it produces is harmless. There is no sandbox inside one Java machine, and this is none: it
/// confines child processes. If this Java machine is killed with `kill -9`, a running child stays
/// confined and keeps its limits of CPU time and memory, but not its limit of wall time.
public final class Sandbox {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Walls walls;
  private final SecureRandom random = new SecureRandom();

  private Sandbox(Walls walls) {
    this.walls = walls;
  }

  /// The strongest confinement that this machine has.
  ///
  /// @throws GambesonException naming what is missing, where it has none
  public static Sandbox strict() {
    return new Sandbox(Walls.best());
  }

  /// The confinement of this tier.
  ///
  /// @throws GambesonException naming what is missing, where this machine does not have it
  public static Sandbox of(Tier tier) {
    return new Sandbox(Walls.of(tier, Integer.MAX_VALUE));
  }

  /// Landlock of no newer a version than this, and, if so asked, the child under our own user.
  static Sandbox landlock(int newestAbi, boolean mayBeOther) {
    Walls walls = Walls.of(Tier.LANDLOCK, newestAbi);
    return new Sandbox(new Walls(walls.tier(), walls.abi(), mayBeOther));
  }

  /// **No confinement**: only the scrubbed environment, the limits and the clean-up. The program
  /// can read, write and send whatever the user can. For people who have been told.
  public static Sandbox unsafe() {
    return new Sandbox(Walls.of(Tier.NONE, 0));
  }

  /// What would hold a program in.
  public Confinement confinement() {
    return walls.confinement();
  }

  /// Runs a job to its end.
  ///
  /// @return what it did; to be closed
  /// @throws GambesonException when it cannot be started as asked
  /// @throws UncheckedIOException when the thread was interrupted; the program is dead then
  public SandboxRun run(Job job) {
    Path program = Reach.program(job.command().getFirst());
    Scratch scratch = Scratch.create();
    boolean done = false;
    try (Arena arena = Arena.ofShared()) {
      SandboxRun run = run(arena, job, program, scratch);
      done = true;
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException(String.valueOf(e.getMessage())));
    } finally {
      if (!done) {
        forget(scratch);
      }
    }
  }

  private SandboxRun run(Arena arena, Job job, Path program, Scratch scratch)
      throws IOException, InterruptedException {
    Mark mark = Mark.fresh(random);
    try (Plumbing pipes = Plumbing.open(job.channel())) {
      Walls.Ready ready = walls.prepare(arena, random, program, job, scratch);
      int pid;
      try {
        pid = Spawner.start(arena, ready.calls(), start(program, job, scratch, pipes, ready));
      } finally {
        ready.close();
      }
      Plumbing.Drains drains = pipes.started(job.limits().outputBytes());
      Watch watch = new Watch(pid, job.limits(), mark, scratch);
      limitOrKill(arena, pid, job.limits(), mark, ready.user());
      pipes.openGate();
      Watch.Report report = watch.await();
      return new SandboxRun(
          scratch,
          new SandboxRun.Facts(
              ready.confinement(),
              report,
              SandboxRun.Output.of(drains.out().await(PATIENCE)),
              SandboxRun.Output.of(drains.err().await(PATIENCE)),
              SandboxRun.Output.of(drains.channel().await(PATIENCE)),
              scratch.harvest()));
    }
  }

  private static void limitOrKill(Arena arena, int pid, Limits limits, Mark mark, Privileges user) {
    boolean limited = false;
    try {
      Rlimits.apply(arena, pid, limits, mark, user);
      limited = true;
    } finally {
      if (!limited) {
        Native.call(Sys.KILL, pid, 9);
        Native.call(Sys.WAIT4, pid, 0, 0, 0);
      }
    }
  }

  /// The child is a shell that waits for a line before it becomes the program, so that the limits
  /// are there first. Its words come as arguments and are never read as shell text.
  private static Spawner.Start start(
      Path program, Job job, Scratch scratch, Plumbing pipes, Walls.Ready ready) {
    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", "read -r go && exec \"$@\" </dev/null", "gambeson-sandbox"));
    command.addAll(ready.prefix());
    command.add(program.toString());
    for (String part : job.command().subList(1, job.command().size())) {
      command.add(filled(part, scratch));
    }
    Map<String, String> environment =
        new TreeMap<>(
            Map.of(
                "PATH", "/usr/local/bin:/usr/bin:/bin",
                "HOME", scratch.tmp().toString(),
                "TMPDIR", scratch.tmp().toString(),
                "USER", "sandbox",
                "LOGNAME", "sandbox",
                "LANG", "C.UTF-8"));
    job.environment().forEach((k, v) -> environment.put(k, filled(v, scratch)));
    return new Spawner.Start(
        "/bin/sh", command, environment, scratch.out().toString(), pipes.childs(ready.extra()));
  }

  private static String filled(String text, Scratch scratch) {
    return text.replace(Job.OUT, scratch.out().toString())
        .replace(Job.TMP, scratch.tmp().toString());
  }

  private static void forget(Scratch scratch) {
    try {
      scratch.delete();
    } catch (IOException e) {
      // The failure that led here is the one to report.
    }
  }
}
