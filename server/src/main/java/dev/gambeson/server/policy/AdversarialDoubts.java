package dev.gambeson.server.policy;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.input.AdversarialPolicy;
import dev.gambeson.guard.input.AdversarialScore;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.server.gateway.Doubts;
import java.util.Optional;

/// Doubts by the [AdversarialScore], as a class's policy says.
final class AdversarialDoubts implements Doubts {
  private final AdversarialPolicy policy;
  private final AdversarialScore score;

  private AdversarialDoubts(AdversarialPolicy policy, AdversarialScore score) {
    this.policy = policy;
    this.score = score;
  }

  /// @throws IllegalArgumentException when the profile of the model was learnt without the model
  static Doubts of(AdversarialPolicy policy, InputProfile profile) {
    AdversarialScore score =
        AdversarialScore.of(profile)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "adversarial is set, but this model's profile cannot judge it: it needs a model with classes and some hundred reference rows. If it has them, the profile was made by an older Gambeson: remove the folder passports of the state and start again."));
    return new AdversarialDoubts(policy, score);
  }

  @Override
  public Optional<AdversarialPolicy.Reaction> about(Query query, Answer raw) {
    int classes = raw.classes().size();
    if (classes == 0 || raw.scores().length == 0) {
      return Optional.empty();
    }
    for (int row = 0; row < raw.count(); row++) {
      if (score.pValue(query.rows(), row, raw.scores(), classes) <= policy.share()) {
        return Optional.of(policy.reaction());
      }
    }
    return Optional.empty();
  }
}
