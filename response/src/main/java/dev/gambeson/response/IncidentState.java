package dev.gambeson.response;

import java.util.Locale;
import java.util.Set;

/// Where an incident stands.
public enum IncidentState {
  /// Nobody has looked at it yet.
  OPEN,
  /// Somebody works on it.
  ACKNOWLEDGED,
  /// The attack is stopped; its cause is not yet removed.
  CONTAINED,
  /// Done. A new alert within the policy's time re-opens it.
  RESOLVED,
  /// It was none. Alerts of the same severity do not re-open it within the policy's time.
  FALSE_ALARM;

  /// Lower-case name with dashes, as written in files and shown to people.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether nobody needs to do anything any more.
  public boolean isClosed() {
    return this == RESOLVED || this == FALSE_ALARM;
  }

  /// Whether a person or playbook may set `next` from here. A closed incident can only be opened
  /// again; any other may go to every state but the one it is in.
  public boolean mayBecome(IncidentState next) {
    return isClosed() ? next == OPEN : next != this && (next != OPEN || this == CONTAINED);
  }

  /// States in which somebody still has to do something.
  public static Set<IncidentState> unfinished() {
    return Set.of(OPEN, ACKNOWLEDGED, CONTAINED);
  }
}
