package dev.gambeson.registry.catalog;

import dev.gambeson.core.io.Sha256;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;

/// One line of the history: who did what, when. Its digest stands in the ledger, so that a line
/// that is changed, removed or slipped in later shows.
///
/// @param id of the intent it went through, 32 hexadecimal digits
/// @param at to the microsecond
/// @param actor user name
/// @param action for example `promote`
/// @param name data set, model or user; may be empty
/// @param number version; 0 for none
/// @param from stage or version before; may be empty
/// @param to stage or version after; may be empty
/// @param reason the actor's words; may be empty
/// @param digest of what was added: manifest, envelope, policy; may be empty
public record Deed(
    String id,
    Instant at,
    String actor,
    String action,
    String name,
    int number,
    String from,
    String to,
    String reason,
    String digest) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// SHA-256 over all its fields.
  public String sha256() {
    return Sha256.of(
        JSON.writeValueAsString(
            new Object[] {
              id, at.toString(), actor, action, name, number, from, to, reason, digest
            }));
  }
}
