package dev.gambeson.artifact.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gambeson.artifact.sandbox.Confinement.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A Python program that tries something and prints `DONE` when it worked.
record Attempt(String program, UnaryOperator<Job> extra) {
  static final Path PYTHON = Path.of("/usr/bin/python3");
  static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          1L << 30,
          256,
          64,
          64L << 20,
          256L << 20,
          1000,
          1 << 16);

  static Attempt of(String program) {
    return new Attempt(program, UnaryOperator.identity());
  }

  /// The kinds of walls to be tried, as far as this machine has them.
  record Kind(String name, Supplier<Optional<String>> missing, Supplier<Sandbox> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("landlock, newest", () -> landlock(1), () -> Sandbox.of(Tier.LANDLOCK)),
        new Kind("landlock, our user", () -> landlock(6), () -> Sandbox.landlock(99, false)),
        new Kind("landlock ABI 4, our user", () -> landlock(4), () -> Sandbox.landlock(4, false)),
        new Kind("landlock ABI 1, our user", () -> landlock(1), () -> Sandbox.landlock(1, false)),
        new Kind(
            "bubblewrap",
            () -> Walls.missing(Tier.BUBBLEWRAP, 99),
            () -> Sandbox.of(Tier.BUBBLEWRAP)));
  }

  /// Those of the kinds whose limits are set differently: by another user, by root, by bubblewrap.
  static Stream<Kind> limiting() {
    return kinds().filter(k -> !k.name().contains(" ABI "));
  }

  private static Optional<String> landlock(int abi) {
    return Walls.missing(Tier.LANDLOCK, 99)
        .or(() ->
            Landlock.kernelAbi() < abi
                ? Optional.of("the kernel's landlock is older than ABI " + abi)
                : Optional.empty());
  }

  /// The sandbox of a kind; skips the test with the reason where there is none.
  static Sandbox sandbox(Kind kind) {
    Optional<String> missing = kind.missing().get();
    assumeTrue(missing.isEmpty(), () -> kind + " cannot be tried here: " + missing.get());
    return kind.make().get();
  }

  static SandboxRun run(Sandbox sandbox, String program, UnaryOperator<Job> extra) {
    assumeTrue(Files.isExecutable(PYTHON), "there is no /usr/bin/python3 to try it with");
    return sandbox.run(extra.apply(Job.of(PYTHON.toString(), "-I", "-c", program).within(LIMITS)));
  }

  /// Works without walls, and not with them.
  void worksOnlyWithout(Kind kind) {
    Sandbox sandbox = sandbox(kind);
    try (SandboxRun free = run(Sandbox.unsafe(), program, extra)) {
      assertThat(free.out().text()).as("control: %s", free.err().text()).contains("DONE");
    }
    try (SandboxRun held = run(sandbox, program, extra)) {
      assertThat(held.out().text()).contains("TRIED").doesNotContain("DONE");
    }
  }

  /// Works within the walls.
  void worksWithin(Kind kind) {
    try (SandboxRun held = run(sandbox(kind), program, extra)) {
      assertThat(held.out().text())
          .as("%s, %s", held.ending().words(), held.err().text())
          .contains("DONE");
    }
  }
}
