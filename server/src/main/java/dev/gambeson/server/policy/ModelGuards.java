package dev.gambeson.server.policy;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.limit.Admission;
import dev.gambeson.guard.limit.RateLimiter;
import dev.gambeson.server.gateway.Guards;
import java.util.Optional;

/// The guards of a model for one class of clients, with the price of a batch before them.
final class ModelGuards implements Guards {
  private final GuardChain chain;
  private final RateLimiter limiter;

  ModelGuards(GuardChain chain, RateLimiter limiter) {
    this.chain = chain;
    this.limiter = limiter;
  }

  @Override
  public Passage request(Query query) {
    int more = query.rows().count() - 1; // the first row was taken with the request
    if (more > 0
        && limiter.tryAdmit(query.client(), query.model(), more)
            instanceof Admission.Refused refused) {
      return new Passage(
          Optional.of(
              new Decision.Refuse(
                  "rate-limit", "Too many rows.", Optional.of(refused.retryAfter()))),
          false);
    }
    GuardChain.Passage passage = chain.request(query);
    return new Passage(passage.refusal(), passage.coarsen());
  }

  @Override
  public Decision answer(Query query, Answer answer, boolean coarsen) {
    return chain.answer(query, answer, coarsen);
  }
}
