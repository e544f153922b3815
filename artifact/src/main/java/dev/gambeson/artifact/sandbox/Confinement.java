package dev.gambeson.artifact.sandbox;

import java.util.List;

/// What holds a program in, and what does not: to be stated in reports as it is.
///
/// @param tier how the file system is closed off
/// @param landlockAbi version of landlock in use; 0 for none
/// @param layers what is in force
/// @param gaps what is not covered here; never empty
public record Confinement(Tier tier, int landlockAbi, List<Layer> layers, List<String> gaps) {
  public Confinement {
    layers = List.copyOf(layers);
    gaps = List.copyOf(gaps);
  }

  /// How the file system is closed off.
  public enum Tier {
    /// By the kernel's landlock, for the process and its descendants.
    LANDLOCK,
    /// By a mount namespace that bubblewrap makes; other namespaces besides.
    BUBBLEWRAP,
    /// Not at all: the user asked for `--unsafe`.
    NONE
  }

  /// Something in force.
  ///
  /// @param name for example `seccomp`
  /// @param what it does, one phrase
  public record Layer(String name, String what) {}

  /// Whether the program is held in at all.
  public boolean confined() {
    return tier != Tier.NONE;
  }

  /// One line, for example `landlock ABI 7, seccomp, resource limits, own user`.
  public String summary() {
    return confined()
        ? String.join(", ", layers.stream().map(Layer::name).toList())
        : "NOT CONFINED (--unsafe): the program could read, write and send anything that you can";
  }
}
