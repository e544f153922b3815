package dev.gambeson.server.policy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.limit.Ban;
import dev.gambeson.guard.limit.BanList;
import dev.gambeson.guard.limit.BanPolicy;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.identity.AccessPolicy;
import dev.gambeson.server.identity.AccessRules;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Authorizer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The policy in force. A change is one swap of one reference: a request sees the old policy or the
/// new one, never a mixture of terms.
///
/// Guaranteed: a bundle that cannot be read or does not fit never comes into force; the one before
/// stays. Thread-safe.
public final class Policies implements Authorizer {
  private static final long MAX_BANS = 100_000;

  private final TermsFactory.Rooms rooms;
  private final BanList bans;
  private final List<Consumer<PolicyBundle>> followers = new CopyOnWriteArrayList<>();
  private volatile BanPolicy banning = BanPolicy.defaults();
  private volatile CompiledPolicy current;

  /// @param rooms what lives longer than a policy
  /// @param text the bundle to begin with
  /// @param banned hears of each ban of this node; must not block
  /// @throws GambesonException when it cannot be read
  public Policies(TermsFactory.Rooms rooms, String text, Consumer<Ban> banned) {
    this.rooms = rooms;
    this.bans = new BanList(() -> banning, MAX_BANS, banned);
    this.current = compile(text);
    this.banning = banning(current.bundle());
  }

  private static BanPolicy banning(PolicyBundle bundle) {
    return bundle.bans().orElseGet(BanPolicy::defaults);
  }

  /// Bans, which outlive a change of policy.
  public BanList bans() {
    return bans;
  }

  /// What follows the policy beside requests: hears of every bundle that comes into force, the one
  /// that is in force first. Must not block.
  public void follow(Consumer<PolicyBundle> follower) {
    followers.add(follower);
    follower.accept(current.bundle());
  }

  /// Makes a bundle ready without putting it in force.
  ///
  /// @throws GambesonException usage, with the place, when it cannot be read or does not fit
  public CompiledPolicy compile(String text) {
    PolicyBundle bundle = SettingsReader.read(text, PolicyBundle.class, "policy");
    try {
      AccessRules access = AccessRules.of(bundle.access().orElseGet(AccessPolicy::closed));
      return CompiledPolicy.of(text, bundle, access, new TermsFactory(rooms, bans));
    } catch (IllegalArgumentException e) {
      throw GambesonException.usage("policy: " + e.getMessage());
    }
  }

  /// Puts a bundle in force.
  public synchronized void activate(CompiledPolicy next) {
    current = next;
    banning = banning(next.bundle());
    followers.forEach(f -> f.accept(next.bundle()));
  }

  /// The policy in force.
  public CompiledPolicy current() {
    return current;
  }

  @Override
  public Decision admit(String address) {
    return current.admit(address);
  }

  @Override
  public Decision authorise(Client client, Action action, String model, String version) {
    return current.authorise(client, action, model, version);
  }

  @Override
  public List<String> previews(Client client, Action action, String model, String version) {
    return current.previews(client, action, model, version);
  }
}
