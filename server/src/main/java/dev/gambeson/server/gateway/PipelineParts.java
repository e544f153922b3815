package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import dev.gambeson.server.audit.DecisionLog;
import dev.gambeson.server.identity.Authenticator;
import dev.gambeson.server.identity.Authorizer;
import dev.gambeson.server.serving.ModelHouse;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Everything that a [Pipeline] works with.
///
/// @param authenticator finds out who asks
/// @param authorizer who may do what
/// @param policy the policy in force; asked once per request
/// @param models the models
/// @param ladder where clients stand
/// @param canaries what nobody honest sends
/// @param log the log of decisions
/// @param observers see requests after the answer
/// @param requestIds makes ids, unique over all nodes
/// @param clock the time of day
/// @param nanos a monotonic clock in nanoseconds, usually `System::nanoTime`
/// @param afterwards runs what comes after the answer: on the same event loop, but later
public record PipelineParts(
    Authenticator authenticator,
    Authorizer authorizer,
    Supplier<PolicySnapshot> policy,
    ModelHouse models,
    Ladder ladder,
    Canaries canaries,
    DecisionLog log,
    List<Observer> observers,
    Supplier<String> requestIds,
    InstantSource clock,
    LongSupplier nanos,
    Executor afterwards) {
  public PipelineParts {
    requireNonNull(authenticator, "authenticator");
    requireNonNull(authorizer, "authorizer");
    requireNonNull(policy, "policy");
    requireNonNull(models, "models");
    requireNonNull(ladder, "ladder");
    requireNonNull(canaries, "canaries");
    requireNonNull(log, "log");
    observers = List.copyOf(observers);
    requireNonNull(requestIds, "requestIds");
    requireNonNull(clock, "clock");
    requireNonNull(nanos, "nanos");
    requireNonNull(afterwards, "afterwards");
  }
}
