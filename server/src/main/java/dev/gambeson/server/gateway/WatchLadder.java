package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.detect.Level;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.guard.detect.Suspicion;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/// The ladder of a [QueryWatch], and the signs that refusals are to it.
///
/// A machine cannot be challenged: at [Level#CHALLENGE] it gets labels only, as at [Level#COARSEN],
/// until a person decides or the step is over.
public final class WatchLadder implements Ladder, Observer {
  private final QueryWatch watch;
  private final Consumer<Alert> alerts;
  private volatile BiPredicate<Query, Answer> elsewhere = (_, _) -> false;

  /// @param alerts hears of each alert, on the event loop: must not block
  public WatchLadder(QueryWatch watch, Consumer<Alert> alerts) {
    this.watch = requireNonNull(watch, "watch");
    this.alerts = requireNonNull(alerts, "alerts");
  }

  /// From now on a query is watched here only if this does not take it.
  ///
  /// @param taken whether another node watches a query; must not block
  public void share(BiPredicate<Query, Answer> taken) {
    elsewhere = taken;
  }

  /// Watches a query, whoever answered it.
  public void watch(Query query, Answer raw) {
    var _ = told(watch.observe(query, raw));
  }

  @Override
  public Step step(Client client, String model) {
    return step(watch.level(client, model));
  }

  @Override
  public Step look(Query query, Answer raw) {
    return elsewhere.test(query, raw)
        ? step(query.client(), query.model())
        : told(watch.observe(query, raw));
  }

  /// A request that was refused because of what it held is a sign; one that was answered is none.
  @Override
  public void ended(Trace trace) {
    if (trace.client().isEmpty() || trace.model().isEmpty()) {
      return;
    }
    boolean sign =
        trace.reply() instanceof Reply.Refused(Refusal refusal, _)
            && (refusal.kind() == Refusal.Kind.BAD_REQUEST
                || refusal.kind() == Refusal.Kind.UNACCEPTABLE);
    if (sign || trace.raw().isPresent()) {
      told(
          watch.observeSign(
              trace.client().get(), trace.model().get().name(), sign, trace.call().time()));
    }
  }

  private Step told(Suspicion suspicion) {
    suspicion.alerts().forEach(alerts);
    return step(suspicion.level());
  }

  private static Step step(Level level) {
    return switch (level) {
      case NONE -> Step.CLEAR;
      case LOG, ALERT -> Step.WATCHED;
      case TIGHTEN -> Step.TIGHTENED;
      case COARSEN, CHALLENGE -> Step.COARSENED;
      case BLOCK -> Step.BLOCKED;
    };
  }
}
