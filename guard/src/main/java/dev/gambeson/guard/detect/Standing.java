package dev.gambeson.guard.detect;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Where somebody stands with a model: a snapshot for a console. Holds no input.
///
/// @param scope whether this is about a client, a tenant or an address prefix
/// @param subject the client's key (tenant and id), the tenant, or the prefix
/// @param model the model asked
/// @param level the step of the ladder
/// @param since when the level was reached; empty at [Level#NONE]
/// @param until when it falls by a step unless there is another alarm; empty at [Level#NONE]
/// @param first when the first query came
/// @param queries rows asked
/// @param retries of them exact repetitions, which are not scored
/// @param alarms since the first query
/// @param coverage share of the training sample's places that its queries were nearest to: how much
///   of the input space it has swept, from 0 to 1
/// @param learning where its own calibration stands
/// @param evidence capital of all detectors together, as a share of what an alarm takes, both as
///   logarithms: 0 none, 1 alarm
/// @param capital per detector, natural logarithm, 0 for none; only those above 0
public record Standing(
    Scope scope,
    String subject,
    String model,
    Level level,
    Optional<Instant> since,
    Optional<Instant> until,
    Instant first,
    long queries,
    long retries,
    long alarms,
    double coverage,
    Learning learning,
    double evidence,
    Map<Detector, Double> capital) {
  public Standing {
    capital = Map.copyOf(capital);
  }

  /// Whom a record of queries is about.
  public enum Scope {
    /// One authenticated client.
    CLIENT,
    /// All clients of a tenant.
    TENANT,
    /// All clients behind a /24 (IPv4) or /56 (IPv6).
    PREFIX
  }

  /// Calibration on the subject's own traffic.
  public enum Learning {
    /// Still judged by the population alone.
    POPULATION,
    /// Learnt: its own habits count too.
    OWN,
    /// Its first queries were suspicious: judged by the population until a person clears it.
    DENIED
  }
}
