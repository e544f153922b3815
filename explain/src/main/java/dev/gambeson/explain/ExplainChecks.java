package dev.gambeson.explain;

import dev.gambeson.core.Check;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.model.AuditSubject;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The checks about what drives a model's decisions.
public final class ExplainChecks {
  private static final int MOST_BARS = 20;

  private ExplainChecks() {}

  /// All of them. They share their measurements, so one list serves one audit at a time.
  public static List<Check<AuditSubject>> all() {
    Measurement measurement = new Measurement();
    return List.of(
        new DominanceCheck(measurement),
        new DirectUseCheck(measurement),
        new ProxyCheck(measurement));
  }

  /// How attributions were made, for summaries and captions.
  static String method(Drivers drivers) {
    Attribution a = drivers.attribution();
    return "%s; %d rows explained, background %s".formatted(a.method(), a.rows(), a.background());
  }

  /// Bars of the largest estimates, one per feature.
  static Exhibit bars(
      String title, String caption, String axis, List<String> names, List<Estimate> estimates) {
    List<Exhibit.Bar> bars =
        IntStream.range(0, names.size())
            .boxed()
            .filter(f -> estimates.get(f).isDefined())
            .sorted(Comparator.comparingDouble(f -> -estimates.get(f).value()))
            .limit(MOST_BARS)
            .map(f -> bar(names.get(f), estimates.get(f)))
            .toList();
    String cut = names.size() > MOST_BARS ? " The " + MOST_BARS + " largest are shown." : "";
    return new Exhibit.BarChart(
        title, caption + cut, Exhibit.Axis.of(axis), bars, OptionalDouble.empty());
  }

  private static Exhibit.Bar bar(String name, Estimate e) {
    return new Exhibit.Bar(name, e.value(), e.low(), e.high(), e.n());
  }
}
