package dev.gambeson.data.profile;

import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Histogram;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// What a profile shows in a report. Values of columns that look like keys, and texts, stay out of
/// it: a report goes to more people than the data.
final class ProfileExhibits {
  private static final int MOST_COLUMNS = 200;

  private ProfileExhibits() {}

  static Exhibit columns(TableSummary summary) {
    return new Exhibit.Table(
        "Columns of the table",
        "One line per column%s; numbers to four digits, none of columns that look like keys."
            .formatted(
                summary.columns().size() > MOST_COLUMNS ? ", the first " + MOST_COLUMNS : ""),
        List.of("column", "type", "missing", "distinct", "minimum", "median", "maximum"),
        summary.columns().stream().limit(MOST_COLUMNS).map(ProfileExhibits::row).toList());
  }

  private static List<String> row(ColumnSummary c) {
    Histogram numbers = c.numbers().map(ColumnSummary.Numbers::histogram).orElse(Histogram.EMPTY);
    boolean shown = c.isNumeric() && !c.looksLikeKey() && !numbers.buckets().isEmpty();
    Histogram times = c.times().orElse(Histogram.EMPTY);
    boolean dated =
        !times.buckets().isEmpty()
            && c.type().filter(t -> t == CellType.DATE || t == CellType.TIMESTAMP).isPresent();
    return List.of(
        c.name(),
        c.type().map(CellType::id).orElse("empty"),
        c.rows() == 0 ? "" : Text.percent((double) c.missing() / c.rows()),
        (c.distinctError() > 0 ? "about " : "") + Text.number(c.distinct()),
        shown
            ? Text.number(numbers.buckets().getFirst().low())
            : dated ? day(times.buckets().getFirst().low()) : "",
        shown
            ? Text.number(numbers.quantile(0.5).middle())
            : dated ? day(times.quantile(0.5).middle()) : "",
        shown
            ? Text.number(numbers.buckets().getLast().high())
            : dated ? day(times.buckets().getLast().high()) : "");
  }

  private static String day(double seconds) {
    return Instant.ofEpochSecond((long) seconds - CellReader.BEFORE_1970)
        .atOffset(ZoneOffset.UTC)
        .toLocalDate()
        .toString();
  }
}
