package dev.gambeson.core.alert;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Something about a model in service that a person or a playbook should know.
///
/// Guaranteed: immutable, and safe to write anywhere: it holds no input of a client and no secret.
/// Whoever raises an alert keeps that promise.
///
/// @param id unique over all nodes and restarts
/// @param time when it was raised
/// @param check the rule or detector, for example `GB-GRD-001`; `gambeson explain` knows it
/// @param severity how bad
/// @param title a few words, the same for every alert of the check
/// @param message one sentence with the figures
/// @param subject whom and what it is about
/// @param estimate what was measured, if it was a measurement
/// @param facts further figures by plain name, for the timeline
public record Alert(
    String id,
    Instant time,
    String check,
    Severity severity,
    String title,
    String message,
    Subject subject,
    Optional<Estimate> estimate,
    Map<String, String> facts) {
  public Alert {
    requireNonNull(id, "id");
    requireNonNull(time, "time");
    requireNonNull(check, "check");
    requireNonNull(severity, "severity");
    requireNonNull(title, "title");
    requireNonNull(message, "message");
    requireNonNull(subject, "subject");
    requireNonNull(estimate, "estimate");
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /// Alerts with the same key are about the same thing and belong to one incident.
  public String key() {
    return check + "|" + subject.key();
  }

  /// Whom and what an alert is about. Empty text: not about that.
  ///
  /// @param tenant the client's tenant
  /// @param client the authenticated client's id, never its key
  /// @param model name of the model
  /// @param version version of the model
  public record Subject(String tenant, String client, String model, String version) {
    public Subject {
      requireNonNull(tenant, "tenant");
      requireNonNull(client, "client");
      requireNonNull(model, "model");
      requireNonNull(version, "version");
    }

    /// About a client's use of a model.
    public static Subject of(String tenant, String client, String model) {
      return new Subject(tenant, client, model, "");
    }

    /// About a version of a model.
    public static Subject ofModel(String model, String version) {
      return new Subject("", "", model, version);
    }

    String key() {
      return tenant + "|" + client + "|" + model + "|" + version;
    }
  }
}
