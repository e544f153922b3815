package dev.gambeson.artifact.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gambeson.core.GambesonException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// Starts a child from a thread that confines itself first; see [Throwaway].
final class Spawner {
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;
  private static final long STRUCT = 1024; // glibc: 80 and 336 bytes
  private static final int SIGKILL = 9;
  private static final int SIGSTOP = 19;

  private Spawner() {}

  /// What to start.
  ///
  /// @param program absolute path
  /// @param command its arguments, the name first
  /// @param environment all of it
  /// @param folder working folder
  /// @param descriptors ours, which become the child's 0, 1, 2, ...; all others are closed
  record Start(
      String program,
      List<String> command,
      Map<String, String> environment,
      String folder,
      List<Integer> descriptors) {}

  /// Whether the C library can do it; the missing function if not.
  static java.util.Optional<String> missing() {
    return java.util.stream.Stream.of(
            "posix_spawn",
            "posix_spawn_file_actions_addclosefrom_np",
            "posix_spawn_file_actions_addchdir_np")
        .filter(f -> !Native.has(f))
        .findFirst();
  }

  /// Starts it.
  ///
  /// @param arena holds what the calls point to
  /// @return its process id; it is to be waited for
  static int start(Arena arena, List<Throwaway.Call> calls, Start start) {
    Prepared prepared = prepare(arena, start);
    int error =
        Throwaway.run(arena, calls, () -> prepared.spawn(true), () -> prepared.spawn(false));
    if (error != 0) {
      throw GambesonException.badInput(
          "%s could not be started in the sandbox (error %d).".formatted(start.program(), error));
    }
    return prepared.pid.get(JAVA_INT, 0);
  }

  private record Prepared(
      MemorySegment pid,
      MemorySegment path,
      MemorySegment actions,
      MemorySegment attributes,
      MemorySegment argv,
      MemorySegment envp,
      MemorySegment nowhere) {
    int spawn(boolean dry) {
      return Native.spawn(pid, dry ? nowhere : path, actions, attributes, argv, envp);
    }
  }

  private static Prepared prepare(Arena arena, Start start) {
    MemorySegment actions = arena.allocate(STRUCT, 16);
    must(Native.helper("posix_spawn_file_actions_init", actions));
    for (int i = 0; i < start.descriptors().size(); i++) {
      must(
          Native.helper(
              "posix_spawn_file_actions_adddup2", actions, start.descriptors().get(i), i));
    }
    must(
        Native.helper(
            "posix_spawn_file_actions_addclosefrom_np", actions, start.descriptors().size()));
    must(
        Native.helper(
            "posix_spawn_file_actions_addchdir_np", actions, Native.string(arena, start.folder())));
    MemorySegment attributes = arena.allocate(STRUCT, 16);
    must(Native.helper("posix_spawnattr_init", attributes));
    MemorySegment none = arena.allocate(128, 16);
    MemorySegment all = arena.allocate(128, 16);
    for (int signal = 1; signal < 32; signal++) {
      if (signal != SIGKILL && signal != SIGSTOP) {
        int bit = signal - 1;
        all.set(JAVA_INT, 0, all.get(JAVA_INT, 0) | 1 << bit);
      }
    }
    must(Native.helper("posix_spawnattr_setsigmask", attributes, none));
    must(Native.helper("posix_spawnattr_setsigdefault", attributes, all));
    short flags = SETSIGDEF | SETSIGMASK | SETSID;
    must(Native.helper("posix_spawnattr_setflags", attributes, flags));
    List<String> environment =
        start.environment().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .sorted()
            .toList();
    return new Prepared(
        arena.allocate(JAVA_INT),
        Native.string(arena, start.program()),
        actions,
        attributes,
        Native.strings(arena, start.command()),
        Native.strings(arena, environment),
        Native.string(arena, "/gambeson/there/is/no/such/program"));
  }

  private static void must(int error) {
    if (error != 0) {
      throw new IllegalStateException("posix_spawn could not be prepared: error " + error);
    }
  }
}
