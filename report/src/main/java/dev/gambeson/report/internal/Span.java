package dev.gambeson.report.internal;

import dev.gambeson.core.Exhibit.Axis;
import dev.gambeson.core.Exhibit.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// One axis of a chart: which values it shows and where on the paper they lie.
///
/// @param min smallest value shown
/// @param max largest value shown
/// @param log whether it is logarithmic
/// @param from coordinate of `min`
/// @param to coordinate of `max`
record Span(double min, double max, boolean log, double from, double to) {

  /// The axis as asked for, ends fitted to the data where it leaves them open.
  static Span fit(Axis axis, DoubleStream data, int ticks, double from, double to) {
    boolean log = axis.scale() == Scale.LOG;
    double[] usable = data.filter(v -> Double.isFinite(v) && (!log || v > 0)).toArray();
    double low = DoubleStream.of(usable).min().orElse(log ? 0.1 : 0);
    double high = DoubleStream.of(usable).max().orElse(1);
    double min = Double.isFinite(axis.min()) && (!log || axis.min() > 0) ? axis.min() : low;
    double max = Double.isFinite(axis.max()) ? axis.max() : high;
    if (!(max > min)) {
      double pad = log ? 0 : Math.max(Math.abs(min) * 0.1, 1e-3);
      min = log ? min / 2 : min - pad;
      max = log ? Math.max(max, min) * 4 : min + 2 * pad;
    }
    if (!log) {
      double step = step(max - min, ticks);
      min = Double.isFinite(axis.min()) ? min : Math.floor(min / step + 1e-9) * step;
      max = Double.isFinite(axis.max()) ? max : Math.ceil(max / step - 1e-9) * step;
    }
    return new Span(min, max, log, from, to);
  }

  /// Coordinate of a value; values outside are drawn at the edge.
  double at(double value) {
    double clamped = Math.clamp(value, min, max);
    double share =
        log
            ? (Math.log(clamped) - Math.log(min)) / (Math.log(max) - Math.log(min))
            : (clamped - min) / (max - min);
    return from + share * (to - from);
  }

  /// Round values inside the axis, about `count` of them.
  List<Double> ticks(int count) {
    return log ? logTicks() : linearTicks(count);
  }

  private List<Double> linearTicks(int count) {
    double step = step(max - min, count);
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(min / step - 1e-9);
    for (long i = first; i * step <= max + step * 1e-9 && ticks.size() < 20; i++) {
      ticks.add(i == 0 ? 0.0 : i * step);
    }
    return ticks;
  }

  private List<Double> logTicks() {
    double decades = Math.log10(max / min);
    int stride = (int) Math.max(1, Math.ceil(decades / 6));
    double[] parts = decades < 2.2 ? new double[] {1, 2, 5} : new double[] {1};
    List<Double> ticks = new ArrayList<>();
    for (int e = (int) Math.floor(Math.log10(min)); e <= Math.log10(max) + 1e-9; e++) {
      for (double part : parts) {
        double v = part * Math.pow(10, e);
        if (Math.floorMod(e, stride) == 0 && v >= min * (1 - 1e-9) && v <= max * (1 + 1e-9)) {
          ticks.add(v);
        }
      }
    }
    return ticks;
  }

  /// 1, 2 or 5 times a power of ten, so that about `count` steps fill the width.
  static double step(double width, int count) {
    double raw = width / count;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double part = raw / power;
    return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
  }

  /// A tick in as few digits as tell it from its neighbours.
  String label(double tick, int count) {
    if (log) {
      return tick >= 1000
          ? Figures.count(Math.round(tick))
          : plain(tick, tick >= 1 ? 0 : decimals(tick));
    }
    double step = step(max - min, count);
    return Math.abs(tick) >= 1e7
        ? Figures.number(tick)
        : plain(tick, step >= 1 ? 0 : decimals(step));
  }

  private static int decimals(double step) {
    return Math.clamp((long) Math.ceil(-Math.log10(step) - 1e-9), 0, 9);
  }

  private static String plain(double v, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", v).replace('-', '−');
  }
}
