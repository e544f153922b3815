package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.Client;
import dev.gambeson.server.admin.port.KeysControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.gateway.Ladder;
import dev.gambeson.server.gateway.Terms;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.AuthExplain;
import dev.gambeson.server.identity.Credential;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.StoredKey;
import dev.gambeson.server.policy.CompiledPolicy;
import dev.gambeson.server.policy.Policies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Keys of clients, as the console shows and makes them.
final class KeysDesk implements KeysControl {
  private final ApiKeys keys;
  private final Policies policies;
  private final Ladder ladder;
  private final InstantSource clock;

  KeysDesk(House house) {
    this.keys = house.keys();
    this.policies = house.policies();
    this.ladder = house.ladder();
    this.clock = house.clock();
  }

  @Override
  public List<Key> keys() {
    return keys.all().stream().map(this::shown).toList();
  }

  private Key shown(StoredKey key) {
    KeyGrant grant = key.grant();
    return new Key(
        key.id(),
        "gbk_" + key.id(),
        grant.tenant(),
        grant.client(),
        grant.clientClass(),
        grant.roles(),
        grant.models().stream().sorted().toList(),
        key.createdAt(),
        key.createdBy(),
        Optional.of(key.expiresAt()),
        Optional.empty(),
        state(key, clock.instant()));
  }

  private static State state(StoredKey key, Instant now) {
    if (key.revokedAt().isPresent()) {
      return State.REVOKED;
    }
    if (!now.isBefore(key.expiresAt())) {
      return State.EXPIRED;
    }
    return key.successor().isPresent() ? State.RETIRING : State.ACTIVE;
  }

  @Override
  public Created create(Wanted wanted, Operator who) {
    return created(() ->
        keys.issue(
            new KeyGrant(
                wanted.tenant(),
                wanted.client(),
                wanted.clientClass(),
                wanted.roles(),
                Map.of(),
                Set.copyOf(wanted.models()),
                Set.of(),
                ""),
            wanted.lifetime(),
            who.name()));
  }

  @Override
  public Created rotate(String id, Duration overlap, Operator who) {
    StoredKey old =
        keys.all().stream()
            .filter(k -> k.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Rejected.notFound("There is no key with this id."));
    Duration life = Duration.between(old.createdAt(), old.expiresAt());
    return created(() -> keys.replace(id, overlap, life, who.name()));
  }

  private Created created(Supplier<ApiKeys.Issued> make) {
    try {
      ApiKeys.Issued issued = make.get();
      return new Created(shown(issued.key()), issued.reveal());
    } catch (GambesonException | IllegalArgumentException e) {
      throw Rejected.invalid(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void revoke(String id, String reason, Operator who) {
    if (!keys.revoke(id)) {
      throw Rejected.conflict("There is no such key, or it is revoked already.");
    }
  }

  @Override
  public Why why(String id, Question question) {
    CompiledPolicy policy = policies.current();
    AuthExplain.Explanation told =
        new AuthExplain((_, address) -> keys.holder(id, address), policy.access())
            .explain(
                new Credential.None(),
                question.address(),
                dev.gambeson.server.identity.Action.valueOf(question.action().name()),
                question.model(),
                question.version());
    List<Step> steps = new ArrayList<>();
    told.steps().forEach(s -> steps.add(new Step(s.name(), s.passed(), s.detail())));
    if (told.allowed()) {
      told.client().ifPresent(c -> terms(policy, c, question, steps));
    }
    return new Why(steps.stream().allMatch(Step::passed), steps, told.previews());
  }

  /// What comes after access: terms of the class, and where the client stands.
  private void terms(CompiledPolicy policy, Client client, Question question, List<Step> steps) {
    Optional<Terms> terms = policy.terms(client, question.model());
    if (terms.isEmpty()) {
      steps.add(
          new Step(
              "class",
              false,
              "The policy does not list class '%s', or there is no model of this name."
                  .formatted(client.clientClass())));
      return;
    }
    boolean explained =
        question.action() != KeysControl.Action.EXPLAIN || terms.get().explaining().isPresent();
    steps.add(
        new Step(
            "class",
            explained,
            explained
                ? "The policy lists class '%s'.".formatted(client.clientClass())
                : "Class '%s' is given no explanations.".formatted(client.clientClass())));
    dev.gambeson.server.gateway.Step stands = ladder.step(client, question.model());
    steps.add(
        new Step(
            "ladder",
            stands != dev.gambeson.server.gateway.Step.BLOCKED,
            "It stands at '%s'. Rates, budgets and the input are judged with each request."
                .formatted(stands.name().toLowerCase(Locale.ROOT))));
  }
}
