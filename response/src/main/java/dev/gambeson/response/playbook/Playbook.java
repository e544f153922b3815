package dev.gambeson.response.playbook;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.io.Sha256;
import java.util.List;
import java.util.Optional;

/// What to do about a kind of incident: when, and step by step.
///
/// @param id lower-case letters, digits and dashes
/// @param title a few words
/// @param description for people, may be empty
/// @param mode whether it acts
/// @param trigger when it starts by itself; empty: only when a person starts it
/// @param maxTargets for how many subjects of one incident it may run: a wrong trigger must not
///   block everybody
/// @param steps in order
/// @param source the text it was read from; kept with every run
public record Playbook(
    String id,
    String title,
    String description,
    Mode mode,
    Optional<Trigger> trigger,
    int maxTargets,
    List<Step> steps,
    String source) {
  /// Whether a playbook acts.
  public enum Mode {
    /// Its steps are carried out.
    ENFORCE,
    /// The timeline says what would have been done; nothing else happens, nobody is told.
    DRY_RUN
  }

  public Playbook {
    requireNonNull(id, "id");
    requireNonNull(title, "title");
    requireNonNull(description, "description");
    requireNonNull(mode, "mode");
    requireNonNull(trigger, "trigger");
    steps = List.copyOf(steps);
    requireNonNull(source, "source");
  }

  /// SHA-256 of its text.
  public String digest() {
    return Sha256.of(source);
  }
}
