package dev.gambeson.guard.limit;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.limit.LimitPolicy.Scoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Holds requests against all rates that apply to them: all agree, or nothing is taken.
///
/// Guaranteed: what a refused request took from limits that agreed is given back. A client whose
/// class no policy names is held to the strictest that is written: `otherwise`.
public final class RateLimiter {
  private final Map<String, List<Scoped>> byClass = new HashMap<>();
  private final Map<String, Boolean> perRow = new HashMap<>();
  private final List<Scoped> otherwise;
  private final boolean otherwisePerRow;
  private final RateStore store;

  /// @param byClass policies by [Client#clientClass]
  /// @param otherwise for classes that are not named
  /// @param store where the rates are counted
  public RateLimiter(Map<String, LimitPolicy> byClass, LimitPolicy otherwise, RateStore store) {
    byClass.forEach((name, policy) -> {
      this.byClass.put(name, policy.all());
      this.perRow.put(name, policy.perRow().orElse(true));
    });
    this.otherwise = otherwise.all();
    this.otherwisePerRow = otherwise.perRow().orElse(true);
    this.store = requireNonNull(store, "store");
  }

  /// Decides at once if this node can.
  ///
  /// @param rows how many rows are asked, at least 1
  public Admission tryAdmit(Client client, String model, int rows) {
    List<Scoped> limits = limits(client);
    long permits = permits(client, rows);
    Admission.Admitted admitted = Admission.ADMITTED;
    for (int i = 0; i < limits.size(); i++) {
      Scoped scoped = limits.get(i);
      RateVerdict verdict =
          store.tryTake(key(scoped.scope(), client, model), scoped.limit(), permits);
      if (!(verdict instanceof RateVerdict.Granted granted)) {
        giveBack(limits, i, client, model, permits);
        return verdict instanceof RateVerdict.Refused refused
            ? refused(scoped, refused)
            : Admission.UNDECIDED;
      }
      admitted = tighter(admitted, scoped, granted);
    }
    return admitted;
  }

  /// Of two limits that may be told, the one with less left of it.
  private static Admission.Admitted tighter(
      Admission.Admitted before, Scoped scoped, RateVerdict.Granted granted) {
    if (!scoped.told()
        || (before.left().isPresent() && before.left().get().remaining() <= granted.remaining())) {
      return before;
    }
    return new Admission.Admitted(
        Optional.of(new Admission.Left(scoped.limit(), granted.remaining())));
  }

  private static Admission.Refused refused(Scoped scoped, RateVerdict.Refused no) {
    return new Admission.Refused(
        scoped.scope(),
        no.retryAfter(),
        scoped.told() ? Optional.of(new Admission.Left(scoped.limit(), 0)) : Optional.empty());
  }

  /// Decides, asking other nodes if need be. Never completes with [Admission.Undecided].
  public CompletionStage<Admission> admit(Client client, String model, int rows) {
    return admit(limits(client), 0, Admission.ADMITTED, client, model, permits(client, rows));
  }

  private CompletionStage<Admission> admit(
      List<Scoped> limits,
      int at,
      Admission.Admitted before,
      Client client,
      String model,
      long permits) {
    if (at == limits.size()) {
      return CompletableFuture.completedStage(before);
    }
    Scoped scoped = limits.get(at);
    return store
        .take(key(scoped.scope(), client, model), scoped.limit(), permits)
        .thenCompose(verdict ->
            switch (verdict) {
              case RateVerdict.Granted granted ->
                  admit(limits, at + 1, tighter(before, scoped, granted), client, model, permits);
              case RateVerdict.Refused refused -> {
                giveBack(limits, at, client, model, permits);
                yield CompletableFuture.completedStage(refused(scoped, refused));
              }
              case RateVerdict.Undecided _ ->
                  throw new IllegalStateException(
                      "a store that cannot decide must not say so here");
            });
  }

  private void giveBack(List<Scoped> limits, int taken, Client client, String model, long permits) {
    for (int i = 0; i < taken; i++) {
      Scoped scoped = limits.get(i);
      store.giveBack(key(scoped.scope(), client, model), scoped.limit(), permits);
    }
  }

  private List<Scoped> limits(Client client) {
    return byClass.getOrDefault(client.clientClass(), otherwise);
  }

  private long permits(Client client, int rows) {
    return perRow.getOrDefault(client.clientClass(), otherwisePerRow) ? Math.max(1, rows) : 1;
  }

  private static String key(LimitScope scope, Client client, String model) {
    return switch (scope) {
      case ADDRESS -> "net:" + AddressPrefix.of(client.address());
      case CLIENT -> "client:" + client.key();
      case CLIENT_MODEL -> "use:" + client.key() + "|" + model;
      case TENANT -> "tenant:" + client.tenant();
      case MODEL -> "model:" + model;
    };
  }
}
