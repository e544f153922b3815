package dev.gambeson.explain;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Seed;
import dev.gambeson.core.model.AuditSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Measures a subject once for all checks that ask about it with the same seed.
final class Measurement {
  private record Kept(AuditSubject subject, Seed seed, Drivers drivers) {}

  private final List<Kept> kept = new ArrayList<>(1);

  synchronized Drivers of(AuditSubject subject, CheckContext context) {
    Seed seed = context.seed().child("GB-EXP");
    Optional<Kept> known =
        kept.stream().filter(k -> k.subject() == subject && k.seed().equals(seed)).findFirst();
    if (known.isPresent()) {
      return known.get().drivers();
    }
    Drivers drivers = Drivers.of(subject, seed, context);
    kept.clear();
    kept.add(new Kept(subject, seed, drivers));
    return drivers;
  }
}
