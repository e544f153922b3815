package dev.gambeson.artifact.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sandbox.Attempt.Kind;
import dev.gambeson.artifact.sandbox.Confinement.Tier;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a well-behaved program can do, and what comes back from it.
class SandboxTest {
  @TempDir private Path folder;

  /// With bubblewrap, a child of root reads only what anybody may read.
  @BeforeEach
  void openTheFolder() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void aConverterReadsItsInputAndWritesItsOutput(Kind kind) throws IOException {
    Path input = Files.writeString(folder.resolve("in put;$(x)"), "model");
    Job job =
        Job.of(
                "/bin/sh",
                "-c",
                "cat \"$1\" > \"$2/made\"; mkdir sub; echo x > sub/b",
                "sh",
                input.toString(),
                Job.OUT)
            .reading(input);
    try (SandboxRun run = Attempt.sandbox(kind).run(job)) {
      assertThat(run.ending().well()).as(run.err().text()).isTrue();
      assertThat(run.files()).extracting(f -> f.name().toString()).containsExactly("made", "sub/b");
      Path target = folder.resolve("taken");
      run.take(run.files().getFirst(), target);
      assertThat(target).hasContent("model");
      assertThat(Files.getOwner(target)).isEqualTo(Files.getOwner(input));
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void aJavaMachineRuns(Kind kind) throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("Hello.java"),
            """
            void main() throws Exception {
              var t = new Thread(() -> IO.println("thread"));
              t.start();
              t.join();
              java.nio.file.Files.writeString(java.nio.file.Path.of("made"), "x");
              IO.println("DONE");
            }
            """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Job job = Job.of(java, "-Xmx256m", "-XX:+UseSerialGC", source.toString()).reading(source);
    try (SandboxRun run = Attempt.sandbox(kind).run(job)) {
      assertThat(run.out().text())
          .as("%s %s", run.ending().words(), run.err().text())
          .contains("thread", "DONE");
      assertThat(run.files()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void pythonUsesThreadsProcessesAndTemporaryFiles(Kind kind) {
    Attempt.of(
            """
            import os, shutil, subprocess, sys, tempfile, threading
            t = threading.Thread(target=lambda: print('thread'))
            t.start(); t.join()
            print(subprocess.run([sys.executable, '-c', 'print(2)'], capture_output=True).stdout)
            with tempfile.NamedTemporaryFile() as f: f.write(b'x')
            open('a', 'w').write('x')
            shutil.copy2('a', 'b')
            os.makedirs('d'); shutil.move('b', 'd/b')
            print('DONE' if open('d/b').read() == 'x' else '')
            """)
        .worksWithin(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void linksAndPipesThatItLeavesAreNotHandedOver(Kind kind) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "x");
    String program =
        "import os\nos.symlink('%s','link')\nos.symlink('/etc','folder')\nopen('a','w').write('x')\nos.link('a','b')\nopen('good','w').write('x')"
            .formatted(secret);
    try (SandboxRun run = Attempt.run(Attempt.sandbox(kind), program, j -> j)) {
      assertThat(run.ending().well()).as(run.err().text()).isTrue();
      assertThat(run.files()).extracting(f -> f.name().toString()).containsExactly("good");
      assertThat(run.refused())
          .extracting(Path::toString)
          .containsExactly("a", "b", "folder", "link");
    }
    assertThat(secret).exists();
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void itSeesNoVariableOfOurs(Kind kind) {
    try (SandboxRun run =
        Attempt.run(
            Attempt.sandbox(kind),
            "import os\nprint(sorted(os.environ))",
            j -> j.with("MINE", "1"))) {
      assertThat(run.out().text())
          .contains("MINE")
          .containsPattern(
              "\\['HOME', 'LANG', 'LOGNAME', 'MINE', 'PATH', 'PWD', 'TMPDIR', 'USER'\\]");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void itInheritsNoDescriptorOfOurs(Kind kind) throws IOException {
    Path open = Files.writeString(folder.resolve("open"), "x");
    try (var _ = Files.newInputStream(open);
        ServerSocket _ = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String program =
          "import os\nn=[]\nfor fd in range(3,300):\n  try: os.fstat(fd); n.append(fd)\n  except OSError: pass\nprint('open:', n)";
      try (SandboxRun run = Attempt.run(Attempt.sandbox(kind), program, j -> j)) {
        // bubblewrap keeps 3, the unused channel to us.
        assertThat(run.out().text()).containsPattern("open: \\[3?\\]");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void theChannelReachesUs(Kind kind) {
    try (SandboxRun run =
        Attempt.run(Attempt.sandbox(kind), "import os\nos.write(3, b'hello')", Job::withChannel)) {
      assertThat(run.channel().text()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void thisJavaMachineStaysFree(Kind kind) throws IOException {
    Sandbox sandbox = Attempt.sandbox(kind);
    String before = freedom();
    try (SandboxRun run = Attempt.run(sandbox, "print('x')", j -> j)) {
      assertThat(run.out().text()).isEqualTo("x\n");
    }
    assertThat(freedom()).isEqualTo(before);
    assertThat(Files.readString(Path.of("/etc/passwd"))).contains("root");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(server.isBound()).isTrue();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(n -> n.equals("gambeson-sandbox-start"));
  }

  /// What the kernel says of every thread of this Java machine.
  private static String freedom() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks
              .flatMap(t -> {
                try {
                  return Files.readAllLines(t.resolve("status")).stream();
                } catch (IOException e) {
                  return Stream.empty(); // the thread has ended
                }
              })
              .filter(l -> l.matches("(Uid|Gid|Cap...|NoNewPrivs|Seccomp|Seccomp_filters):.*"))
              .distinct()
              .sorted()
              .reduce("", (a, b) -> a + b + "\n")
          + Files.readString(Path.of("/proc/self/limits"))
          + Files.getOwner(Path.of("/proc/self/environ"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void aCrashIsToldFromAnExit(Kind kind) {
    Sandbox sandbox = Attempt.sandbox(kind);
    try (SandboxRun run = Attempt.run(sandbox, "import sys\nsys.exit(7)", j -> j)) {
      assertThat(run.ending()).isEqualTo(new Ending.Exited(7));
    }
    try (SandboxRun run = Attempt.run(sandbox, "import ctypes\nctypes.string_at(0)", j -> j)) {
      // bubblewrap waits for the program and reports its signal as a shell does.
      assertThat(run.ending()).isIn(new Ending.Crashed(11), new Ending.Exited(128 + 11));
      assertThat(run.ending().well()).isFalse();
    }
  }

  @Test
  void nothingIsLeftBehindUnderTheTemporaryFolder() throws IOException {
    Path tmp = Path.of(System.getProperty("java.io.tmpdir"));
    long before = scratchFolders(tmp);
    try (SandboxRun run =
        Sandbox.unsafe().run(Job.of("/bin/sh", "-c", "mkdir -p a/b; : > a/b/c"))) {
      assertThat(run.ending().well()).isTrue();
    }
    assertThatThrownBy(() -> Sandbox.unsafe().run(Job.of("/bin/sh").reading(Path.of("/no/such"))))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("/no/such");
    assertThat(scratchFolders(tmp)).isEqualTo(before);
  }

  private static long scratchFolders(Path tmp) throws IOException {
    try (Stream<Path> all = Files.list(tmp)) {
      return all.filter(p -> p.getFileName().toString().startsWith("gambeson-sandbox-")).count();
    }
  }

  @Test
  void anUnknownProgramIsAnErrorOfTheCaller() {
    assertThatThrownBy(() -> Sandbox.unsafe().run(Job.of("no-such-program-here")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("There is no program 'no-such-program-here'");
  }

  @Test
  void badCommandsAndVariablesAreRefused() {
    assertThatThrownBy(() -> Job.of(List.of())).isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> Job.of("a", "b\0c")).isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> Job.of("a").with("A=B", "c")).isInstanceOf(GambesonException.class);
  }

  @Test
  void withoutLandlockItIsRefusedWithTheReason() {
    assertThatThrownBy(() -> Sandbox.landlock(0, true))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("nothing was run")
        .hasMessageContaining("no landlock")
        .hasMessageContaining("--unsafe");
  }

  @Test
  void whatIsInForceIsStated() {
    assertThat(Sandbox.unsafe().confinement().summary()).startsWith("NOT CONFINED");
    assertThat(Sandbox.unsafe().confinement().tier()).isEqualTo(Tier.NONE);
    assertThat(Sandbox.unsafe().confinement().gaps()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void theConfinementNamesItsLayersAndGaps(Kind kind) {
    Confinement confinement = Attempt.sandbox(kind).confinement();
    assertThat(confinement.confined()).isTrue();
    assertThat(confinement.summary()).contains("seccomp", "resource limits");
    assertThat(confinement.gaps()).anyMatch(g -> g.contains("kernel"));
  }
}
