package dev.gambeson.server.policy;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.server.audit.AuditPolicy;
import dev.gambeson.server.gateway.PolicySnapshot;
import dev.gambeson.server.gateway.Terms;
import dev.gambeson.server.identity.AccessRules;
import dev.gambeson.server.identity.Action;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A policy bundle made ready: one immutable object per bundle, swapped as a whole.
public final class CompiledPolicy implements PolicySnapshot {
  private final String text;
  private final String digest;
  private final PolicyBundle bundle;
  private final AccessRules access;
  private final Map<String, Map<String, Terms>> terms;

  private CompiledPolicy(
      String text, PolicyBundle bundle, AccessRules access, Map<String, Map<String, Terms>> terms) {
    this.text = text;
    this.digest = Sha256.of(text);
    this.bundle = bundle;
    this.access = access;
    this.terms = terms;
  }

  /// @param text the bundle as it was written; its SHA-256 is the digest
  /// @param rooms what terms are made of
  static CompiledPolicy of(
      String text, PolicyBundle bundle, AccessRules access, TermsFactory rooms) {
    Map<String, Map<String, Terms>> terms = new HashMap<>();
    for (String model : rooms.models()) {
      Map<String, Terms> ofModel = new HashMap<>();
      bundle
          .byClass()
          .forEach((name, policy) -> ofModel.put(name, rooms.terms(name, policy, model)));
      terms.put(model, Map.copyOf(ofModel));
    }
    return new CompiledPolicy(text, bundle, access, Map.copyOf(terms));
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public Optional<Terms> terms(Client client, String model) {
    Map<String, Terms> ofModel = terms.get(model);
    return ofModel == null
        ? Optional.empty()
        : Optional.ofNullable(ofModel.get(client.clientClass()));
  }

  Decision admit(String address) {
    return access.admit(address);
  }

  /// Whether a client may do this with a model under this policy.
  public Decision authorise(Client client, Action action, String model, String version) {
    return access.authorise(client, action, model, version);
  }

  /// Names of the rules in preview that would apply.
  List<String> previews(Client client, Action action, String model, String version) {
    return access.previews(client, action, model, version);
  }

  /// Who may do what.
  public AccessRules access() {
    return access;
  }

  /// The bundle as it was written.
  public String text() {
    return text;
  }

  /// The bundle.
  public PolicyBundle bundle() {
    return bundle;
  }

  /// What is written of each decision.
  public AuditPolicy audit() {
    return bundle.auditing();
  }
}
