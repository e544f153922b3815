package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Malformed;

/// The frames of protocol 4 and 5. CPython's C unpickler takes a frame's length as a hint, its
/// Python one as a border: wherever they part, the file is ambiguous (cpython #154848).
final class Frames {
  private final Observer observer;
  private long end = Long.MAX_VALUE;
  private boolean isOpen;

  Frames(Observer observer) {
    this.observer = observer;
  }

  /// Where the frame ends that is open; beyond any file when none is.
  long end() {
    return end;
  }

  void begin(long length, long from, long size, long at) {
    if (isOpen && at < end) {
      observer.ambiguous(
          "frame inside a frame",
          "A frame begins at offset %d, before the last one has ended at %d.".formatted(at, end),
          at);
    }
    if (length < 0 || length > size - from) {
      throw new Malformed(
          at,
          "a frame of %s bytes begins where %d are left"
              .formatted(Long.toUnsignedString(length), size - from));
    }
    end = from + length;
    isOpen = true;
  }

  /// An instruction went beyond the end of the frame.
  void passed(long at, long to, int op) {
    if (at < end) {
      observer.ambiguous(
          "instruction across the end of a frame",
          "The instruction 0x%02x at offset %d goes on to %d, but its frame ends at %d: unpicklers"
                  .formatted(op, at, to, end)
              + " differ on what follows (cpython #154848).",
          at);
    }
    close();
  }

  void stop(long to, long at) {
    if (isOpen && to < end) {
      observer.ambiguous(
          "frame beyond the end of the pickle",
          "The pickle stops at offset %d, but its frame reaches to %d: unpicklers differ on where"
                  .formatted(at, end)
              + " the next one begins.",
          at);
    } else if (isOpen && to > end) {
      passed(at, to, Op.STOP);
    }
    close();
  }

  void close() {
    isOpen = false;
    end = Long.MAX_VALUE;
  }
}
