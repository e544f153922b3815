package dev.gambeson.server.serving;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What serving raises alerts about.
public final class ServingChecks {
  private static final CheckInfo WITHDRAWN =
      new CheckInfo(
          "GB-SRV-020",
          "A model version was judged unfit while it served",
          "Does the version in service still answer, and answer as it did when it was approved?",
          "A version that fails or has been exchanged must not go on answering until somebody looks.",
          "Golden queries wrong twice in a row, a signature or digest that does not hold, or a share of failed answers whose 99.9 % Clopper-Pearson interval lies above the limit, within the probation time and seen by several clients.",
          "Errors after the probation time raise no alert here, nor do wrong answers that no golden query asks for.",
          "Find out what changed, on the model and around it. Release the version from quarantine only after that.",
          Severity.CRITICAL,
          List.of(),
          List.of(
              new CheckInfo.Parameter(
                  "max-error-rate",
                  RollbackPolicy.DEFAULTS.maxErrorRate(),
                  0,
                  1,
                  "highest share of failed answers"),
              new CheckInfo.Parameter(
                  "min-requests",
                  RollbackPolicy.DEFAULTS.minRequests(),
                  10,
                  1_000_000,
                  "fewest answers that are judged")));

  private ServingChecks() {}

  /// All of them.
  public static List<CheckInfo> all() {
    return List.of(WITHDRAWN);
  }

  static Alert tripped(
      InstantSource clock,
      String model,
      String version,
      Trigger trigger,
      String detail,
      String outcome) {
    return new Alert(
        UUID.randomUUID().toString(),
        clock.instant(),
        WITHDRAWN.id(),
        WITHDRAWN.severity(),
        WITHDRAWN.title(),
        "%s; %s.".formatted(detail, outcome),
        Alert.Subject.ofModel(model, version),
        Optional.empty(),
        Map.of("trigger", trigger.id()));
  }
}
