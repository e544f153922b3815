package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Scan;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiConsumer;

/// The bytes of a member while they are looked at.
///
/// @param bytes unpacked; no more than was asked for
/// @param inflated how many of them had to be unpacked into memory
/// @param flaws what is wrong with the member itself
/// @param release gives the memory back
record Unpacked(
    MemorySegment bytes, long inflated, List<BiConsumer<Scan, Entry>> flaws, Runnable release)
    implements AutoCloseable {
  static Unpacked slice(MemorySegment bytes, List<BiConsumer<Scan, Entry>> flaws) {
    return new Unpacked(bytes, 0, flaws, () -> {});
  }

  @Override
  public void close() {
    release.run();
  }
}
