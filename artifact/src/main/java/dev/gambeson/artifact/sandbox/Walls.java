package dev.gambeson.artifact.sandbox;

import dev.gambeson.artifact.sandbox.Confinement.Layer;
import dev.gambeson.artifact.sandbox.Confinement.Tier;
import dev.gambeson.artifact.sandbox.Landlock.Rule;
import dev.gambeson.core.GambesonException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The layers of one tier, and how a thread puts them on.
///
/// @param tier which
/// @param abi landlock version to use; 0 for none
/// @param mayBeOther whether the child may run as another user than ours
record Walls(Tier tier, int abi, boolean mayBeOther) {
  private static final int SECCOMP_SET_MODE_FILTER = 1;

  /// The strongest tier of this machine.
  static Walls best() {
    Optional<String> noLandlock = missing(Tier.LANDLOCK, Integer.MAX_VALUE);
    if (noLandlock.isEmpty()) {
      return of(Tier.LANDLOCK, Integer.MAX_VALUE);
    }
    Optional<String> noBubblewrap = missing(Tier.BUBBLEWRAP, Integer.MAX_VALUE);
    if (noBubblewrap.isEmpty()) {
      return of(Tier.BUBBLEWRAP, Integer.MAX_VALUE);
    }
    throw refusal(noLandlock.get() + "; and without it, " + noBubblewrap.get());
  }

  static Walls of(Tier tier, int newestAbi) {
    missing(tier, newestAbi)
        .ifPresent(m -> {
          throw refusal(m);
        });
    return new Walls(
        tier, tier == Tier.LANDLOCK ? Math.min(newestAbi, Landlock.kernelAbi()) : 0, true);
  }

  private static GambesonException refusal(String reason) {
    return GambesonException.badInput(
        "There is no sandbox on this machine, so nothing was run: %s. Run it on Linux 5.13 or later with landlock, or install bubblewrap. If you trust the program, gambeson convert has --unsafe; a deep scan has not."
            .formatted(reason));
  }

  /// Why a tier cannot be had; empty when it can.
  static Optional<String> missing(Tier tier, int newestAbi) {
    if (Arch.current().isEmpty()) {
      return Optional.of(
          "it needs Linux on x86_64 or aarch64, and this is %s on %s"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    Optional<String> function = Spawner.missing().map(f -> "the C library has no " + f);
    if (function.isPresent()) {
      return function;
    }
    return switch (tier) {
      case NONE -> Optional.empty();
      case BUBBLEWRAP -> Bubblewrap.missing();
      case LANDLOCK ->
          Math.min(newestAbi, Landlock.kernelAbi()) < 1
              ? Optional.of("the kernel offers no landlock (not built in, or switched off)")
              : Optional.empty();
    };
  }

  /// What would hold a program in.
  Confinement confinement() {
    return confinement(user(new SecureRandom()));
  }

  private Privileges user(SecureRandom random) {
    return mayBeOther && tier != Tier.NONE
        ? Privileges.choose(random, tier == Tier.LANDLOCK)
        : Privileges.same();
  }

  private Confinement confinement(Privileges user) {
    List<Layer> layers = new ArrayList<>();
    List<String> gaps = new ArrayList<>();
    Landlock landlock = new Landlock(abi);
    switch (tier) {
      case LANDLOCK -> landlockLayers(landlock, user, layers, gaps);
      case BUBBLEWRAP -> Bubblewrap.describe(layers);
      case NONE -> gaps.add("files, network, other processes and memory of the user are open");
    }
    if (tier != Tier.NONE) {
      layers.add(
          new Layer(
              "seccomp",
              "no sockets, tracing, mounts, namespaces, modules, bpf, io_uring, keys, shared memory"));
    }
    layers.add(new Layer("resource limits", "CPU and wall time, memory, processes, files, output"));
    layers.add(new Layer("scrubbed environment", "fixed variables, no inherited descriptors"));
    gaps.add("faults of the kernel and the processor, side channels");
    gaps.add("whatever the produced files hold");
    return new Confinement(tier, abi, layers, gaps);
  }

  private static void landlockLayers(
      Landlock landlock, Privileges user, List<Layer> layers, List<String> gaps) {
    layers.add(
        new Layer(
            "landlock ABI " + landlock.abi(),
            "files outside of the allow-list cannot be opened"
                + (landlock.governsTcp() ? ", no TCP" : "")
                + (landlock.governsSignals() ? ", no signals to processes outside" : "")));
    if (user.switched()) {
      layers.add(new Layer("own user", "a random user number without rights"));
    }
    if (!landlock.governsSignals() && !user.switched()) {
      layers.add(new Layer("no signals", "seccomp refuses every signal, even to its own children"));
    }
    gaps.add("names, sizes and owners of files outside can be seen");
  }

  /// What one run needs.
  ///
  /// @param calls what the starting thread gives up
  /// @param prefix what the program's command is wrapped in
  /// @param extra further descriptors of the child
  /// @param ours descriptors to close once it is started
  record Ready(
      Confinement confinement,
      Privileges user,
      List<Throwaway.Call> calls,
      List<String> prefix,
      List<Integer> extra,
      List<Integer> ours)
      implements AutoCloseable {
    @Override
    public void close() {
      ours.forEach(Pipes::close);
    }
  }

  Ready prepare(Arena arena, SecureRandom random, Path program, Job job, Scratch scratch) {
    List<Rule> rules = Reach.rules(program, job, scratch.root());
    return switch (tier) {
      case NONE -> open();
      case LANDLOCK -> landlocked(arena, user(random), rules, scratch);
      case BUBBLEWRAP -> wrapped(arena, user(random), rules, scratch);
    };
  }

  private Ready open() {
    Privileges user = Privileges.same();
    return new Ready(confinement(user), user, List.of(), List.of(), List.of(), List.of());
  }

  private Ready landlocked(Arena arena, Privileges user, List<Rule> rules, Scratch scratch) {
    Landlock landlock = new Landlock(abi);
    SeccompPolicy policy =
        new SeccompPolicy(
            !landlock.governsSignals() && !user.switched(), !landlock.governsTruncate());
    int ruleset = landlock.ruleset(true, rules);
    List<Throwaway.Call> calls = new ArrayList<>(user.calls(arena));
    calls.add(Throwaway.Call.of(Sys.LANDLOCK_RESTRICT_SELF, ruleset, 0));
    calls.add(seccomp(arena, policy.program(Native.ARCH)));
    if (user.switched()) {
      scratch.giveTo(user.uid());
    }
    return new Ready(confinement(user), user, calls, List.of(), List.of(), List.of(ruleset));
  }

  private Ready wrapped(Arena arena, Privileges user, List<Rule> rules, Scratch scratch) {
    if (user.switched()) {
      scratch.giveTo(user.uid());
    }
    return Bubblewrap.ready(arena, confinement(user), user, rules, scratch);
  }

  private static Throwaway.Call seccomp(Arena arena, byte[] program) {
    MemorySegment filter = arena.allocate(program.length, 8);
    MemorySegment.copy(program, 0, filter, ValueLayout.JAVA_BYTE, 0, program.length);
    MemorySegment fprog = arena.allocate(16, 8); // struct sock_fprog
    fprog.set(ValueLayout.JAVA_SHORT, 0, (short) (program.length / 8));
    fprog.set(ValueLayout.ADDRESS, 8, filter);
    return Throwaway.Call.of(Sys.SECCOMP, SECCOMP_SET_MODE_FILTER, 0, fprog.address());
  }
}
