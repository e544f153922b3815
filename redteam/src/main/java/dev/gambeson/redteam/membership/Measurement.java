package dev.gambeson.redteam.membership;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// The attacks on one subject, run once for the checks that share them. Both draw the same rows, so
/// that their figures belong together.
final class Measurement {
  private record Key(int limit, long seed) {}

  private WeakReference<AuditSubject> subject = new WeakReference<>(null);
  private @Nullable Key key;
  private @Nullable Leakage leakage;

  synchronized Leakage of(AuditSubject asked, LabelledRows train, int limit, CheckContext context) {
    Key wanted = new Key(limit, context.seed().value());
    Leakage known = leakage;
    if (known != null && subject.refersTo(asked) && wanted.equals(key)) {
      return known;
    }
    context.progress().report("membership inference", 0);
    Leakage fresh =
        Leakage.measure(asked, train, limit, context.seed().child("GB-PRIV"), context.workers());
    context.progress().report("membership inference", 1);
    subject = new WeakReference<>(asked);
    key = wanted;
    leakage = fresh;
    return fresh;
  }
}
