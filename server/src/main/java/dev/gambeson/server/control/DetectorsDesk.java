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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Detectors, their alarms on this node, and what people said of them.
final class DetectorsDesk implements DetectorsView {
  private static final int MOST_REVIEWS = 10_000;
  private static final Duration REVIEWED = Duration.ofDays(30);
  private static final int ALARMS = 500;

  private final House house;

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
    List<ReviewStore.Kept> reviews =
        house.records().reviews().since(house.clock().instant().minus(REVIEWED), MOST_REVIEWS);
    return DetectChecks.all().stream().map(i -> detector(i, watching, learning, reviews)).toList();
  }

  private Detector detector(
      CheckInfo info, long watching, long learning, List<ReviewStore.Kept> reviews) {
    List<Alert> alarms = raised(info.id(), ALARMS);
    List<ReviewStore.Kept> own = reviews.stream().filter(r -> r.check().equals(info.id())).toList();
    long confirmed = judged(own, Judgement.TRUE_ALARM);
    long wrong = judged(own, Judgement.FALSE_ALARM);
    Map<Instant, Double> daily = new TreeMap<>();
    alarms.forEach(a -> daily.merge(a.time().truncatedTo(ChronoUnit.DAYS), 1.0, Double::sum));
    return new Detector(
        info.id(),
        info.title(),
        info.question(),
        Mode.ENFORCE,
        "1 in %,.0f queries, all detectors together".formatted(1 / house.watch().alpha()),
        watching,
        learning,
        Math.max(alarms.size(), own.size()),
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

  private static long judged(List<ReviewStore.Kept> reviews, Judgement judgement) {
    return reviews.stream().filter(r -> r.review().judgement() == judgement).count();
  }

  @Override
  public List<Reviewed> alarms(String check, int limit) {
    List<Alert> alarms = raised(check, limit);
    Instant oldest =
        alarms.stream()
            .map(Alert::time)
            .min(Comparator.naturalOrder())
            .orElse(house.clock().instant());
    Map<String, Review> reviews = new HashMap<>();
    house
        .records()
        .reviews()
        .since(oldest.minusSeconds(1), MOST_REVIEWS)
        .forEach(r -> reviews.put(r.alarm(), r.review()));
    return alarms.stream()
        .map(a -> new Reviewed(a, Optional.ofNullable(reviews.get(a.id()))))
        .toList();
  }

  private List<Alert> raised(String check, int limit) {
    return house.alerts().latest(ALARMS).stream()
        .filter(a -> check.isEmpty() || a.check().equals(check))
        .limit(limit)
        .toList();
  }

  @Override
  public void review(String alert, Judgement judgement, String note, Operator who) {
    Alert known =
        house.alerts().latest(ALARMS).stream()
            .filter(a -> a.id().equals(alert))
            .findFirst()
            .orElseThrow(() -> Rejected.notFound("There is no such alarm any more."));
    house
        .records()
        .reviews()
        .put(
            new ReviewStore.Kept(
                alert,
                known.check(),
                known.time(),
                new Review(judgement, note, who.name(), house.clock().instant())));
  }
}
