package dev.gambeson.artifact.sandbox;

import dev.gambeson.core.GambesonException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/// A thread that makes some system calls that bind it alone, does one thing, and ends.
///
/// Landlock, seccomp, capabilities and user numbers belong to a thread, and a child inherits those
/// of the thread that makes it. The thread calls nothing but the kernel and the C library: anything
/// of Java that starts a helper thread (`ProcessBuilder` does) would leave that one confined for
/// good, to be used again by others.
final class Throwaway {
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;

  private Throwaway() {}

  /// One system call.
  ///
  /// @param must whether its failure stops what follows
  record Call(Sys sys, boolean must, long[] arguments) {
    static Call of(Sys sys, long... arguments) {
      return new Call(sys, true, Arrays.copyOf(arguments, 6));
    }

    static Call tolerant(Sys sys, long... arguments) {
      return new Call(sys, false, Arrays.copyOf(arguments, 6));
    }
  }

  /// Makes the calls, then the last act.
  ///
  /// @param rehearsal is called before the first real call, so that every class is loaded
  /// @param last what to do; it must open no file of ours
  /// @return its result
  /// @throws GambesonException when a call that must succeed did not; then `last` did not happen
  static int run(Arena arena, List<Call> calls, Runnable rehearsal, IntSupplier last) {
    long dumpable = Native.call(Sys.PRCTL, PR_GET_DUMPABLE);
    Attempt attempt = new Attempt(calls.toArray(Call[]::new), Native.state(arena), rehearsal, last);
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("gambeson-sandbox-start")
            .inheritInheritableThreadLocals(false)
            .unstarted(attempt);
    thread.start();
    join(thread);
    if (dumpable == 1) {
      Native.call(Sys.PRCTL, PR_SET_DUMPABLE, 1); // a change of user clears it for all of us
    }
    if (attempt.failedStep >= 0) {
      throw GambesonException.badInput(
          "The sandbox could not be set up: %s was refused (error %d). Nothing was run."
              .formatted(calls.get(attempt.failedStep).sys(), attempt.error));
    }
    if (!attempt.finished) {
      throw new IllegalStateException("the thread that confines itself broke off");
    }
    return attempt.result;
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // this takes milliseconds, and its outcome must be known
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// After the first real call it makes no object and opens no file.
  private static final class Attempt implements Runnable {
    private final Call[] calls;
    private final MemorySegment state;
    private final Runnable rehearsal;
    private final IntSupplier last;
    private int failedStep = -1;
    private int error;
    private int result;
    private boolean finished;

    Attempt(Call[] calls, MemorySegment state, Runnable rehearsal, IntSupplier last) {
      this.calls = calls;
      this.state = state;
      this.rehearsal = rehearsal;
      this.last = last;
    }

    @Override
    public void run() {
      Native.call(state, Sys.GETPID.number(Native.ARCH), new long[6]);
      rehearsal.run();
      for (int i = 0; i < calls.length; i++) {
        Call call = calls[i];
        long reply = Native.call(state, call.sys().number(Native.ARCH), call.arguments());
        if (reply < 0 && call.must()) {
          failedStep = i;
          error = (int) -reply;
          return;
        }
      }
      result = last.getAsInt();
      finished = true;
    }
  }
}
