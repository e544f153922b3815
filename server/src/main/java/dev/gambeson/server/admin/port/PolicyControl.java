package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The policy bundle.
public interface PolicyControl {
  /// The bundle in force.
  Bundle current();

  /// All bundles that were in force, newest first.
  List<Version> history();

  /// A bundle by its digest.
  Optional<Bundle> bundle(String digest);

  /// What is wrong with a bundle; empty for nothing.
  List<Problem> validate(String text);

  /// What a bundle would have done to past traffic. Nothing is changed.
  ///
  /// @param text the bundle, YAML
  /// @param back how far back
  /// @throws Rejected when the bundle is not valid
  Preview preview(String text, Duration back);

  /// Puts a bundle in force.
  ///
  /// @param replaces digest of the bundle that the author saw in force
  /// @return digest of the new bundle
  /// @throws Rejected when it is not valid, or another bundle came into force meanwhile
  String activate(String text, String replaces, String note, Operator who);

  /// Puts an earlier bundle in force again.
  void rollBack(String digest, String reason, Operator who);

  /// A bundle with its text.
  record Bundle(Version version, String text) {}

  /// A bundle.
  ///
  /// @param digest SHA-256 of its text
  /// @param since when it came into force
  /// @param by who put it in force
  /// @param note why
  /// @param inForce whether it is in force now
  record Version(String digest, Instant since, String by, String note, boolean inForce) {}

  /// Something wrong with a bundle.
  ///
  /// @param line in the text, from 1; 0 if not known
  /// @param message what, where and what to do
  record Problem(int line, String message) {}

  /// What a bundle would have done.
  ///
  /// @param from start of the traffic
  /// @param to end of the traffic
  /// @param requests how many were replayed
  /// @param sampled whether there are more, older ones
  /// @param changed how many would have ended otherwise
  /// @param changes which way, most frequent first
  /// @param clients who would have felt it, most first
  /// @param caveats what the replay cannot know, one sentence each
  /// @param points changed requests over time, oldest first
  /// @param bitsBefore what the policy in force gives away on the same requests
  /// @param bitsAfter what the bundle would have given away
  record Preview(
      Instant from,
      Instant to,
      long requests,
      boolean sampled,
      long changed,
      List<Change> changes,
      List<Felt> clients,
      List<String> caveats,
      List<Moment> points,
      double bitsBefore,
      double bitsAfter) {
    public Preview {
      requireNonNull(from, "from");
      requireNonNull(to, "to");
      changes = List.copyOf(changes);
      clients = List.copyOf(clients);
      caveats = List.copyOf(caveats);
      points = List.copyOf(points);
    }
  }

  /// Requests that would have ended otherwise.
  record Change(TrafficView.Ending before, TrafficView.Ending after, String rule, long requests) {}

  /// A client that would have felt it.
  record Felt(String tenant, String client, long requests, long changed) {}
}
