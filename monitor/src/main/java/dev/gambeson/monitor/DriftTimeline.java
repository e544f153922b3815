package dev.gambeson.monitor;

import dev.gambeson.core.Exhibit;
import dev.gambeson.monitor.drift.FeatureDrift;
import dev.gambeson.monitor.reference.Layout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The drift of the features that drift most, window after window.
final class DriftTimeline {
  private static final int LINES = 5;
  private static final int POINTS = 48;
  private static final long LEAST = 200; // below, the index is mostly noise

  private DriftTimeline() {}

  static Exhibit of(MonitorSubject subject, List<FeatureDrift> newest) {
    Map<String, List<Exhibit.Point>> lines = new LinkedHashMap<>();
    newest.stream().limit(LINES).forEach(d -> lines.put(d.feature(), new ArrayList<>()));
    Instant start = subject.windows().getFirst().from();
    int part = 0;
    for (Window window : coarse(subject)) {
      double x =
          subject.batch() ? ++part : Duration.between(start, window.to()).toMinutes() / 1440.0;
      for (FeatureDrift d : FeatureDrift.all(subject.reference(), window.counts(), 0.05)) {
        List<Exhibit.Point> line = lines.get(d.feature());
        if (line != null) {
          line.add(new Exhibit.Point(x, d.psi().value(), d.psi().low(), d.psi().high()));
        }
      }
    }
    return new Exhibit.LineChart(
        "Drift of inputs over time",
        "Population stability index against the reference, of the features that drift most now, with 95 % intervals.",
        Exhibit.Axis.of(
            subject.batch() ? "part of the batch, in order of rows" : "days since " + start),
        Exhibit.Axis.of("PSI"),
        lines.entrySet().stream().map(e -> new Exhibit.Line(e.getKey(), e.getValue())).toList(),
        false);
  }

  /// The windows, taken together until each has enough rows and there are not too many.
  private static List<Window> coarse(MonitorSubject subject) {
    Layout layout = subject.reference().layout();
    long least = Math.max(LEAST, layout.rows(subject.all()) / POINTS);
    List<Window> coarse = new ArrayList<>();
    long[] sum = new long[layout.size()];
    Instant from = subject.windows().getFirst().from();
    for (Window window : subject.windows()) {
      Layout.merge(sum, window.counts());
      if (sum[0] >= least) {
        coarse.add(new Window(from, window.to(), sum));
        sum = new long[layout.size()];
        from = window.to();
      }
    }
    return coarse;
  }
}
