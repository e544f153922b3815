package dev.gambeson.artifact.sandbox;

import java.util.List;

/// What a file did when it was loaded for real.
///
/// There is no "clean": a file that did nothing today, here, in this version of Python, may do
/// something elsewhere. [State#QUIET] is given only when the program that watches reported that its
/// hook was in place, that the load came to its end, and that nothing but the naming and importing
/// of modules happened. A file that runs code in the watched interpreter can forge what comes after
/// its first step, but not what was reported before that step, and naming the means of a step is
/// itself reported.
///
/// @param state the conclusion
/// @param events what was reported, in order; at most some thousands
/// @param reason why it was not examined; empty for the other states
/// @param confinement what held it in
public record Observation(State state, List<Event> events, String reason, Confinement confinement) {
  public Observation {
    events = List.copyOf(events);
  }

  /// The conclusion.
  public enum State {
    /// It did, or tried to do, something that loading a model does not need.
    ACTED,
    /// It was loaded to the end and did nothing but name and import modules. Not a proof.
    QUIET,
    /// It could not be loaded or watched to the end.
    NOT_EXAMINED
  }

  /// One reported step. Its words come from the file's own code: to be shown with care.
  ///
  /// @param kind what sort of step
  /// @param what its words, for example `os system`
  public record Event(Kind kind, String what) {}

  /// Sorts of steps.
  public enum Kind {
    /// A global was named, by module and name.
    GLOBAL(false),
    /// A module was imported.
    IMPORT(false),
    /// A file outside of the Python installation was read.
    READ(true),
    /// A file was written or made.
    WRITE(true),
    /// Code was compiled or run that is no module's.
    CODE(true),
    /// A process, signal or other part of the system was used.
    SYSTEM(true),
    /// The network was used.
    NETWORK(true),
    /// Memory or native code was reached.
    NATIVE(true);

    private final boolean acts;

    Kind(boolean acts) {
      this.acts = acts;
    }

    /// Whether such a step is more than loading needs.
    public boolean acts() {
      return acts;
    }
  }
}
