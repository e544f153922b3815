package dev.gambeson.response.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/// A versioned text with a time at which somebody must look at it: a playbook's run, a message to
/// be sent, a suppression rule. Only the owner of the kind knows what the body says.
///
/// @param kind what it is, for example `run`; at most 40 characters
/// @param id unique in its kind; at most 300 characters
/// @param owner what it belongs to, for example an incident's id; may be empty; at most 300
/// @param version from 1, one more each time
/// @param due when to look at it, in whole milliseconds; empty: never by itself
/// @param body at most 1 MiB of UTF-8
public record Document(
    String kind, String id, String owner, long version, Optional<Instant> due, String body) {
  /// Longest body, in characters.
  public static final int MAX_BODY = 1 << 20;

  public Document {
    requireNonNull(due, "due");
    if (kind.isEmpty() || kind.length() > 40 || id.isEmpty() || id.length() > 300) {
      throw new IllegalArgumentException("Document without, or with too long a kind or id");
    }
    if (owner.length() > 300 || body.length() > MAX_BODY || version < 1) {
      throw new IllegalArgumentException(
          "Document %s/%s: owner, body or version out of range".formatted(kind, id));
    }
  }

  /// The next version of it.
  public Document next(Optional<Instant> newDue, String newBody) {
    return new Document(kind, id, owner, version + 1, newDue, newBody);
  }
}
