package dev.gambeson.server.audit;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One decision of the gateway, complete, before policy decides what of it is written and how.
///
/// @param time when the request came
/// @param requestId of the request
/// @param client who asked; empty when nobody was authenticated
/// @param address where it came from
/// @param action plain token, for example `infer`
/// @param model the model's name, empty for none
/// @param version the version that answered, empty for none
/// @param modelDigest what answered, empty for none
/// @param policyDigest the policy bundle in force
/// @param ending how it ended
/// @param reason plain token, for example `ok`, `rate-limit`, `out-of-range`, `upstream-timeout`
/// @param marks plain tokens: guards that fired, the ladder's level, previews that would have
///   refused
/// @param rows the input, if it was read
/// @param answer what was returned, if anything
/// @param bits what the answer gave away, in bits
/// @param micros from the first byte to the last decision
public record DecisionRecord(
    Instant time,
    String requestId,
    Optional<Client> client,
    String address,
    String action,
    String model,
    String version,
    String modelDigest,
    String policyDigest,
    Ending ending,
    String reason,
    List<String> marks,
    Optional<Rows> rows,
    Optional<Answer> answer,
    double bits,
    long micros) {
  public DecisionRecord {
    requireNonNull(time, "time");
    requireNonNull(requestId, "requestId");
    requireNonNull(ending, "ending");
    marks = List.copyOf(marks);
  }

  /// How a request ended.
  public enum Ending {
    /// It was answered.
    ANSWERED,
    /// It was not allowed.
    REFUSED,
    /// It was allowed and went wrong.
    FAILED
  }
}
