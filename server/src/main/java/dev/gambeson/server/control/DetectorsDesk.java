package dev.gambeson.server.control;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.guard.detect.DetectChecks;
import dev.gambeson.guard.detect.Standing;
import dev.gambeson.server.admin.port.DetectorsView;
import dev.gambeson.server.admin.port.Moment;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Detectors, their alarms on this node, and what people said of them.
final class DetectorsDesk implements DetectorsView {
  private static final int MOST_REVIEWS = 10_000;
  private static final int ALARMS = 500;

  private final House house;
  private final Map<String, Review> reviews = new ConcurrentHashMap<>();

  DetectorsDesk(House house) {
    this.house = house;
  }

  @Override
  public List<Detector> detectors() {
    List<Standing> standings = house.watch().standings();
    long watching = standings.stream().filter(s -> s.scope() == Standing.Scope.CLIENT).count();
    long learning =
        standings.stream()
            .filter(s -> s.scope() == Standing.Scope.CLIENT)
            .filter(s -> s.learning() == Standing.Learning.POPULATION)
            .count();
    return DetectChecks.all().stream().map(i -> detector(i, watching, learning)).toList();
  }

  private Detector detector(CheckInfo info, long watching, long learning) {
    List<Reviewed> alarms = alarms(info.id(), ALARMS);
    long confirmed = judged(alarms, Judgement.TRUE_ALARM);
    long wrong = judged(alarms, Judgement.FALSE_ALARM);
    Map<Instant, Double> daily = new TreeMap<>();
    alarms.forEach(
        a -> daily.merge(a.alert().time().truncatedTo(ChronoUnit.DAYS), 1.0, Double::sum));
    return new Detector(
        info.id(),
        info.title(),
        info.question(),
        Mode.ENFORCE,
        "1 in %,.0f queries, all detectors together".formatted(1 / house.watch().alpha()),
        watching,
        learning,
        alarms.size(),
        confirmed,
        wrong,
        precision(confirmed, wrong),
        daily.entrySet().stream().map(e -> Moment.of(e.getKey(), e.getValue())).toList());
  }

  private static Optional<Estimate> precision(long confirmed, long wrong) {
    return confirmed + wrong == 0
        ? Optional.empty()
        : Optional.of(Intervals.wilson("precision", confirmed, confirmed + wrong));
  }

  private static long judged(List<Reviewed> alarms, Judgement judgement) {
    return alarms.stream()
        .filter(a -> a.review().map(Review::judgement).equals(Optional.of(judgement)))
        .count();
  }

  @Override
  public List<Reviewed> alarms(String check, int limit) {
    return house.alerts().latest(ALARMS).stream()
        .filter(a -> check.isEmpty() || a.check().equals(check))
        .limit(limit)
        .map(a -> new Reviewed(a, Optional.ofNullable(reviews.get(a.id()))))
        .toList();
  }

  @Override
  public void review(String alert, Judgement judgement, String note, Operator who) {
    boolean known = house.alerts().latest(ALARMS).stream().map(Alert::id).anyMatch(alert::equals);
    if (!known || reviews.size() >= MOST_REVIEWS) {
      throw Rejected.notFound("There is no such alarm any more.");
    }
    reviews.put(alert, new Review(judgement, note, who.name(), house.clock().instant()));
  }
}
