package dev.gambeson.registry.policy;

import dev.gambeson.artifact.sign.Attestation;
import dev.gambeson.artifact.sign.Dsse;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.catalog.EvidenceItem;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/// A piece of evidence, opened. Nothing of it is trusted until a trust policy accepts a signature.
///
/// @param attestation the envelope
/// @param type predicate type

/// @param verdict `verdict` of the predicate; empty when there is none
/// @param time `time` of the predicate; the epoch when there is none
record Claim(Attestation attestation, Statement statement, String verdict, Instant time) {
  static Claim of(EvidenceItem item) {
    return of(item.envelope(), "evidence " + item.digest().brief());
  }

  /// @throws GambesonException when it is no statement in an envelope
  static Claim of(String envelope, String what) {
    Dsse dsse = Dsse.parse(envelope.getBytes(StandardCharsets.UTF_8), what);
    Statement statement = Statement.in(dsse, what);
    return new Claim(
        Attestation.of(what, dsse),
        statement,
        statement.predicate().path("verdict").asString(""),
        time(statement));
  }

  private static Instant time(Statement statement) {
    try {
      return Instant.parse(statement.predicate().path("time").asString(""));
    } catch (DateTimeException _) {
      return Instant.EPOCH;
    }
  }
}
