package dev.gambeson.artifact.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.sandbox.Attempt.Kind;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a hostile converter would try. Each attempt is seen to work without the sandbox first.
class EscapeTest {
  @TempDir private Path outside;

  /// With bubblewrap, a child of root reads only what anybody may read.
  @BeforeEach
  void openTheFolder() throws IOException {
    Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Attempt attempt(String program, Object... values) {
    return Attempt.of("print('TRIED', flush=True)\n" + program.formatted(values));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(outside.resolve(name), text);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void readsTheListOfUsers(Kind kind) {
    attempt("print('DONE' if 'root:' in open('/etc/passwd').read() else '')")
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void readsAFileInTheUsersHome(Kind kind) throws IOException {
    Path home = Path.of(System.getProperty("user.home"));
    Path secret = Files.createTempFile(home, ".gambeson-test", ".key");
    try {
      attempt("open('%s').read(); print('DONE')", secret).worksOnlyWithout(kind);
    } finally {
      Files.delete(secret);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void writesBesideItsFolder(Kind kind) {
    attempt("open('%s/made', 'w').write('x'); print('DONE')", outside).worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void writesToTmp(Kind kind) throws IOException {
    Path made = Path.of("/tmp/gambeson-escape-" + System.nanoTime());
    Sandbox sandbox = Attempt.sandbox(kind);
    String program = "print('TRIED')\nopen('%s','w').write('x')\nprint('DONE')".formatted(made);
    try (SandboxRun free = Attempt.run(Sandbox.unsafe(), program, j -> j)) {
      assertThat(free.out().text()).contains("DONE");
      assertThat(Files.deleteIfExists(made)).isTrue();
    }
    try (SandboxRun _ = Attempt.run(sandbox, program, j -> j)) {
      assertThat(made).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void listsAnotherFolder(Kind kind) throws IOException {
    file("visible", "x");
    attempt("import os\nprint('DONE' if 'visible' in os.listdir('%s') else '')", outside)
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void opensATcpConnection(Kind kind) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      attempt(
              "import socket\nsocket.create_connection(('127.0.0.1',%d),3)\nprint('DONE')",
              server.getLocalPort())
          .worksOnlyWithout(kind);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void listensForTcpConnections(Kind kind) {
    attempt("import socket\nsocket.create_server(('127.0.0.1',0))\nprint('DONE')")
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void sendsAUdpPacket(Kind kind) throws IOException {
    try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      attempt(
              "import socket\nsocket.socket(socket.AF_INET,socket.SOCK_DGRAM).sendto(b'x',('127.0.0.1',%d))\nprint('DONE')",
              receiver.getLocalPort())
          .worksOnlyWithout(kind);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void resolvesAName(Kind kind) {
    // `localhost` is found in /etc/hosts; a name beyond it needs a socket, tried above.
    attempt("import socket\nsocket.getaddrinfo('localhost', 80)\nprint('DONE')")
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void connectsToAUnixSocket(Kind kind) throws IOException {
    Path address = outside.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(address));
      attempt("import socket\nsocket.socket(socket.AF_UNIX).connect('%s')\nprint('DONE')", address)
          .worksOnlyWithout(kind);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void connectsToAnAbstractUnixSocket(Kind kind) {
    attempt(
            "import socket\ns=socket.socket(socket.AF_UNIX)\ns.bind('\\0gambeson-%d')\nprint('DONE')",
            System.nanoTime())
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void tracesAProcessOutside(Kind kind) {
    attempt(
            """
            import ctypes
            l = ctypes.CDLL(None, use_errno=True)
            r = l.ptrace(0x4206, %d, 0, 0)  # PTRACE_SEIZE
            print('DONE' if r == 0 else ctypes.get_errno())
            """,
            ProcessHandle.current().pid())
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void signalsAProcessOutside(Kind kind) throws IOException {
    Process victim = new ProcessBuilder("sleep", "60").start();
    try {
      Attempt attempt =
          attempt("import os\nos.kill(%d, 0 or 23)\nprint('DONE')", victim.pid()); // SIGURG
      attempt.worksOnlyWithout(kind);
      assertThat(victim.isAlive()).isTrue();
    } finally {
      victim.destroyForcibly();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void readsTheEnvironmentOfThisProcess(Kind kind) {
    attempt(
            "print('DONE' if b'PATH=' in open('/proc/%d/environ','rb').read() else '')",
            ProcessHandle.current().pid())
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void readsTheMemoryOfThisProcess(Kind kind) {
    attempt("open('/proc/%d/maps').read(); print('DONE')", ProcessHandle.current().pid())
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void readsThroughASymbolicLinkInItsFolder(Kind kind) throws IOException {
    Path secret = file("secret", "x");
    attempt("import os\nos.symlink('%s','l')\nopen('l').read()\nprint('DONE')", secret)
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void takesAHardLinkOfAFileOutside(Kind kind) throws IOException {
    Path secret = file("secret", "x");
    attempt("import os\nos.link('%s','l')\nopen('l').read()\nprint('DONE')", secret)
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void readsThroughTheRootOfProc(Kind kind) throws IOException {
    Path secret = file("secret", "x");
    attempt("open('/proc/self/root%s').read()\nprint('DONE')", secret).worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void changesTheModeOfAFileOutside(Kind kind) throws IOException {
    Path file = file("key", "x");
    Sandbox sandbox = Attempt.sandbox(kind);
    String program = "import os\nos.chmod('%s', 0o777)\nos.utime('%s',(1,1))".formatted(file, file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Object before = Files.getLastModifiedTime(file);
    try (SandboxRun _ = Attempt.run(sandbox, program, j -> j.reading(file))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r--r--");
      assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    }
    try (SandboxRun _ = Attempt.run(Sandbox.unsafe(), program, j -> j)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as("control")
          .isEqualTo("rwxrwxrwx");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void truncatesAFileThatItMayRead(Kind kind) throws IOException {
    Path file = file("model", "content");
    Sandbox sandbox = Attempt.sandbox(kind);
    String program = "import os\nprint('TRIED', flush=True)\nos.truncate('%s', 0)".formatted(file);
    try (SandboxRun run = Attempt.run(sandbox, program, j -> j.reading(file))) {
      assertThat(run.out().text()).contains("TRIED");
      assertThat(file).hasContent("content");
    }
    try (SandboxRun _ = Attempt.run(Sandbox.unsafe(), program, j -> j)) {
      assertThat(file).as("control").isEmptyFile();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void deletesAFileThatItMayRead(Kind kind) throws IOException {
    Path file = file("model", "content");
    Sandbox sandbox = Attempt.sandbox(kind);
    String program = "import os\nprint('TRIED', flush=True)\nos.remove('%s')".formatted(file);
    try (SandboxRun run = Attempt.run(sandbox, program, j -> j.reading(file))) {
      assertThat(run.out().text()).contains("TRIED");
      assertThat(file).exists();
    }
    try (SandboxRun _ = Attempt.run(Sandbox.unsafe(), program, j -> j)) {
      assertThat(file).as("control").doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void runsAProgramFromItsFolder(Kind kind) {
    Sandbox sandbox = Attempt.sandbox(kind);
    String program =
        "import os,shutil,subprocess\nprint('TRIED',flush=True)\nshutil.copyfile('/bin/true','t')\nos.chmod('t',0o755)\nsubprocess.run(['./t'],check=True)\nprint('DONE')";
    new Attempt(program, j -> j).worksOnlyWithout(kind);
    assertThat(sandbox.confinement().confined()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void makesAUserNamespace(Kind kind) {
    attempt(
            """
            import ctypes
            l = ctypes.CDLL(None, use_errno=True)
            print('DONE' if l.unshare(0x10000000) == 0 else ctypes.get_errno())
            """)
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void makesASharedMemorySegment(Kind kind) {
    attempt(
            """
            import ctypes
            l = ctypes.CDLL(None, use_errno=True)
            i = l.shmget(0, 4096, 0o1600)
            print('DONE' if i >= 0 else ctypes.get_errno())
            l.shmctl(i, 0, 0)
            """)
        .worksOnlyWithout(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.gambeson.artifact.sandbox.Attempt#kinds")
  void raisesItsLimits(Kind kind) {
    attempt("import resource as r\nr.setrlimit(r.RLIMIT_NOFILE,(100,200))\nprint('DONE')")
        .worksOnlyWithout(kind);
  }
}
