package dev.gambeson.guard.detect;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// From evidence to levels, alerts and standings. The caller holds the track's lock.
final class Alarms {
  private final Track.Limits limits;
  private final RandomGenerator random;
  private final long ttl;
  private final Level highest;
  private final double alpha;

  Alarms(DetectPolicy policy, Track.Limits limits, RandomGenerator random) {
    this.limits = limits;
    this.random = random;
    this.ttl = policy.ttl().toSeconds();
    this.highest = policy.top();
    this.alpha = policy.alpha();
  }

  Level judge(QueryWatch.Key subject, Track track, boolean alarm, Query query, List<Alert> alerts) {
    return judge(subject, track, alarm, query.client(), query.model(), query.time(), alerts);
  }

  /// One alarm is one step, however much evidence there is, and at most one alert.
  Level judge(
      QueryWatch.Key subject,
      Track track,
      boolean alarm,
      Client client,
      String model,
      Instant time,
      List<Alert> alerts) {
    long now = time.getEpochSecond();
    if (alarm) {
      Level level = track.ladder.up(now, ttl, highest);
      if (track.ladder.isNews(now)) {
        alerts.add(alert(subject, track, level, client, model, time));
      }
      if (track.learning == Standing.Learning.POPULATION) {
        track.endLearning(Standing.Learning.DENIED);
      }
      track.startAnew();
    }
    return level(track, now);
  }

  Level level(Track track, long now) {
    Level level = track.ladder.at(now, ttl);
    return level == Level.NONE && evidence(track) >= 0.5 ? Level.LOG : level;
  }

  private double evidence(Track track) {
    return Math.max(0, Math.log(track.capital())) / Math.log(limits.threshold());
  }

  private Alert alert(
      QueryWatch.Key subject, Track track, Level level, Client client, String model, Instant time) {
    Detector strongest = track.strongest();
    Map<String, String> facts = new TreeMap<>();
    facts.put("level", level.name().toLowerCase(Locale.ROOT));
    facts.put("scope", subject.scope().name().toLowerCase(Locale.ROOT));
    facts.put("queries", Long.toString(track.queries));
    facts.put("retries", Long.toString(track.retries));
    facts.put("coverage", "%.3f".formatted(track.coverage()));
    facts.put("alarms", Long.toString(track.ladder.alarms()));
    facts.put("alpha", "%.2g".formatted(alpha));
    String message =
        "%s: evidence of 1 to %.0e against ordinary use after %d queries, most of it from %s; alarm number %d, step '%s'."
            .formatted(
                switch (subject.scope()) {
                  case CLIENT -> "The client's use of the model";
                  case TENANT -> "The use of the model by all clients of the tenant";
                  case PREFIX -> "The use of the model from the network";
                },
                track.capital(),
                track.queries,
                strongest.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                track.ladder.alarms(),
                level.name().toLowerCase(Locale.ROOT));
    return new Alert(
        new UUID(random.nextLong(), random.nextLong()).toString(),
        time,
        strongest.info().id(),
        severity(level),
        strongest.info().title(),
        message,
        subject(subject, client, model),
        Optional.of(
            Estimate.exact("log10 of the evidence", Math.log10(track.capital()), track.scored)),
        facts);
  }

  /// An alert about a prefix names it in place of a client.
  private static Alert.Subject subject(QueryWatch.Key subject, Client client, String model) {
    return switch (subject.scope()) {
      case CLIENT -> Alert.Subject.of(client.tenant(), client.id(), model);
      case TENANT -> Alert.Subject.of(client.tenant(), "", model);
      case PREFIX -> Alert.Subject.of("", subject.subject(), model);
    };
  }

  private static Severity severity(Level level) {
    return switch (level) {
      case NONE, LOG -> Severity.LOW;
      case ALERT -> Severity.MEDIUM;
      case TIGHTEN, COARSEN -> Severity.HIGH;
      case CHALLENGE, BLOCK -> Severity.CRITICAL;
    };
  }

  Standing standing(QueryWatch.Key subject, Track track, long now) {
    Level level = level(track, now);
    boolean onLadder = level.compareTo(Level.ALERT) >= 0;
    Map<Detector, Double> capital = new EnumMap<>(Detector.class);
    for (Detector d : Detector.values()) {
      double log = Math.log(track.capital(d));
      if (log > 0) {
        capital.put(d, log);
      }
    }
    return new Standing(
        subject.scope(),
        subject.subject(),
        subject.model(),
        level,
        onLadder ? Optional.of(Instant.ofEpochSecond(track.ladder.since())) : Optional.empty(),
        onLadder ? Optional.of(Instant.ofEpochSecond(track.ladder.until())) : Optional.empty(),
        Instant.ofEpochSecond(track.first),
        track.queries,
        track.retries,
        track.ladder.alarms(),
        track.coverage(),
        track.learning,
        evidence(track),
        capital);
  }
}
