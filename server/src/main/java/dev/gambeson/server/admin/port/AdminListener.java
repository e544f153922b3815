package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/// Is told of every privileged action, of every log-in and of every refusal for want of a
/// permission. Thread-safe; may block: the action's answer waits for it.
///
/// An action is reported before it is done, as [Outcome#TRIED], and after; when the first report
/// fails, the action is not done.
@FunctionalInterface
public interface AdminListener {
  void report(Event event);

  /// What somebody did or tried.
  ///
  /// @param time when
  /// @param who name of the user; empty when nobody is logged in
  /// @param role what they may do, as a word; empty when nobody is logged in
  /// @param address where the request came from
  /// @param action name of the route, for example `models.rollback`
  /// @param target path of the request, without its query
  /// @param outcome how it ended
  /// @param details plain figures of the request: never a password, token, key or policy text
  record Event(
      Instant time,
      String who,
      String role,
      String address,
      String action,
      String target,
      Outcome outcome,
      Map<String, String> details) {
    public Event {
      requireNonNull(time, "time");
      requireNonNull(outcome, "outcome");
      details = Map.copyOf(details);
    }
  }

  /// How it ended.
  enum Outcome {
    TRIED,
    DONE,
    REJECTED,
    FORBIDDEN,
    FAILED
  }
}
