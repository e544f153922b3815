package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.admin.port.KeysControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Keys of clients, as the console shows and makes them.
final class KeysDesk implements KeysControl {
  private final ApiKeys keys;
  private final InstantSource clock;

  KeysDesk(ApiKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
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
}
