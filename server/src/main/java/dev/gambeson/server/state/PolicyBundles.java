package dev.gambeson.server.state;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/// Policy bundles by digest, and which was in force when. Nothing is ever changed or removed; a
/// rollback is one more activation. Blocks.
///
/// What comes out was signed by a key that the verifier trusts: whoever can write to the database,
/// and has no such key, cannot bring in a policy. They can activate an older bundle, which shows in
/// [#history] but carries no signature of its own.
public final class PolicyBundles {
  private final Database database;
  private final InstantSource clock;
  private final Verifier verifier;

  /// @param verifier knows the keys, from outside the database
  public PolicyBundles(Database database, InstantSource clock, Verifier verifier) {
    this.database = database;
    this.clock = clock;
    this.verifier = verifier;
  }

  /// Says whether a signature holds.
  @FunctionalInterface
  public interface Verifier {
    boolean holds(Bundle bundle);
  }

  /// A bundle.
  ///
  /// @param content the policy's text, as bytes
  /// @param signature over the content
  /// @param signer id of the key that made it
  /// @param note for people
  @SuppressWarnings("ArrayRecordComponent") // bulk bytes, passed along
  public record Bundle(byte[] content, byte[] signature, String signer, String note) {
    /// SHA-256 of the content.
    public String digest() {
      return Sha256.of(content);
    }
  }

  /// One activation.
  public record Activation(long number, String digest, Instant at, String by, String reason) {}

  /// Adds a bundle; one that is there already stays as it is.
  ///
  /// @throws GambesonException when its signature does not hold
  public String add(Bundle bundle, String by) {
    requireSigned(bundle);
    String digest = bundle.digest();
    var _ =
        database.writeUnlessTaken(handle ->
            handle
                .createUpdate(
                    "INSERT INTO policy_bundles (digest, content, signature, signer, note, added_at, added_by) VALUES (:digest, :content, :signature, :signer, :note, :now, :by)")
                .bind("digest", digest)
                .bind("content", bundle.content())
                .bind("signature", bundle.signature())
                .bind("signer", bundle.signer())
                .bind("note", bundle.note())
                .bind("now", Columns.time(clock.instant()))
                .bind("by", by)
                .execute());
    return digest;
  }

  private void requireSigned(Bundle bundle) {
    if (!verifier.holds(bundle)) {
      throw GambesonException.badInput(
          "The signature of the policy bundle %s does not hold. The last good one stays in force; find out who wrote this one."
              .formatted(bundle.digest()));
    }
  }

  /// A bundle.
  ///
  /// @throws GambesonException when it is not what its digest says, or its signature does not hold
  public Optional<Bundle> find(String digest) {
    Optional<Bundle> found =
        database.read(handle ->
            handle
                .createQuery("SELECT * FROM policy_bundles WHERE digest = :digest")
                .bind("digest", digest)
                .map((row, _) ->
                    new Bundle(
                        row.getBytes("content"),
                        row.getBytes("signature"),
                        row.getString("signer"),
                        row.getString("note")))
                .findOne());
    found.ifPresent(bundle -> {
      if (!bundle.digest().equals(digest)) {
        throw GambesonException.badInput(
            "The policy bundle %s in the server's state was changed. The last good one stays in force."
                .formatted(digest));
      }
      requireSigned(bundle);
    });
    return found;
  }

  /// Puts a bundle in force; the nodes hear of it through the feed.
  ///
  /// @param expected number of the activation that the caller thinks is the last; 0 for none
  /// @return false when somebody else was quicker
  public boolean activate(String digest, long expected, String by, String reason) {
    if (find(digest).isEmpty()) {
      throw GambesonException.usage(
          "There is no policy bundle %s. Add it before it is activated.".formatted(digest));
    }
    return database
        .changeUnlessTaken(
            Topic.POLICIES,
            (handle, _) -> {
              long last =
                  handle
                      .createQuery("SELECT MAX(sequence_number) FROM policy_activations")
                      .mapTo(Long.class)
                      .findOne()
                      .orElse(0L);
              if (last != expected) {
                return false;
              }
              handle.execute(
                  "INSERT INTO policy_activations (sequence_number, digest, activated_at, activated_by, reason) VALUES (?, ?, ?, ?, ?)",
                  last + 1,
                  digest,
                  Columns.time(clock.instant()),
                  by,
                  reason);
              return true;
            })
        .orElse(false);
  }

  /// The activation that holds.
  public Optional<Activation> current() {
    return history(1).stream().findFirst();
  }

  /// The last activations, newest first.
  public List<Activation> history(int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM policy_activations ORDER BY sequence_number DESC LIMIT :limit")
            .bind("limit", limit)
            .map(PolicyBundles::activation)
            .list());
  }

  private static Activation activation(ResultSet row, StatementContext context)
      throws SQLException {
    return new Activation(
        row.getLong("sequence_number"),
        row.getString("digest"),
        Columns.time(row, "activated_at"),
        row.getString("activated_by"),
        row.getString("reason"));
  }
}
