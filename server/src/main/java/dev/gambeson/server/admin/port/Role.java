package dev.gambeson.server.admin.port;

/// What a person may do at the console. Each role may do all that those before it may.
public enum Role {
  /// Look.
  VIEWER,
  /// Act on clients, incidents and routes; propose changes.
  OPERATOR,
  /// Approve what somebody else proposed; put policies in force.
  APPROVER,
  /// Manage people and keys.
  ADMIN;

  /// Whether this role may do what `other` may.
  public boolean covers(Role other) {
    return compareTo(other) >= 0;
  }
}
