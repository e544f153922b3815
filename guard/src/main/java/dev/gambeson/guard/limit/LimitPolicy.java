package dev.gambeson.guard.limit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rates that hold for one class of clients. Each list may hold several, for example one per
/// second and one per day; all of them must agree.
///
/// @param address by network, /24 or /56
/// @param client by client, over all models
/// @param clientModel by client and model
/// @param tenant by tenant
/// @param model by model
/// @param perRow whether a batch counts as many as it has rows; true when absent
/// @param inFlight how many requests of a client may be in progress; as many as it likes when
///   absent
/// @param told whether a client is told what is left of its own limits (`client`, `client-model`);
///   true when absent. Limits that it shares with others are never told: they would tell of others
/// @param whenLost what holds while the store that nodes share cannot be reached; [WhenLost#SHARE]
///   when absent
public record LimitPolicy(
    List<RateLimit> address,
    List<RateLimit> client,
    List<RateLimit> clientModel,
    List<RateLimit> tenant,
    List<RateLimit> model,
    Optional<Boolean> perRow,
    Optional<Integer> inFlight,
    Optional<Boolean> told,
    Optional<WhenLost> whenLost) {
  /// What holds while the shared store cannot be reached.
  public enum WhenLost {
    /// Each node grants its part of the limit.
    SHARE,
    /// Nobody is answered.
    CLOSED
  }

  public LimitPolicy {
    address = copy(address);
    client = copy(client);
    clientModel = copy(clientModel);
    tenant = copy(tenant);
    model = copy(model);
    requireNonNull(perRow, "perRow");
    requireNonNull(told, "told");
    requireNonNull(whenLost, "whenLost");
    inFlight.ifPresent(n -> {
      if (n < 1) {
        throw new IllegalArgumentException(
            "in-flight is %d, but must be at least 1; leave it out for no limit.".formatted(n));
      }
    });
  }

  /// Where nodes that do not reach the shared store grant their part.
  public LimitPolicy(
      List<RateLimit> address,
      List<RateLimit> client,
      List<RateLimit> clientModel,
      List<RateLimit> tenant,
      List<RateLimit> model,
      Optional<Boolean> perRow,
      Optional<Integer> inFlight,
      Optional<Boolean> told) {
    this(address, client, clientModel, tenant, model, perRow, inFlight, told, Optional.empty());
  }

  @SuppressWarnings("NullAway") // a mapper leaves absent lists null
  private static List<RateLimit> copy(List<RateLimit> limits) {
    List<RateLimit> known = limits == null ? List.of() : List.copyOf(limits);
    if (known.size() > 8) {
      throw new IllegalArgumentException(
          "%d rates for one scope, but at most 8 make sense.".formatted(known.size()));
    }
    return known;
  }

  /// No limits.
  public static LimitPolicy none() {
    return perClient();
  }

  /// Limits per client alone.
  public static LimitPolicy perClient(RateLimit... limits) {
    return new LimitPolicy(
        List.of(),
        List.of(limits),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// A limit and what it is counted by.
  ///
  /// @param told whether the client may be told what is left
  record Scoped(LimitScope scope, RateLimit limit, boolean told) {}

  /// All limits, the ones that refuse a flood first.
  List<Scoped> all() {
    boolean own = told.orElse(true);
    List<Scoped> all = new ArrayList<>();
    address.forEach(l -> all.add(new Scoped(LimitScope.ADDRESS, l, false)));
    client.forEach(l -> all.add(new Scoped(LimitScope.CLIENT, l, own)));
    clientModel.forEach(l -> all.add(new Scoped(LimitScope.CLIENT_MODEL, l, own)));
    tenant.forEach(l -> all.add(new Scoped(LimitScope.TENANT, l, false)));
    model.forEach(l -> all.add(new Scoped(LimitScope.MODEL, l, false)));
    return all;
  }
}
