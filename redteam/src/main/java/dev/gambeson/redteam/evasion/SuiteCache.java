package dev.gambeson.redteam.evasion;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Seed;
import dev.gambeson.core.model.AuditSubject;
import java.lang.ref.WeakReference;
import java.util.Optional;

/// Lets the four checks share one run of the attacks: it remembers the last suite, as long as
/// subject, settings and seed stay the same. Thread-safe.
final class SuiteCache {
  private record Entry(
      WeakReference<AuditSubject> subject, SuiteSettings settings, Seed seed, EvasionSuite suite) {}

  private Optional<Entry> last = Optional.empty();

  synchronized EvasionSuite of(AuditSubject subject, CheckContext context) {
    SuiteSettings settings = SuiteSettings.of(context);
    Seed seed = context.seed().child("GB-EVA");
    Optional<Entry> hit =
        last.filter(e -> e.subject().refersTo(subject))
            .filter(e -> e.settings().equals(settings) && e.seed().equals(seed));
    if (hit.isEmpty()) {
      EvasionSuite suite = new EvasionSuite(subject, settings, seed);
      last = Optional.of(new Entry(new WeakReference<>(subject), settings, seed, suite));
      return suite;
    }
    return hit.get().suite();
  }
}
