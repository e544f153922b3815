package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.activation.ActivationClusterScreen;
import dev.gambeson.data.screen.activation.SpectralScreen;
import java.util.List;

/// The screens for backdoors, and their joint verdict.
public final class PoisonScreens {
  private static final List<Screen> ALL =
      List.of(
          new TableTriggerScreen(),
          new ImageTriggerScreen(),
          new ActivationClusterScreen(),
          new SpectralScreen());

  private PoisonScreens() {}

  /// GB-POIS-006 to 009.
  public static List<Screen> all() {
    return ALL;
  }

  /// Labels that the backdoor screens together hold to be the target of a backdoor, sorted; each
  /// screen names them in its findings.
  public static List<String> targets(List<CheckResult> results) {
    return results.stream()
        .filter(PoisonScreens::ours)
        .flatMap(r -> r.findings().stream())
        .map(Finding::aspect)
        .distinct()
        .sorted()
        .toList();
  }

  /// The joint verdict: fails when any of the backdoor screens does, since each has its own blind
  /// spots; passes when none fails and at least one passes; inconclusive otherwise.
  public static Outcome joint(List<CheckResult> results) {
    List<Outcome> outcomes =
        results.stream().filter(PoisonScreens::ours).flatMap(r -> r.outcome().stream()).toList();
    if (outcomes.stream().anyMatch(o -> o instanceof Outcome.Fail)) {
      return new Outcome.Fail();
    }
    boolean unsure = outcomes.stream().anyMatch(o -> o instanceof Outcome.Inconclusive);
    return outcomes.isEmpty() || unsure
        ? new Outcome.Inconclusive("Not every backdoor screen that applies came to a conclusion.")
        : new Outcome.Pass();
  }

  private static boolean ours(CheckResult result) {
    return ALL.stream().anyMatch(s -> s.info().id().equals(result.check()));
  }
}
