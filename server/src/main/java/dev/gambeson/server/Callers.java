package dev.gambeson.server;

import dev.gambeson.server.canary.CanaryKeeper;
import dev.gambeson.server.canary.DecoyAuthenticator;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.Authenticator;
import dev.gambeson.server.identity.CertificateIdentity;
import dev.gambeson.server.identity.Identities;
import dev.gambeson.server.identity.IdentityPolicy;
import dev.gambeson.server.identity.KeyRules;
import dev.gambeson.server.identity.OidcAuthenticator;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.serving.HostedModel;
import dev.gambeson.server.serving.RegistryFollower;
import dev.gambeson.server.serving.RegistryWord;
import dev.gambeson.server.state.ChangeFeed;
import dev.gambeson.server.state.SqlKeyStore;
import dev.gambeson.server.state.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Who may call, and what this node takes over from the others.
///
/// @param feed tells what other nodes changed
record Callers(
    ApiKeys keys,
    CanaryKeeper canaries,
    ChangeFeed feed,
    Following following,
    Authenticator authenticator) {
  private static final Duration REGISTRY = Duration.ofSeconds(10);

  static Callers open(Ground ground, ServedModels served, Policing policing, Alarms alarms) {
    IdentityPolicy identity = ground.settings().identity().orElseGet(IdentityPolicy::keysOnly);
    ApiKeys keys =
        new ApiKeys(
            new SqlKeyStore(ground.database()),
            ground.state().pepper(),
            identity.keys().orElse(KeyRules.DEFAULT),
            ground.clock(),
            ground.random());
    ChangeFeed feed = ground.closing().open(new ChangeFeed(ground.database(), ground.clock()));
    CanaryKeeper canaries =
        CanaryRoom.open(
            ground.state(), served.loaded(), alarms::raise, ground.clock(), ground.random());
    Following following = new Following(alarms::raise, ground.deeds(), ground.clock());
    feed.on(Topic.KEYS, keys::refresh);
    feed.on(Topic.CANARIES, canaries::refresh);
    Set<String> loading =
        served.loaded().stream()
            .map(ModelRoom.Loaded::settings)
            .filter(m -> m.registry().flatMap(GatewaySettings.Registered::load).isPresent())
            .map(GatewaySettings.Model::name)
            .collect(Collectors.toSet());
    feed.on(Topic.ROUTES, () -> following.routes(served.models(), loading));
    feed.on(Topic.HOLDS, alarms.holds()::refresh);
    follow(ground, feed, policing, following);
    served.loaded().forEach(m -> registry(ground, served, m, following, alarms));
    feed.start();
    return new Callers(
        keys,
        canaries,
        feed,
        following,
        new DecoyAuthenticator(
            authenticator(ground, identity, keys, feed), canaries, ground.clock()));
  }

  private static void follow(
      Ground ground, ChangeFeed feed, Policing policing, Following following) {
    Policies policies = policing.policies();
    feed.on(Topic.POLICIES, () -> PolicyFollowing.follow(policing.bundles(), policies, following));
    feed.on(Topic.BANS, () -> policing.bans().refresh(policies.bans()));
    policing
        .redis()
        .ifPresent(hub -> {
          ground.database().onChange(hub::tell);
          hub.onTold(_ -> feed.nudge());
        });
    ground
        .settings()
        .policy()
        .map(f -> SettingsReader.resolve(ground.base(), f))
        .ifPresent(file ->
            ground
                .timer()
                .watched(
                    List.of(file),
                    () ->
                        PolicyFollowing.changed(
                            file,
                            policing.bundles(),
                            policing.signer(),
                            policies,
                            following,
                            ground.clock())));
  }

  private static void registry(
      Ground ground,
      ServedModels served,
      ModelRoom.Loaded loaded,
      Following following,
      Alarms alarms) {
    GatewaySettings.Model model = loaded.settings();
    model
        .registry()
        .ifPresent(place -> {
          HostedModel hosted = served.models().hosted(model.name()).orElseThrow();
          RegistryFollower.Loader loader =
              place
                  .load()
                  .<RegistryFollower.Loader>map(
                      l -> new RegistryRoom(ground, served, loaded, place, l, alarms::raise))
                  .orElse(RegistryFollower.Loader.NONE);
          RegistryFollower follower =
              new RegistryFollower(
                  hosted,
                  ModelRoom.byFile(loaded),
                  () ->
                      RegistryWord.of(
                          place.folder(), place.token(), place.name().orElse(model.name())),
                  loader);
          Runnable look =
              () ->
                  following.take(
                      "registry's live version of " + model.name(),
                      model.name(),
                      () -> {
                        follower.look();
                        boolean _ = hosted.refresh(); // see Following.routes
                      });
          look.run();
          // A timer of its own: a registry that keeps one waiting keeps nothing else waiting.
          ground.closing().open(new Periodic()).every(REGISTRY, look);
        });
  }

  private static Authenticator authenticator(
      Ground ground, IdentityPolicy policy, ApiKeys keys, ChangeFeed feed) {
    Optional<OidcAuthenticator> tokens =
        policy.issuers().isEmpty()
            ? Optional.empty()
            : Optional.of(
                ground.closing().open(new OidcAuthenticator(policy.issuers(), ground.clock(), 1)));
    return new Identities(
        keys,
        tokens.map(t -> t),
        policy.certificates().map(c -> CertificateIdentity.open(c, ground.base(), ground.clock())),
        () -> feed.age().compareTo(policy.longestStale()) <= 0);
  }
}
