package dev.gambeson.server.identity;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.Client;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The API keys: issued, replaced, revoked, and known by heart on every node.
///
/// Guarantees: a key in clear exists once, in [Issued]; a wrong key costs the same time as a right
/// one, whatever of it is right; what [#find] knows is what the store held at the last [#refresh].
/// Thread-safe; [#find] neither blocks nor locks.
public final class ApiKeys {
  /// Refusals of [#find].
  enum Refusal {
    MALFORMED,
    UNKNOWN,
    REVOKED,
    EXPIRED
  }

  /// What is known about a key: its holder, or why not.
  sealed interface Found {
    record Holder(StoredKey key, Client client) implements Found {}

    record Nobody(Refusal refusal) implements Found {}
  }

  private static final Found MALFORMED = new Found.Nobody(Refusal.MALFORMED);
  private static final Found UNKNOWN = new Found.Nobody(Refusal.UNKNOWN);
  private static final Found REVOKED = new Found.Nobody(Refusal.REVOKED);
  private static final Found EXPIRED = new Found.Nobody(Refusal.EXPIRED);

  private final KeyStore store;
  private final Pepper pepper;
  private final KeyRules rules;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<String, Found.Holder> known = new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong(-1);
  private final StoredKey.Mac nobody;

  /// Reads all keys.
  ///
  /// @throws GambesonException when the stored keys belong to another pepper
  public ApiKeys(
      KeyStore store, Pepper pepper, KeyRules rules, InstantSource clock, SecureRandom random) {
    this.store = store;
    this.pepper = pepper;
    this.rules = rules;
    this.clock = clock;
    this.random = random;
    byte[] noise = new byte[32];
    random.nextBytes(noise);
    this.nobody = new StoredKey.Mac(noise);
    if (!store.bind(pepper.fingerprint())) {
      throw GambesonException.badInput(
          "The API keys in the server's state were stored under another pepper: none of them would be known. Put back the pepper that belongs to this state, or restore the state that belongs to this pepper.");
    }
    refresh();
  }

  /// A key that was just made.
  public static final class Issued {
    private final StoredKey key;
    private final String secret;

    Issued(StoredKey key, String secret) {
      this.key = key;
      this.secret = secret;
    }

    /// What is stored.
    public StoredKey key() {
      return key;
    }

    /// The key in clear, for its owner's eyes; nobody can show it again.
    public String reveal() {
      return secret;
    }

    @Override
    public String toString() {
      return "Issued[" + key.id() + "]";
    }
  }

  /// A text in the form of a key that no store knows.
  public static String decoy(SecureRandom random) {
    return KeyForm.make(random);
  }

  /// Makes a key. Blocks.
  ///
  /// @param lifetime how long it is good
  /// @param by who makes it
  public Issued issue(KeyGrant grant, Duration lifetime, String by) {
    rules.requireLifetime(lifetime);
    for (int attempt = 0; attempt < 3; attempt++) {
      Issued issued = make(grant, lifetime, by);
      if (store.add(issued.key())) {
        refresh();
        return issued;
      }
    }
    throw new IllegalStateException("three ids in a row were taken: the randomness is broken");
  }

  /// Makes the key that replaces another; the old one stays good for the overlap. Blocks.
  public Issued replace(String id, Duration overlap, Duration lifetime, String by) {
    rules.requireLifetime(lifetime);
    rules.requireOverlap(overlap);
    StoredKey old =
        store
            .find(id)
            .orElseThrow(() ->
                GambesonException.usage(
                    "There is no API key with this id. List them to see which there are."));
    Issued issued = make(old.grant(), lifetime, by);
    if (!old.validAt(clock.instant())
        || !store.replace(id, clock.instant().plus(overlap), issued.key())) {
      throw GambesonException.usage(
          "The API key %s is expired, revoked or replaced already. Replace its successor, or issue a new key."
              .formatted(old.id()));
    }
    refresh();
    return issued;
  }

  private Issued make(KeyGrant grant, Duration lifetime, String by) {
    String secret = KeyForm.make(random);
    Instant now = clock.instant();
    StoredKey key =
        new StoredKey(
            KeyForm.id(secret),
            new StoredKey.Mac(pepper.mac(secret)),
            grant,
            now,
            by,
            now.plus(lifetime),
            Optional.empty(),
            Optional.empty(),
            0);
    return new Issued(key, secret);
  }

  /// Revokes a key; this node knows at once, the others when their feed tells them. Blocks.
  ///
  /// @return false when it is unknown or revoked already
  public boolean revoke(String id) {
    boolean revoked = store.revoke(id, clock.instant());
    refresh();
    return revoked;
  }

  /// All keys, newest first. Blocks.
  public List<StoredKey> all() {
    return store.all();
  }

  /// Learns what changed in the store. Blocks.
  public synchronized void refresh() {
    long seen = generation.get();
    Map<String, Found.Holder> changed = new HashMap<>();
    for (StoredKey key : store.changedAfter(seen)) {
      changed.put(key.id(), new Found.Holder(key, client(key)));
      seen = Math.max(seen, key.generation());
    }
    known.putAll(changed);
    generation.set(seen);
  }

  private static Client client(StoredKey key) {
    KeyGrant grant = key.grant();
    Map<String, String> attributes = new HashMap<>(grant.attributes());
    attributes.put(Scope.VIA, "key");
    attributes.put(Scope.KEY, key.id());
    if (!grant.models().isEmpty() || !grant.actions().isEmpty()) {
      attributes.put(Scope.ATTRIBUTE, Scope.text(grant.models(), grant.actions()));
    }
    return new Client(
        grant.client(), grant.tenant(), grant.clientClass(), grant.roles(), attributes, "");
  }

  /// Who would be known by the key of an id, at an address; fails with [Unauthenticated] as
  /// authentication does. For explanations: it proves nothing about who asks.
  public Future<Client> holder(String id, String address) {
    Found.Holder holder = known.get(id);
    Found found = holder == null ? UNKNOWN : current(holder);
    return switch (found) {
      case Found.Holder h -> Future.succeededFuture(Identities.at(h.client(), address));
      case Found.Nobody nobody -> Identities.refused(nobody.refusal());
    };
  }

  private Found current(Found.Holder holder) {
    if (holder.key().revokedAt().isPresent()) {
      return REVOKED;
    }
    return holder.key().validAt(clock.instant()) ? holder : EXPIRED;
  }

  /// Who holds a key.
  Found find(String secret) {
    if (!KeyForm.fits(secret)) {
      return MALFORMED;
    }
    Found.Holder holder = known.get(KeyForm.id(secret));
    StoredKey.Mac expected = holder == null ? nobody : holder.key().mac();
    boolean right = expected.is(pepper.mac(secret));
    if (holder == null || !right) {
      return UNKNOWN;
    }
    return current(holder);
  }
}
