package dev.gambeson.artifact.sandbox;

import dev.gambeson.core.GambesonException;
import java.time.Duration;

/// What a confined program may use up.
///
/// Kept by the kernel: CPU time, memory of a process (private writable memory, `RLIMIT_DATA`), open
/// files, size of a file, and the number of processes where the user is not root. Kept by watching,
/// some 20 times a second, so that a burst can pass the mark shortly: wall time, memory and CPU
/// time of all processes together, their number, and the output folder.
///
/// @param wall time from start to kill
/// @param cpu processor time of all its processes, rounded up to a second
/// @param memoryBytes of all its processes together, 16 MiB at least
/// @param openFiles per process, 16 at least
/// @param processes processes and threads together
/// @param fileBytes largest file it may write
/// @param folderBytes all files it leaves together
/// @param folderEntries number of files and folders it leaves
/// @param outputBytes how much of standard output, of standard error and of the channel is kept,
///   each; more is read and thrown away
public record Limits(
    Duration wall,
    Duration cpu,
    long memoryBytes,
    int openFiles,
    int processes,
    long fileBytes,
    long folderBytes,
    int folderEntries,
    int outputBytes) {
  private static final long MIB = 1L << 20;

  public Limits {
    atLeast("wall time in milliseconds", wall.toMillis(), 1);
    atLeast("CPU time in milliseconds", cpu.toMillis(), 1);
    atLeast("memory in bytes", memoryBytes, 16 * MIB);
    atLeast("open files", openFiles, 16);
    atLeast("processes", processes, 1);
    atLeast("file size in bytes", fileBytes, 0);
    atLeast("folder size in bytes", folderBytes, 0);
    atLeast("folder entries", folderEntries, 1);
    atLeast("kept output in bytes", outputBytes, 0);
    if (wall.toHours() > 240 || cpu.toHours() > 2400 || memoryBytes > 1L << 46) {
      throw GambesonException.usage(
          "A sandbox limit of %s wall time, %s CPU time and %d bytes of memory is no limit."
              .formatted(wall, cpu, memoryBytes));
    }
  }

  /// Five minutes, 4 GiB of memory, 256 processes and threads, 8 GiB of files: enough to convert a
  /// model of ordinary size.
  public static Limits ordinary() {
    return new Limits(
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        4096 * MIB,
        256,
        256,
        4096 * MIB,
        8192 * MIB,
        10_000,
        (int) MIB);
  }

  /// These limits with another wall time and, in proportion, CPU time (twice the wall time).
  public Limits withTime(Duration time) {
    return new Limits(
        time,
        time.multipliedBy(2),
        memoryBytes,
        openFiles,
        processes,
        fileBytes,
        folderBytes,
        folderEntries,
        outputBytes);
  }

  /// These limits with another amount of memory.
  public Limits withMemory(long bytes) {
    return new Limits(
        wall, cpu, bytes, openFiles, processes, fileBytes, folderBytes, folderEntries, outputBytes);
  }

  private static void atLeast(String what, long value, long least) {
    if (value < least) {
      throw GambesonException.usage(
          "A sandbox limit of %d for %s is too small; %d is the least."
              .formatted(value, what, least));
    }
  }
}
