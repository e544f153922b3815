package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Role;

/// What a route needs. A role has all permissions of the roles below it.
enum Permission {
  OVERVIEW_READ(Role.VIEWER),
  MODELS_READ(Role.VIEWER),
  MODELS_ROUTE(Role.OPERATOR),
  MODELS_PROPOSE(Role.OPERATOR),
  MODELS_ROLL_BACK(Role.OPERATOR),
  MODELS_QUARANTINE(Role.OPERATOR),
  MODELS_APPROVE(Role.APPROVER),
  TRAFFIC_READ(Role.VIEWER),
  CLIENTS_READ(Role.VIEWER),
  CLIENTS_ACT(Role.OPERATOR),
  DETECTORS_READ(Role.VIEWER),
  DETECTORS_REVIEW(Role.OPERATOR),
  DRIFT_READ(Role.VIEWER),
  INCIDENTS_READ(Role.VIEWER),
  INCIDENTS_ACT(Role.OPERATOR),
  INCIDENTS_APPROVE(Role.APPROVER),
  INCIDENTS_EVIDENCE(Role.OPERATOR),
  LEDGER_READ(Role.VIEWER),
  LEDGER_VERIFY(Role.OPERATOR),
  POLICY_READ(Role.VIEWER),
  POLICY_PREVIEW(Role.OPERATOR),
  POLICY_ACTIVATE(Role.APPROVER),
  KEYS_READ(Role.ADMIN),
  KEYS_MANAGE(Role.ADMIN),
  CANARIES_MANAGE(Role.ADMIN),
  USERS_READ(Role.ADMIN),
  USERS_MANAGE(Role.ADMIN),
  /// One's own session and password: anybody who is logged in.
  SELF(Role.VIEWER);

  private final Role least;

  Permission(Role least) {
    this.least = least;
  }

  /// The least role that has it.
  Role least() {
    return least;
  }
}
