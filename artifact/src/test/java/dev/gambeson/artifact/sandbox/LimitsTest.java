package dev.gambeson.artifact.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gambeson.artifact.sandbox.Attempt.Kind;
import dev.gambeson.core.GambesonException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs that use too much. None of them outlives its run.
@Timeout(60)
class LimitsTest {
  private static final String BEGIN = "print('TRIED', flush=True)\n";

  private static UnaryOperator<Job> within(UnaryOperator<Limits> change) {
    return j -> j.within(change.apply(Attempt.LIMITS));
  }

  private static Limits wall(Limits l, long millis) {
    return new Limits(
        Duration.ofMillis(millis),
        l.cpu(),
        l.memoryBytes(),
        l.openFiles(),
        l.processes(),
        l.fileBytes(),
        l.folderBytes(),
        l.folderEntries(),
        l.outputBytes());
  }

  private static Limits cpu(Limits l, long millis) {
    return new Limits(
        l.wall(),
        Duration.ofMillis(millis),
        l.memoryBytes(),
        l.openFiles(),
        l.processes(),
        l.fileBytes(),
        l.folderBytes(),
        l.folderEntries(),
        l.outputBytes());
  }

  private static Limits processes(Limits l, int count) {
    return new Limits(
        l.wall(),
        l.cpu(),
        l.memoryBytes(),
        l.openFiles(),
        count,
        l.fileBytes(),
        l.folderBytes(),
        l.folderEntries(),
        l.outputBytes());
  }

  private static Limits files(Limits l, long one, long all, int entries) {
    return new Limits(
        l.wall(),
        l.cpu(),
        l.memoryBytes(),
        l.openFiles(),
        l.processes(),
        one,
        all,
        entries,
        l.outputBytes());
  }

