package dev.gambeson.report.internal;

import dev.gambeson.core.Exhibit;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An exhibit as a picture with its key and its numbers. Every picture comes with a table, so that
/// nothing depends on seeing it.
final class ExhibitBuilder {
  private static final int MAX_ROWS = 10;
  private static final int MAX_POINTS = 7;
  private static final int MAX_COLUMNS = 12;

  private ExhibitBuilder() {}

  static Page.FigureView view(Exhibit exhibit, String id) {
    return switch (exhibit) {
      case Exhibit.LineChart c -> lines(c, id);
      case Exhibit.BarChart c -> bars(c, id);
      case Exhibit.Table t ->
          new Page.FigureView(
              clip(t.title()), caption(t.caption()), Optional.empty(), List.of(), table(t));
    };
  }

  private static String clip(String title) {
    return Inert.clipped(title, 120);
  }

  private static String caption(String caption) {
    return Inert.clipped(caption, 500);
  }

  private static Page.FigureView lines(Exhibit.LineChart c, String id) {
    List<Exhibit.Line> lines = LinePlot.lines(c);
    if (lines.isEmpty()) {
      return empty(c.title(), c.caption());
    }
    List<Page.Key> keys = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      keys.add(new Page.Key(LinePlot.key(i), Inert.clipped(lines.get(i).name(), 60)));
    }
    if (c.diagonal()) {
      keys.add(new Page.Key(LinePlot.key(-1), "x = y"));
    }
    int more = c.lines().size() - lines.size();
    String note = more > 0 ? Figures.plural(more, "line is", "lines are") + " not drawn. " : "";
    Content drawing = new LinePlot(c, id).draw();
    return new Page.FigureView(
        clip(c.title()),
        caption(c.caption()),
        Optional.of(drawing),
        keys,
        pointTable(c, lines, note));
  }

  private static Page.TableView pointTable(
      Exhibit.LineChart c, List<Exhibit.Line> lines, String note) {
    int each = Math.max(3, MAX_POINTS / lines.size());
    List<List<Page.Cell>> rows = new ArrayList<>();
    int all = 0;
    for (Exhibit.Line line : lines) {
      all += line.points().size();
      for (Exhibit.Point p : spread(line.points(), each)) {
        rows.add(
            List.of(
                words(line.name()),
                number(p.x()),
                number(p.y()),
                new Page.Cell(
                    p.low() < p.high()
                        ? Figures.number(p.low()) + " to " + Figures.number(p.high())
                        : "",
                    true)));
      }
    }
    String left =
        rows.size() < all
            ? "%s of %s points; the JSON result has all."
                .formatted(Figures.count(rows.size()), Figures.count(all))
            : "";
    return new Page.TableView(
        header("line", c.x().label(), c.y().label(), "interval"), rows, note + left);
  }

  /// At most `most` of the points, evenly, the ends included.
  private static List<Exhibit.Point> spread(List<Exhibit.Point> points, int most) {
    if (points.size() <= most) {
      return points;
    }
    List<Exhibit.Point> kept = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      kept.add(points.get((int) Math.round((double) i * (points.size() - 1) / (most - 1))));
    }
    return kept;
  }

  private static Page.FigureView bars(Exhibit.BarChart c, String id) {
    List<Exhibit.Bar> bars = BarPlot.bars(c);
    if (bars.isEmpty()) {
      return empty(c.title(), c.caption());
    }
    List<List<Page.Cell>> rows =
        c.bars().stream()
            .limit(MAX_ROWS)
            .map(b ->
                List.of(
                    words(b.label()),
                    number(b.value()),
                    new Page.Cell(
                        b.low() < b.high()
                            ? Figures.number(b.low()) + " to " + Figures.number(b.high())
                            : "",
                        true),
                    new Page.Cell(b.n() > 0 ? Figures.count(b.n()) : "", true)))
            .toList();
    int left = c.bars().size() - Math.min(bars.size(), rows.size());
    String note =
        left > 0
            ? Figures.plural(left, "bar is", "bars are")
                + " left out here; the JSON result has all."
            : "";
    return new Page.FigureView(
        clip(c.title()),
        caption(c.caption()),
        Optional.of(new BarPlot(c, id).draw()),
        List.of(),
        new Page.TableView(header("bar", c.value().label(), "interval", "n"), rows, note));
  }

  private static Page.FigureView empty(String title, String caption) {
    return new Page.FigureView(
        clip(title),
        caption(caption),
        Optional.empty(),
        List.of(),
        new Page.TableView(List.of(), List.of(), "There is nothing to draw: no value is defined."));
  }

  /// A column of numbers is aligned to the right.
  private static Page.TableView table(Exhibit.Table t) {
    int columns = Math.min(MAX_COLUMNS, t.header().size());
    List<List<String>> shown = t.rows().stream().limit(MAX_ROWS).toList();
    boolean[] numeric = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      numeric[c] = isNumeric(shown, c);
    }
    List<List<Page.Cell>> rows = shown.stream().map(row -> cells(row, numeric)).toList();
    int left = t.rows().size() - rows.size();
    String note = left > 0 ? Figures.plural(left, "more row") + " in the JSON result." : "";
    return new Page.TableView(cells(t.header(), numeric), rows, note);
  }

  private static boolean isNumeric(List<List<String>> rows, int column) {
    return rows.stream()
        .filter(row -> column < row.size() && !row.get(column).isEmpty())
        .allMatch(row ->
            row.get(column).matches("[\\[(]?[-−+]?[0-9].{0,40}")
                && !row.get(column).matches(".*\\p{L}{2,}.*"));
  }

  private static List<Page.Cell> cells(List<String> row, boolean[] numeric) {
    List<Page.Cell> cells = new ArrayList<>();
    for (int c = 0; c < Math.min(row.size(), numeric.length); c++) {
      cells.add(new Page.Cell(Inert.clipped(row.get(c), 200), numeric[c]));
    }
    return cells;
  }

  private static List<Page.Cell> header(String... names) {
    List<Page.Cell> cells = new ArrayList<>();
    for (String name : names) {
      cells.add(new Page.Cell(clip(name), !cells.isEmpty()));
    }
    return cells;
  }

  private static Page.Cell words(String text) {
    return new Page.Cell(Inert.clipped(text, 80), false);
  }

  private static Page.Cell number(double v) {
    return new Page.Cell(Figures.number(v), true);
  }
}
