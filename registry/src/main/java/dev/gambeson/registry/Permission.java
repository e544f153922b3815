package dev.gambeson.registry;

import java.util.Locale;

/// Something that a [Role] may allow. Every public method of the registry asks for one.
public enum Permission {
  /// See versions, history, lineage, policy.
  READ,
  /// Take data out.
  FETCH_DATA,
  /// Take models out.
  FETCH_MODEL,
  /// Take verified or live versions out.
  FETCH_USABLE,
  /// Add data sets.
  ADD_DATA,
  /// Add models.
  ADD_MODEL,
  /// Attach evidence.
  ATTEST,
  /// Approve a version for a stage.
  APPROVE,
  /// Promote and retire data sets.
  PROMOTE_DATA,
  /// Promote and retire models.
  PROMOTE_MODEL,
  /// Roll data sets back.
  ROLL_BACK_DATA,
  /// Roll models back.
  ROLL_BACK_MODEL,
  /// Move aliases of data sets.
  ALIAS_DATA,
  /// Move aliases of models.
  ALIAS_MODEL,
  /// Take a version out of use for now.
  QUARANTINE,
  /// Let a quarantined version begin anew.
  RELEASE,
  /// Withdraw a version for good.
  REVOKE,
  /// Prove records and content.
  VERIFY,
  /// Make and change users.
  MANAGE_USERS,
  /// Set the policy.
  SET_POLICY,
  /// Rotate keys.
  ROTATE_KEY,
  /// Remove content that no version needs.
  COLLECT,
  /// Give up the content of a version.
  PURGE;

  /// Lower-case name with hyphens.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
