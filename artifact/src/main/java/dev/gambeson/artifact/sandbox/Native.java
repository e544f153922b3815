package dev.gambeson.artifact.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// The one place that calls the C library: `syscall(2)` and `posix_spawn(3)`. Linux only.
///
/// Everything here must be callable on a thread that may no longer open a file: the handles are
/// made when the class is initialised, and [Spawner] calls each of them once before it confines
/// itself, because the first call of a handle makes classes.
@SuppressWarnings("restricted") // native access is what this class is for
final class Native {
  static final Arch ARCH =
      Arch.current()
          .orElseThrow(() -> new IllegalStateException("no system calls known for this machine"));

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle POSIX_SPAWN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("posix_spawn"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));

  private Native() {}

  /// Calls the kernel.
  ///
  /// @param arguments at most six; missing ones are 0
  /// @return the result, or `-errno`
  static long call(Sys sys, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      long[] a = java.util.Arrays.copyOf(arguments, 6);
      return call(arena.allocate(STATE), sys.number(ARCH), a);
    }
  }

  /// As above with an own place for `errno`, allocating nothing.
  static long call(MemorySegment state, long number, long[] a) {
    try {
      long result = (long) SYSCALL.invokeExact(state, number, a[0], a[1], a[2], a[3], a[4], a[5]);
      return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (Throwable e) {
      throw new IllegalStateException("the call of a system call failed in Java", e);
    }
  }

  /// A place for `errno`.
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /// `posix_spawn`; 0 or an errno.
  static int spawn(
      MemorySegment pid,
      MemorySegment path,
      MemorySegment actions,
      MemorySegment attributes,
      MemorySegment argv,
      MemorySegment envp) {
    try {
      return (int) POSIX_SPAWN.invokeExact(pid, path, actions, attributes, argv, envp);
    } catch (Throwable e) {
      throw new IllegalStateException("the call of posix_spawn failed in Java", e);
    }
  }

  /// Calls a function of the C library that takes an address and up to three ints, and returns an
  /// int: the helpers of `posix_spawn`.
  static int helper(String name, MemorySegment first, Object... rest) {
    MemoryLayout[] layouts = new MemoryLayout[rest.length + 1];
    layouts[0] = ADDRESS;
    for (int i = 0; i < rest.length; i++) {
      layouts[i + 1] =
          switch (rest[i]) {
            case MemorySegment _ -> ADDRESS;
            case Short _ -> java.lang.foreign.ValueLayout.JAVA_SHORT;
            default -> JAVA_INT;
          };
    }
    MethodHandle handle =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, layouts));
    Object[] all = new Object[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    try {
      return (int) handle.invokeWithArguments(all);
    } catch (Throwable e) {
      throw new IllegalStateException("the call of " + name + " failed in Java", e);
    }
  }

  /// Whether the C library has this function.
  static boolean has(String function) {
    return LINKER.defaultLookup().find(function).isPresent();
  }

  /// A C string.
  static MemorySegment string(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  /// A null-terminated array of C strings.
  static MemorySegment strings(Arena arena, java.util.List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, string(arena, texts.get(i)));
    }
    array.setAtIndex(ADDRESS, texts.size(), MemorySegment.NULL);
    return array;
  }
}
