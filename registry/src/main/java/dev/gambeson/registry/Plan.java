package dev.gambeson.registry;

import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.Target;
import dev.gambeson.registry.metadata.Change;
import java.util.List;

/// A decided action.
///
/// @param action plain token
/// @param target what the ledger says it was done to
/// @param name of the data set, model or user; may be empty
/// @param number version; 0 for none
/// @param from state before; may be empty
/// @param to state after; may be empty
/// @param reason the actor's words: for the history, never for the ledger
/// @param digest what was added; may be empty
record Plan(
    String action,
    Target target,
    String name,
    int number,
    String from,
    String to,
    String reason,
    String digest,
    List<Change> changes) {
  Plan {
    changes = List.copyOf(changes);
  }

  static Plan on(Version version, String action, List<Change> changes) {
    return new Plan(
        action, target(version), version.name(), version.number(), "", "", "", "", changes);
  }

  static Plan onPerson(String person, String action, List<Change> changes) {
    return new Plan(action, Target.person(Actor.of(person)), person, 0, "", "", "", "", changes);
  }

  static Plan onRegistry(String id, String action, List<Change> changes) {
    return new Plan(action, Target.of("registry", id), "", 0, "", "", "", "", changes);
  }

  static Target target(Version version) {
    return Target.of(version.kind().id(), version.label());
  }

  Plan moving(String before, String after) {
    return new Plan(action, target, name, number, before, after, reason, digest, changes);
  }

  Plan because(String words) {
    return new Plan(action, target, name, number, from, to, words, digest, changes);
  }

  Plan adding(String sha256) {
    return new Plan(action, target, name, number, from, to, reason, sha256, changes);
  }
}
