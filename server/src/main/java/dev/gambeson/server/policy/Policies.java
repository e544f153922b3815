package dev.gambeson.server.policy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.limit.BanList;
import dev.gambeson.guard.limit.BanPolicy;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.identity.AccessPolicy;
import dev.gambeson.server.identity.AccessRules;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Authorizer;
import java.util.List;

/// The policy in force. A change is one swap of one reference: a request sees the old policy or the
/// new one, never a mixture of terms.
///
/// Guaranteed: a bundle that cannot be read or does not fit never comes into force; the one before
/// stays. Thread-safe.
public final class Policies implements Authorizer {
  private static final long MAX_BANS = 100_000;

  private final TermsFactory.Rooms rooms;
  private volatile CompiledPolicy current;

  /// @param rooms what lives longer than a policy
  /// @param text the bundle to begin with
  /// @throws GambesonException when it cannot be read
  public Policies(TermsFactory.Rooms rooms, String text) {
    this.rooms = rooms;
    this.current = compile(text);
  }

  /// Makes a bundle ready without putting it in force.
  ///
  /// @throws GambesonException usage, with the place, when it cannot be read or does not fit
  public CompiledPolicy compile(String text) {
    PolicyBundle bundle = SettingsReader.read(text, PolicyBundle.class, "policy");
    try {
      AccessRules access = AccessRules.of(bundle.access().orElseGet(AccessPolicy::closed));
      BanList bans = new BanList(bundle.bans().orElseGet(BanPolicy::defaults), MAX_BANS, _ -> {});
      return CompiledPolicy.of(text, bundle, access, new TermsFactory(rooms, bans));
    } catch (IllegalArgumentException e) {
      throw GambesonException.usage("policy: " + e.getMessage());
    }
  }

  /// Puts a bundle in force.
  public void activate(CompiledPolicy next) {
    current = next;
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
