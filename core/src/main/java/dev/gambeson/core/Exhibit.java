package dev.gambeson.core;

import java.util.List;
import java.util.OptionalDouble;

/// A picture or table that backs a result. Data only; `report` draws it.
public sealed interface Exhibit {
  /// Caption, shown above the picture and used as its accessible name.
  String title();

  /// One axis.
  ///
  /// @param label with unit
  /// @param min left or lower end; NaN to fit the data
  /// @param max right or upper end; NaN to fit the data
  /// @param scale linear or logarithmic
  record Axis(String label, double min, double max, Scale scale) {
    /// A linear axis that fits its data.
    public static Axis of(String label) {
      return new Axis(label, Double.NaN, Double.NaN, Scale.LINEAR);
    }

    /// A linear axis from 0 to 1.
    public static Axis share(String label) {
      return new Axis(label, 0, 1, Scale.LINEAR);
    }
  }

  /// How an axis is divided.
  enum Scale {
    LINEAR,
    LOG
  }

  /// One point of a line; `low` and `high` are its interval, equal to `y` when there is none.
  record Point(double x, double y, double low, double high) {
    /// A point without an interval.
    public static Point of(double x, double y) {
      return new Point(x, y, y, y);
    }
  }

  /// A named line.
  record Line(String name, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }
  }

  /// Lines over a common pair of axes: security curve, ROC, fidelity, calibration.
  ///
  /// @param caption one sentence that says how to read it
  /// @param diagonal whether to draw the line y = x as a reference (chance, perfect calibration)
  record LineChart(String title, String caption, Axis x, Axis y, List<Line> lines, boolean diagonal)
      implements Exhibit {
    public LineChart {
      lines = List.copyOf(lines);
    }
  }

  /// One bar with its interval and sample size.
  record Bar(String label, double value, double low, double high, long n) {}

  /// Bars with intervals: groups, features.
  ///
  /// @param caption one sentence that says how to read it
  /// @param reference a line to compare against (a threshold, the overall rate)
  record BarChart(
      String title, String caption, Axis value, List<Bar> bars, OptionalDouble reference)
      implements Exhibit {
    public BarChart {
      bars = List.copyOf(bars);
    }
  }

  /// A plain table; every row has as many cells as the header.
  record Table(String title, String caption, List<String> header, List<List<String>> rows)
      implements Exhibit {
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }
}
