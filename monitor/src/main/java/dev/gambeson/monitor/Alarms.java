package dev.gambeson.monitor;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Text;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.monitor.reference.ModelShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which alarms stand. A check that fails raises one alert, and the next only after it has passed
/// in between; an inconclusive result leaves an alarm standing. Not thread-safe.
final class Alarms {
  private static final int TOP = 5;

  private final Set<String> standing = new TreeSet<>();

  Set<String> standing() {
    return standing;
  }

  /// Alerts for what fails now and did not before. Their ids follow from what they say and the end
  /// of the newest window, so that nodes that look at the same windows raise the same alert.
  List<Alert> raise(ModelShape shape, List<CheckResult> results, Instant end, Instant now) {
    List<Alert> alerts = new ArrayList<>();
    List<Estimate> features =
        results.stream()
            .filter(r -> r.check().equals(InputDriftCheck.INFO.id()))
            .flatMap(r -> r.estimates().stream())
            .limit(TOP)
            .toList();
    for (CheckResult result : results) {
      String key = result.check() + "|" + result.aspect();
      Optional<Outcome> outcome = result.outcome();
      if (outcome.isPresent() && outcome.get() instanceof Outcome.Pass) {
        standing.remove(key);
      }
      if (outcome.isPresent() && outcome.get() instanceof Outcome.Fail && standing.add(key)) {
        alerts.add(alert(shape, result, features, end, now));
      }
    }
    return alerts;
  }

  private static Alert alert(
      ModelShape shape, CheckResult result, List<Estimate> features, Instant end, Instant now) {
    Finding finding = result.findings().getFirst();
    String id =
        Sha256.of(
                String.join(
                    "\u0000",
                    shape.model(),
                    shape.version(),
                    result.check(),
                    result.aspect(),
                    end.toString()))
            .substring(0, 32);
    Map<String, String> facts = new TreeMap<>();
    result.estimates().stream().limit(TOP).forEach(e -> facts.put(e.name(), words(e)));
    features.forEach(e -> facts.put(e.name(), words(e)));
    if (!result.aspect().isEmpty()) {
      facts.put("aspect", result.aspect());
    }
    facts.put("window end", end.toString());
    return new Alert(
        id,
        now,
        result.check(),
        finding.severity(),
        finding.title(),
        finding.message(),
        Alert.Subject.ofModel(shape.model(), shape.version()),
        result.estimates().stream().findFirst(),
        facts);
  }

  private static String words(Estimate e) {
    return e.isDefined()
        ? "%s [%s, %s] on %d rows"
            .formatted(Text.number(e.value()), Text.number(e.low()), Text.number(e.high()), e.n())
        : e.method();
  }
}
