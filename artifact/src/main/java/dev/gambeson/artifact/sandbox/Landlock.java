package dev.gambeson.artifact.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gambeson.core.GambesonException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Builds a landlock rule set: everything that this kernel's landlock can govern is denied, except
/// what is listed. Rights by version: Documentation/userspace-api/landlock.rst of the kernel.
///
/// Not governed by any version: metadata (`stat`, `chdir`, `readlink`, and changes of mode, owner,
/// times and attributes, which [SeccompPolicy] takes over), and UDP.
final class Landlock {
  /// What may be done with a path and all that lies under it.
  enum Access {
    READ,
    EXECUTE,
    DEVICE,
    WRITE
  }

  /// A path that stays reachable.
  record Rule(Path path, Access access) {}

  private static final long EXECUTE = 1;
  private static final long WRITE_FILE = 1 << 1;
  private static final long READ_FILE = 1 << 2;
  private static final long READ_DIR = 1 << 3;
  private static final long REMOVE = 1 << 4 | 1 << 5;
  private static final long MAKE_DIR = 1 << 7;
  private static final long MAKE_REG = 1 << 8;
  private static final long MAKE_SYM = 1 << 12;
  private static final long REFER = 1 << 13;
  private static final long TRUNCATE = 1 << 14;
  private static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;

  private static final int O_PATH_CLOEXEC = 0x200000 | 0x80000;
  private static final int AT_FDCWD = -100;
  private static final int PATH_BENEATH = 1;
  private static final int NEWEST = 7;

  private final int abi;

  /// @param abi 1 or more
  Landlock(int abi) {
    this.abi = Math.min(abi, NEWEST);
  }

  /// The kernel's landlock version; 0 where there is none.
  static int kernelAbi() {
    return (int) Math.max(0, Native.call(Sys.LANDLOCK_CREATE_RULESET, 0, 0, 1));
  }

  int abi() {
    return abi;
  }

  /// The file-system rights that this version governs.
  long handled() {
    int bits = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
    return (1L << bits) - 1;
  }

  /// Whether TCP is governed.
  boolean governsTcp() {
    return abi >= 4;
  }

  /// Whether signals and abstract Unix sockets are governed.
  boolean governsSignals() {
    return abi >= 6;
  }

  /// Whether `truncate(2)` by name is governed.
  boolean governsTruncate() {
    return abi >= 3;
  }

  /// A rule set with these rules.
  ///
  /// @param files whether to govern the file system at all; not when bubblewrap must mount
  /// @return a file descriptor
  int ruleset(boolean files, List<Rule> rules) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(JAVA_LONG, 3);
      attr.setAtIndex(JAVA_LONG, 0, files ? handled() : 0);
      attr.setAtIndex(JAVA_LONG, 1, governsTcp() ? 3 : 0);
      attr.setAtIndex(JAVA_LONG, 2, governsSignals() ? 3 : 0);
      long size = governsSignals() ? 24 : governsTcp() ? 16 : 8;
      long set = Native.call(Sys.LANDLOCK_CREATE_RULESET, attr.address(), size, 0);
      if (set < 0) {
        throw GambesonException.badInput(
            "The kernel refused a landlock rule set (error %d).".formatted(-set));
      }
      boolean done = false;
      try {
        for (Rule rule : rules) {
          add(arena, (int) set, rule);
        }
        done = true;
        return (int) set;
      } finally {
        if (!done) {
          Native.call(Sys.CLOSE, set);
        }
      }
    }
  }

  private void add(Arena arena, int set, Rule rule) {
    String path = rule.path().toAbsolutePath().toString();
    long fd =
        Native.call(Sys.OPENAT, AT_FDCWD, Native.string(arena, path).address(), O_PATH_CLOEXEC, 0);
    if (fd < 0) {
      throw GambesonException.badInput(
          "The sandbox cannot grant %s: it cannot be opened (error %d)."
              .formatted(rule.path(), -fd));
    }
    try {
      MemorySegment beneath = arena.allocate(12, 8);
      beneath.set(JAVA_LONG_UNALIGNED, 0, rights(rule));
      beneath.set(JAVA_INT_UNALIGNED, 8, (int) fd);
      long added = Native.call(Sys.LANDLOCK_ADD_RULE, set, PATH_BENEATH, beneath.address(), 0);
      if (added < 0) {
        throw GambesonException.badInput(
            "The kernel refused a landlock rule for %s (error %d).".formatted(rule.path(), -added));
      }
    } finally {
      Native.call(Sys.CLOSE, fd);
    }
  }

  private long rights(Rule rule) {
    long wanted =
        switch (rule.access()) {
          case READ -> READ_FILE | READ_DIR;
          case EXECUTE -> READ_FILE | READ_DIR | EXECUTE;
          case DEVICE -> READ_FILE | WRITE_FILE | TRUNCATE;
          case WRITE ->
              READ_FILE
                  | READ_DIR
                  | WRITE_FILE
                  | TRUNCATE
                  | REMOVE
                  | MAKE_DIR
                  | MAKE_REG
                  | MAKE_SYM
                  | REFER;
        };
    return wanted & handled() & (Files.isDirectory(rule.path()) ? ~0L : OF_FILES);
  }
}
