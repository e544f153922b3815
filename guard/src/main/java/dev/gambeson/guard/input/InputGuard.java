package dev.gambeson.guard.input;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.RequestGuard;
import dev.gambeson.guard.input.InputPolicy.Reaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds the rows of a query against what the model was trained on.
///
/// Guaranteed: an input is refused or let through, never changed; infinite numbers and rows of
/// another width are always refused; what the listener and the client are told holds no value of
/// the input; what policy flags stands in [Decision.Allow#flags] as `input-` and the kind's token.
/// NOT guaranteed: that what passes is honest. An adversarial example made of ordinary values
/// passes here; see [AdversarialScore].
public final class InputGuard implements RequestGuard {
  /// Hears of inputs that were let through although something is unusual. Must not block.
  @FunctionalInterface
  public interface Listener {
    /// Once per query and kind, with the first place.
    void flagged(Query query, InputFault fault);
  }

  private final FeatureRules rules;
  private final Optional<Distance> distance;
  private final Map<String, InputPolicy> byClass;
  private final InputPolicy otherwise;
  private final Listener listener;

  /// @param profile of the model's training rows
  /// @param byClass policies by [dev.gambeson.guard.Client#clientClass]
  /// @param otherwise for classes that are not named
  /// @param listener hears of flagged inputs
  public InputGuard(
      InputProfile profile,
      Map<String, InputPolicy> byClass,
      InputPolicy otherwise,
      Listener listener) {
    this.rules = new FeatureRules(profile);
    this.distance = Distance.of(profile);
    this.byClass = Map.copyOf(byClass);
    this.otherwise = requireNonNull(otherwise, "otherwise");
    this.listener = requireNonNull(listener, "listener");
  }

  @Override
  public Decision check(Query query) {
    InputPolicy policy = byClass.getOrDefault(query.client().clientClass(), otherwise);
    Rows rows = query.rows();
    if (rows.width() != rules.width()) {
      return refuse(new InputFault(InputFault.Kind.WIDTH, -1, ""));
    }
    if (rows.count() < 1 || rows.count() > policy.maxRows().orElse(1000)) {
      return refuse(new InputFault(InputFault.Kind.ROWS, -1, ""));
    }
    double slack = policy.slack().orElse(0.1);
    List<String> flags = List.of();
    int told = 0;
    for (int row = 0; row < rows.count(); row++) {
      for (int f = 0; f < rows.width(); f++) {
        int kind = rules.fault(f, rows.at(row, f), slack);
        if (kind != FeatureRules.FINE && (told & 1 << kind) == 0) {
          InputFault fault = rules.fault(kind, row, f);
          Reaction reaction = policy.on(fault.kind());
          if (reaction == Reaction.REJECT) {
            return refuse(fault);
          }
          told |= 1 << kind;
          flags = told(query, fault, reaction, flags);
        }
      }
    }
    return manifold(query, policy, flags);
  }

  private Decision manifold(Query query, InputPolicy policy, List<String> flags) {
    Reaction reaction = policy.on(InputFault.Kind.OFF_MANIFOLD);
    if (distance.isEmpty() || reaction == Reaction.ALLOW) {
      return allow(flags);
    }
    double rate = policy.offManifoldRate().orElse(0.01);
    for (int row = 0; row < query.rows().count(); row++) {
      if (distance.get().pValue(query.rows(), row) <= rate) {
        InputFault fault = new InputFault(InputFault.Kind.OFF_MANIFOLD, row, "");
        if (reaction == Reaction.REJECT) {
          return refuse(fault);
        }
        return allow(told(query, fault, reaction, flags));
      }
    }
    return allow(flags);
  }

  private static Decision allow(List<String> flags) {
    return flags.isEmpty() ? Decision.ALLOW : new Decision.Allow(flags);
  }

  private List<String> told(Query query, InputFault fault, Reaction reaction, List<String> flags) {
    if (reaction != Reaction.FLAG) {
      return flags;
    }
    listener.flagged(query, fault);
    List<String> all = new ArrayList<>(flags);
    all.add("input-" + fault.kind().token());
    return all;
  }

  private static Decision refuse(InputFault fault) {
    return new Decision.Refuse(fault.kind().token(), fault.sentence(), Optional.empty());
  }
}
