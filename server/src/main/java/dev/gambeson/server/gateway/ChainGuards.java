package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.Query;

/// The guards of a [GuardChain].
///
/// @param chain the chain
public record ChainGuards(GuardChain chain) implements Guards {
  public ChainGuards {
    requireNonNull(chain, "chain");
  }

  @Override
  public Passage request(Query query) {
    GuardChain.Passage passage = chain.request(query);
    return passage.refusal().isEmpty() && !passage.coarsen() && passage.flags().isEmpty()
        ? Passage.FREE
        : new Passage(passage.refusal(), passage.coarsen(), passage.flags());
  }

  @Override
  public Decision answer(Query query, Answer answer, boolean coarsen) {
    return chain.answer(query, answer, coarsen);
  }
}
