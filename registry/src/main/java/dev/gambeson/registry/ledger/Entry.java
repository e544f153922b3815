package dev.gambeson.registry.ledger;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// One privileged action, to be written into a [Ledger].
///
/// Guarantees: what reaches the disk is made of plain tokens, digests, numbers, yes/no and keyed
/// pseudonyms; there is no place for free text, mail addresses or names in clear. See [Actor] and
/// [Detail] for what that does not protect.
///
/// The ledger adds the time. The bytes that are hashed are canonical JSON: keys in ASCII order, no
/// white space, for example
/// `{"action":"registry.promote","actor":"p:…","details":{"stage":"live"},"object":"model:fraud@3","outcome":"succeeded","time":"2026-11-22T03:40:00.123456Z","v":1}`.
///
/// @param actor who acted
/// @param action plain token, for example `registry.promote`
/// @param object what was acted upon
/// @param outcome how it ended
/// @param details at most 16, keys plain tokens; sorted
public record Entry(
    Actor actor, String action, Target object, Outcome outcome, Map<String, Detail> details) {
  /// The largest number of details.
  public static final int MAX_DETAILS = 16;

  /// The largest size of an entry's canonical JSON, in bytes.
  public static final int MAX_BYTES = 4096;

  public Entry {
    requireNonNull(actor, "actor");
    Grammar.token(action, "An action");
    requireNonNull(object, "object");
    requireNonNull(outcome, "outcome");
    if (details.size() > MAX_DETAILS) {
      throw GambesonException.badInput(
          "An entry has %d details; it may have %d.".formatted(details.size(), MAX_DETAILS));
    }
    TreeMap<String, Detail> sorted = new TreeMap<>(details);
    sorted.keySet().forEach(k -> Grammar.token(k, "The name of a detail"));
    details = Collections.unmodifiableSortedMap(sorted);
  }

  /// How an action ended.
  public enum Outcome {
    /// It was done.
    SUCCEEDED("succeeded"),
    /// It was not allowed.
    DENIED("denied"),
    /// It was allowed and went wrong.
    FAILED("failed");

    private final String id;

    Outcome(String id) {
      this.id = id;
    }

    /// Lower-case name, as written.
    public String id() {
      return id;
    }
  }

  /// A successful action without details.
  public static Entry of(Actor actor, String action, Target object) {
    return new Entry(actor, action, object, Outcome.SUCCEEDED, Map.of());
  }

  /// The same entry with another outcome.
  public Entry ended(Outcome how) {
    return new Entry(actor, action, object, how, details);
  }

  /// The same entry with one more detail.
  public Entry with(String name, Detail value) {
    Map<String, Detail> more = new TreeMap<>(details);
    more.put(name, value);
    return new Entry(actor, action, object, outcome, more);
  }
}
