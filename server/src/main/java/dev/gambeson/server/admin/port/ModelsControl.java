package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Estimate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Models, their versions, and what traffic goes where.
///
/// Putting a version in service and letting one out of quarantine take two people: one proposes,
/// another approves. The admin plane refuses an approval by the proposer before it asks this port;
/// implementations refuse it too.
public interface ModelsControl {
  /// All models, by name.
  List<Model> models();

  /// Sends a share of clients to another version, and copies traffic to shadows. Takes effect at
  /// once.
  ///
  /// @throws Rejected when a version is unknown, in quarantine or not ready
  void route(String model, Route route, Operator who);

  /// Proposes to put a version in service, or to let it out of quarantine.
  Proposal propose(Proposal.Kind kind, String model, String version, String reason, Operator who);

  /// What waits for a second person, oldest first.
  List<Proposal> proposals();

  /// Does what was proposed.
  ///
  /// @throws Rejected when the proposer approves, or the state has changed since
  void approve(String proposal, Operator who);

  /// Drops a proposal.
  void withdraw(String proposal, String reason, Operator who);

  /// Puts the version before the live one in service again, at once; needs one person.
  ///
  /// @return the version in service now
  String rollBack(String model, String reason, Operator who);

  /// Takes a version out of service and forbids it. If it was live, the one before is live again.
  void quarantine(String model, String version, String reason, Operator who);

  /// A model.
  ///
  /// @param name its name
  /// @param classes its class labels; empty for a number
  /// @param features how many inputs it has
  /// @param route what goes where
  /// @param previous the version that a rollback would put in service
  /// @param versions all, newest first
  record Model(
      String name,
      List<String> classes,
      int features,
      Route route,
      Optional<String> previous,
      List<Version> versions) {
    public Model {
      requireNonNull(name, "name");
      classes = List.copyOf(classes);
      requireNonNull(route, "route");
      requireNonNull(previous, "previous");
      versions = List.copyOf(versions);
    }
  }

  /// What traffic goes where.
  ///
  /// @param live the version in service; empty for none
  /// @param canary the version that gets a share of the clients; empty for none
  /// @param share of the clients for the canary, 0 to 1
  /// @param shadows versions that get a copy and whose answers nobody sees
  record Route(Optional<String> live, Optional<String> canary, double share, List<String> shadows) {
    public Route {
      requireNonNull(live, "live");
      requireNonNull(canary, "canary");
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "The canary's share is %s; it must be from 0 to 1.".formatted(share));
      }
      shadows = List.copyOf(shadows);
    }
  }

  /// A version of a model.
  ///
  /// @param version its name
  /// @param digest SHA-256 of what answers
  /// @param runtime where it runs, for example `onnx` or `https://upstream`
  /// @param state where it stands
  /// @param ready whether it can answer now
  /// @param added when it was loaded
  /// @param by who brought it
  /// @param requests answered since it was loaded
  /// @param asked what it was asked since this node started; empty for nothing
  /// @param agreement with the live version on the same rows, if it was a canary or shadow
  /// @param golden when the last golden query matched
  /// @param facts more, by plain name: file, reference, passport, failures
  record Version(
      String version,
      String digest,
      String runtime,
      State state,
      boolean ready,
      Instant added,
      String by,
      long requests,
      Optional<Asked> asked,
      Optional<Estimate> agreement,
      Optional<Instant> golden,
      Map<String, String> facts) {
    public Version {
      requireNonNull(version, "version");
      facts = Map.copyOf(facts);
    }

    /// Where a version stands.
    public enum State {
      LIVE,
      CANARY,
      SHADOW,
      IDLE,
      QUARANTINED
    }
  }

  /// What a version was asked.
  ///
  /// @param requests that it answered
  /// @param rows in them
  /// @param p50 median time of the model alone, in milliseconds
  /// @param p99 99 of 100 requests took it no longer
  record Asked(long requests, long rows, double p50, double p99) {}

  /// A change that waits for a second person.
  ///
  /// @param id of the proposal
  /// @param kind what would be done
  /// @param model of the version
  /// @param version that it is about
  /// @param reason why
  /// @param by the operator's name
  /// @param when it was made
  record Proposal(
      String id, Kind kind, String model, String version, String reason, String by, Instant when) {
    /// What would be done.
    public enum Kind {
      PROMOTE,
      RELEASE
    }
  }
}
