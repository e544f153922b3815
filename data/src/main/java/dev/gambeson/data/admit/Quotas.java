package dev.gambeson.data.admit;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Text;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many rows of each source may be admitted: the largest blend within every cap.
final class Quotas {
  private final BlendPolicy blend;
  private final SourceHistory history;
  private final LocalDate today;
  private final CheckContext context;

  Quotas(BlendPolicy blend, SourceHistory history, LocalDate today, CheckContext context) {
    this.blend = blend;
    this.history = history;
    this.today = today;
    this.context = context;
  }

  /// The cap of a source's share.
  double cap(String source) {
    return blend.cap(source, context.parameter(BlendInfos.SHARE, "max-share"));
  }

  /// Rows to keep by source. The greatest numbers k with k ≤ n, k ≤ rate and k ≤ cap · Σ k: found
  /// by going down from n until nothing changes. The step is monotone, so this ends at the greatest
  /// fixed point (Tarski 1955), which is 0 everywhere when too few sources share the caps.
  SortedMap<String, Long> of(Map<String, Long> rows) {
    SortedMap<String, Long> kept = new TreeMap<>();
    rows.forEach((source, n) ->
        kept.put(source, Math.min(n, rate(source).map(Rate::rows).orElse(Long.MAX_VALUE))));
    boolean changed = true;
    while (changed) {
      long total = kept.values().stream().mapToLong(Long::longValue).sum();
      changed = false;
      for (Map.Entry<String, Long> e : kept.entrySet()) {
        long most = (long) Math.floor(cap(e.getKey()) * total);
        if (e.getValue() > most) {
          e.setValue(most);
          changed = true;
        }
      }
    }
    return kept;
  }

  /// What a rate allows.
  ///
  /// @param rows of a source in this batch, at most
  /// @param because the cap and what it is compared with
  record Rate(long rows, String because) {}

  /// The tightest rate cap of a source; empty when none applies.
  Optional<Rate> rate(String source) {
    SourceHistory.Past past = history.sources().get(source);
    if (past == null) {
      OptionalLong newcomer = cap("max-new-rows", 1);
      return history.sources().isEmpty() || newcomer.isEmpty()
          ? Optional.empty()
          : Optional.of(new Rate(newcomer.getAsLong(), "the source was never admitted before"));
    }
    Optional<Rate> batch =
        rate("max-batch-growth", past.rowsPerBatch(), 0, "its batches before had %.0f rows");
    Optional<Rate> day =
        past.rowsPerDay(today)
            .flatMap(mean ->
                rate("max-day-growth", mean, past.rowsOn(today), "its days before had %.0f rows"));
    return batch.isPresent() && day.isPresent()
        ? (batch.get().rows() <= day.get().rows() ? batch : day)
        : batch.or(() -> day);
  }

  /// Why rows of a source are held back, for the quarantine.
  HeldRow.Reason reason(String source, long rows) {
    return rate(source)
        .filter(r -> r.rows() < rows)
        .map(r ->
            new HeldRow.Reason(
                BlendInfos.RATE.id(),
                "more than the %,d rows that its source may bring: %s"
                    .formatted(r.rows(), r.because())))
        .orElseGet(() ->
            new HeldRow.Reason(
                BlendInfos.SHARE.id(),
                "beyond the cap of its source, %s of the admitted rows"
                    .formatted(Text.percent(cap(source)))));
  }

  private Optional<Rate> rate(String parameter, double mean, long already, String words) {
    OptionalLong most = cap(parameter, mean);
    return most.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Rate(
                Math.max(0, most.getAsLong() - already),
                words.formatted(mean)
                    + (already > 0 ? ", and %d were admitted today".formatted(already) : "")));
  }

  private OptionalLong cap(String parameter, double times) {
    double value = context.parameter(BlendInfos.RATE, parameter);
    return value > 0 ? OptionalLong.of((long) Math.floor(value * times)) : OptionalLong.empty();
  }
}
