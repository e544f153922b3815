package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.response.action.Action;
import dev.gambeson.response.action.ActionFailedException;
import dev.gambeson.response.action.Actions;
import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.control.Holds.Hold;
import dev.gambeson.server.gateway.Step;
import dev.gambeson.server.serving.HostedModel;
import dev.gambeson.server.serving.Models;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What playbooks can do at this gateway. Every action is in the ledger before it is done and
/// after.
public final class GatewayActions implements Actions {
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final String BY = "playbook";
  private static final Map<String, Step> OVERLAYS =
      Map.of("tighten", Step.TIGHTENED, "coarsen", Step.COARSENED);

  private final Models models;
  private final Holds holds;
  private final Deeds deeds;
  private final InstantSource clock;

  public GatewayActions(Models models, Holds holds, Deeds deeds, InstantSource clock) {
    this.models = models;
    this.holds = holds;
    this.deeds = deeds;
    this.clock = clock;
  }

  @Override
  public Optional<String> obstacle(Action action) {
    return switch (action) {
      case Action.Tighten t when !OVERLAYS.containsKey(t.overlay()) ->
          Optional.of(
              "there is no overlay '%s'; there are %s".formatted(t.overlay(), OVERLAYS.keySet()));
      case Action.RollBack r -> obstacle(r);
      case Action.Quarantine q when models.hosted(q.model()).isEmpty() ->
          Optional.of("no model is called " + q.model());
      case Action.RotateKey _ ->
          Optional.of("a new key must be handed over by a person: rotate it at the console");
      case Action.OpenCase _ ->
          Optional.of("no case system is connected; the incident is the case");
      default -> Optional.empty();
    };
  }

  private Optional<String> obstacle(Action.RollBack order) {
    Optional<HostedModel> model = models.hosted(order.model());
    if (model.isEmpty()) {
      return Optional.of("no model is called " + order.model());
    }
    return model.get().route().previous().isEmpty()
        ? Optional.of("model %s has no version to go back to".formatted(order.model()))
        : Optional.empty();
  }

  @Override
  public String perform(Action action, String idempotencyKey) throws ActionFailedException {
    Optional<String> obstacle = obstacle(action);
    if (obstacle.isPresent()) {
      throw new ActionFailedException(obstacle.get());
    }
    deeds.record(BY, "response." + kind(action), model(action), true, Map.of("stage", "tried"));
    String done = carryOut(action, idempotencyKey);
    deeds.record(BY, "response." + kind(action), model(action), true, Map.of("stage", "done"));
    return done;
  }

  private String carryOut(Action action, String key) throws ActionFailedException {
    try {
      return switch (action) {
        case Action.BlockClient a -> hold(key, a.clientKey(), "", Step.BLOCKED, a.until());
        case Action.FreezeKey a -> hold(key, a.clientKey(), "", Step.BLOCKED, a.until());
        case Action.Tighten a -> tighten(key, a);
        case Action.RollBack a -> rollBack(a);
        case Action.Quarantine a -> quarantine(a);
        case Action.RotateKey _, Action.OpenCase _ ->
            throw new ActionFailedException("this gateway cannot do it");
      };
    } catch (GambesonException e) {
      throw new ActionFailedException(String.valueOf(e.getMessage()));
    }
  }

  private String tighten(String key, Action.Tighten a) {
    Step step = OVERLAYS.getOrDefault(a.overlay(), Step.TIGHTENED);
    String whom = a.clientKey().isEmpty() ? Holds.EVERYBODY : a.clientKey();
    return hold(key, whom, a.model(), step, a.until());
  }

  private String hold(String key, String whom, String model, Step step, Optional<Instant> until) {
    Instant now = clock.instant();
    Instant end = until.orElse(now.plus(LONGEST));
    holds.place(new Hold(key, whom, model, step, now, end, BY, "incident"));
    return "step %s until %s".formatted(step.name().toLowerCase(java.util.Locale.ROOT), end);
  }

  private String rollBack(Action.RollBack order) throws ActionFailedException {
    HostedModel model = hosted(order.model());
    boolean away =
        !order.from().isEmpty() && !model.route().live().equals(Optional.of(order.from()));
    if (away) {
      return "another version was live already";
    }
    model.rollback(BY, "incident");
    return "live is now " + model.route().live().orElse("none");
  }

  private String quarantine(Action.Quarantine order) throws ActionFailedException {
    HostedModel model = hosted(order.model());
    if (!model.route().quarantined().contains(order.version())) {
      model.quarantine(order.version(), BY, "incident");
    }
    return "version %s is in quarantine".formatted(order.version());
  }

  private HostedModel hosted(String name) throws ActionFailedException {
    return models
        .hosted(name)
        .orElseThrow(() -> new ActionFailedException("no model is called " + name));
  }

  @Override
  public void undo(Action action, String receipt, String idempotencyKey)
      throws ActionFailedException {
    deeds.record(BY, "response.undo." + kind(action), model(action), true, Map.of());
    try {
      switch (action) {
        case Action.BlockClient _, Action.FreezeKey _, Action.Tighten _ ->
            holds.lift(idempotencyKey);
        case Action.Quarantine q -> release(q);
        case Action.RollBack r -> forward(r);
        case Action.RotateKey _, Action.OpenCase _ ->
            throw new ActionFailedException("it cannot be taken back");
      }
    } catch (GambesonException e) {
      throw new ActionFailedException(String.valueOf(e.getMessage()));
    }
  }

  private void release(Action.Quarantine order) throws ActionFailedException {
    HostedModel model = hosted(order.model());
    Set<String> held = model.route().quarantined();
    if (held.contains(order.version())) {
      model.release(order.version(), BY, "undone");
    }
  }

  private void forward(Action.RollBack order) throws ActionFailedException {
    HostedModel model = hosted(order.model());
    if (!order.from().isEmpty() && !model.route().live().equals(Optional.of(order.from()))) {
      model.promote(order.from(), BY, "undone");
    }
  }

  private static String kind(Action action) {
    return switch (action) {
      case Action.BlockClient _ -> "block";
      case Action.Tighten _ -> "tighten";
      case Action.RollBack _ -> "roll-back";
      case Action.Quarantine _ -> "quarantine";
      case Action.FreezeKey _ -> "freeze-key";
      case Action.RotateKey _ -> "rotate-key";
      case Action.OpenCase _ -> "open-case";
    };
  }

  private static String model(Action action) {
    return switch (action) {
      case Action.Tighten t -> t.model();
      case Action.RollBack r -> r.model();
      case Action.Quarantine q -> q.model();
      default -> "";
    };
  }
}