  /// No process of it forks more than once, so that a failing sandbox harms nobody.
  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void moreProcessesThanAllowedAreNotMade(Kind kind) {
    assumeTrue(!kind.name().contains("our user"), "the kernel does not count root's processes");
    String program =
        BEGIN
            + """
            import os, time
            made = 0
            for i in range(60):
              try:
                if os.fork() == 0:
                  time.sleep(2)
                  os._exit(0)
                made += 1
              except OSError: pass
            print('made', made, flush=True)
            """;
    try (SandboxRun run = Attempt.run(Attempt.sandbox(kind), program, UnaryOperator.identity())) {
      assertThat(run.out().text()).contains("made 60");
    }
    try (SandboxRun run =
        Attempt.run(Attempt.sandbox(kind), program, within(l -> processes(l, 20)))) {
      assertThat(run.out().text()).contains("made ").doesNotContain("made 60");
    }
    assertThat(descendants()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void moreMemoryThanAllowedIsNotGiven(Kind kind) {
    new Attempt(BEGIN + "b = bytearray(300 << 20)\nprint('DONE')", UnaryOperator.identity())
        .worksWithin(kind);
    try (SandboxRun run =
        Attempt.run(
            Attempt.sandbox(kind),
            BEGIN + "b = bytearray(300 << 20)\nprint('DONE')",
            within(l -> l.withMemory(200L << 20)))) {
      assertThat(run.out().text()).contains("TRIED").doesNotContain("DONE");
      assertThat(run.err().text()).contains("MemoryError");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void sharedMemoryCountsToo(Kind kind) {
    String program =
        BEGIN
            + "import mmap,time\nm=mmap.mmap(-1, 400<<20)\nfor i in range(0,400<<20,4096): m[i]=1\ntime.sleep(1)\nprint('DONE')";
    new Attempt(program, UnaryOperator.identity()).worksWithin(kind);
    try (SandboxRun run =
        Attempt.run(Attempt.sandbox(kind), program, within(l -> l.withMemory(200L << 20)))) {
      assertThat(run.ending()).isEqualTo(new Ending.Stopped(Limit.MEMORY));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void memoryOfSeveralProcessesIsAddedUp(Kind kind) {
    String program =
        BEGIN
            + "import os,time\nfor i in range(3): os.fork()\nb=bytearray(b'x')*(60<<20)\ntime.sleep(20)";
    try (SandboxRun run =
        Attempt.run(Attempt.sandbox(kind), program, within(l -> l.withMemory(300L << 20)))) {
      assertThat(run.ending()).isEqualTo(new Ending.Stopped(Limit.MEMORY));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void aLoopEndsAtTheLimitOfProcessorTime(Kind kind) {
    try (SandboxRun run =
        Attempt.run(Attempt.sandbox(kind), BEGIN + "while True: pass", within(l -> cpu(l, 1000)))) {
      assertThat(run.ending()).isEqualTo(new Ending.Stopped(Limit.CPU_TIME));
      assertThat(run.wall()).isLessThan(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void aSleeperEndsAtTheLimitOfWallTime(Kind kind) {
    try (SandboxRun run =
        Attempt.run(
            Attempt.sandbox(kind),
            BEGIN + "import time\ntime.sleep(30)",
            within(l -> wall(l, 700)))) {
      assertThat(run.ending()).isEqualTo(new Ending.Stopped(Limit.WALL_TIME));
      assertThat(run.out().text()).contains("TRIED");
      assertThat(run.wall()).isBetween(Duration.ofMillis(700), Duration.ofSeconds(4));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void aFileGrowsNoLargerThanAllowed(Kind kind) {
    String program =
        BEGIN
            + "f=open('big','wb')\nfor i in range(40): f.write(b'x'*(1<<20)); f.flush()\nprint('DONE')";
    new Attempt(program, UnaryOperator.identity()).worksWithin(kind);
    try (SandboxRun run =
        Attempt.run(
            Attempt.sandbox(kind), program, within(l -> files(l, 5 << 20, 100 << 20, 100)))) {
      assertThat(run.out().text()).doesNotContain("DONE");
      assertThat(run.files()).allSatisfy(f -> assertThat(f.bytes()).isLessThanOrEqualTo(5 << 20));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void manyFilesTogetherAreTooMuch(Kind kind) {
    String program =
        BEGIN
            + "import time\nfor i in range(60):\n  open('f%d'%i,'wb').write(b'x'*(1<<20)); time.sleep(0.05)\nprint('DONE')";
    try (SandboxRun run =
        Attempt.run(
            Attempt.sandbox(kind), program, within(l -> files(l, 5 << 20, 10 << 20, 100)))) {
      assertThat(run.ending()).isEqualTo(new Ending.Stopped(Limit.OUTPUT_FOLDER));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void tooManyFoldersAreTooMuch(Kind kind) {
    String program =
        BEGIN
            + "import os,time\nfor i in range(600):\n  os.mkdir('d%d'%i); time.sleep(0.005)\ntime.sleep(9)";
    try (SandboxRun run =
        Attempt.run(
            Attempt.sandbox(kind), program, within(l -> files(l, 5 << 20, 10 << 20, 100)))) {
      assertThat(run.ending()).isEqualTo(new Ending.Stopped(Limit.OUTPUT_FOLDER));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void aDaemonThatLeftItsSessionDiesWithTheRun(Kind kind) {
    String program =
        BEGIN
            + """
            import os, time
            if os.fork() == 0:
              os.setsid()
              if os.fork() == 0:
                for fd in range(0, 3): os.close(fd)
                while True: time.sleep(0.05)
              os._exit(0)
            os.wait()
            print('DONE', flush=True)
            """;
    try (SandboxRun run = Attempt.run(Attempt.sandbox(kind), program, UnaryOperator.identity())) {
      assertThat(run.ending()).isEqualTo(new Ending.Exited(0));
      assertThat(run.out().text()).contains("DONE");
    }
    assertThat(descendants()).isEmpty();
  }

  /// Python processes that run one of these programs, wherever they have gone.
  private static java.util.List<String> descendants() {
    return ProcessHandle.allProcesses()
        .flatMap(p -> p.info().commandLine().stream())
        .filter(c -> c.contains("print('TRIED', flush=True)"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void aFloodOfOutputIsCutAndDoesNotBlock(Kind kind) {
    String program =
        BEGIN + "import sys\nfor i in range(5000): print('x'*1000)\nsys.stderr.write('END')";
    try (SandboxRun run = Attempt.run(Attempt.sandbox(kind), program, UnaryOperator.identity())) {
      assertThat(run.ending()).isEqualTo(new Ending.Exited(0));
      assertThat(run.out().cut()).isTrue();
      assertThat(run.out().text()).hasSize(Attempt.LIMITS.outputBytes());
      assertThat(run.out().bytes()).isGreaterThan(5_000_000);
      assertThat(run.err().text()).isEqualTo("END");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#limiting")
  void anInterruptedCallerLeavesNothingRunning(Kind kind) throws InterruptedException {
    Sandbox sandbox = Attempt.sandbox(kind);
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try (SandboxRun run =
                  Attempt.run(sandbox, BEGIN + "import time\ntime.sleep(50)", j -> j)) {
                throw new IllegalStateException(run.ending().words());
              } catch (java.io.UncheckedIOException e) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    Thread.sleep(700);
    caller.interrupt();
    caller.join(10_000);
    assertThat(caller.isAlive()).isFalse();
    assertThat(descendants()).isEmpty();
  }

  @Test
  void limitsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> Limits.ordinary().withMemory(1L << 60))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("is no limit");
    assertThatThrownBy(() -> Limits.ordinary().withMemory(1))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("too small");
    assertThatThrownBy(() -> Limits.ordinary().withTime(Duration.ZERO))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("too small");
  }
}
