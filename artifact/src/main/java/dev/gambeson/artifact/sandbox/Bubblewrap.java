package dev.gambeson.artifact.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.gambeson.artifact.sandbox.Confinement.Layer;
import dev.gambeson.artifact.sandbox.Landlock.Rule;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The second tier: bubblewrap makes namespaces of files, processes, network, users and System V
/// objects, in which nothing but the allow-list is mounted, and puts the seccomp filter on last.
final class Bubblewrap {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin/bwrap"), Path.of("/usr/local/bin/bwrap"), Path.of("/bin/bwrap"));

  private Bubblewrap() {}

  private static Optional<Path> program() {
    return PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  /// Why it cannot be used; found out by using it once.
  static Optional<String> missing() {
    Optional<Path> bwrap = program();
    if (bwrap.isEmpty()) {
      return Optional.of("bubblewrap (bwrap) is not installed");
    }
    try {
      Process process =
          new ProcessBuilder(
                  bwrap.get().toString(),
                  "--unshare-all",
                  "--unshare-user",
                  "--cap-drop",
                  "ALL",
                  "--ro-bind",
                  "/",
                  "/",
                  "/bin/true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return Optional.empty();
      }
      process.destroyForcibly();
    } catch (IOException e) {
      return Optional.of("bubblewrap could not be started");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.of("bubblewrap may not make namespaces here (a container forbids it?)");
  }

  static void describe(List<Layer> layers) {
    layers.add(
        new Layer(
            "bubblewrap",
            "own namespaces of files (only the allow-list is there), processes, network, users"));
  }

  static Walls.Ready ready(
      Arena life, Confinement confinement, Privileges user, List<Rule> rules, Scratch scratch) {
    Pipes.Pipe filter = Pipes.Pipe.open();
    byte[] program = new SeccompPolicy(false, false).program(Native.ARCH);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(program.length);
      MemorySegment.copy(program, 0, bytes, JAVA_BYTE, 0, program.length);
      // Less than a pipe holds, so this does not wait for a reader.
      Native.call(Sys.WRITE, filter.write(), bytes.address(), program.length);
    }
    Pipes.close(filter.write());
    return new Walls.Ready(
        confinement,
        user,
        user.calls(life),
        prefix(rules, scratch),
        List.of(filter.read()),
        List.of(filter.read()));
  }

  private static List<String> prefix(List<Rule> rules, Scratch scratch) {
    List<String> all = new ArrayList<>();
    all.add(program().orElseThrow().toString());
    // no --die-with-parent: its parent is the throw-away thread, whose end would kill it
    all.addAll(List.of("--unshare-all", "--unshare-user", "--cap-drop", "ALL"));
    for (Rule rule : rules) {
      String path = rule.path().toString();
      if (path.startsWith("/dev/") || path.startsWith("/proc/") || path.equals("/proc")) {
        continue; // made anew below
      }
      Path real = rule.path();
      if (Files.isSymbolicLink(real) && real.getNameCount() == 1) {
        all.addAll(List.of("--symlink", target(real), path)); // /bin -> usr/bin
      } else {
        all.addAll(
            List.of(rule.access() == Landlock.Access.WRITE ? "--bind" : "--ro-bind", path, path));
      }
    }
    all.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/"));
    all.addAll(List.of("--chdir", scratch.out().toString(), "--seccomp", "4", "--"));
    return all;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "usr" + link;
    }
  }
}
