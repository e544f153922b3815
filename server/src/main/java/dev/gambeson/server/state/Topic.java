package dev.gambeson.server.state;

import java.util.Locale;

/// What nodes tell each other about.
public enum Topic {
  KEYS,
  USERS,
  POLICIES,
  ROUTES,
  BANS,
  HOLDS,
  INCIDENTS,
  CANARIES;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
