package dev.gambeson.response;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.store.IncidentFilter;
import dev.gambeson.response.store.IncidentStore;
import dev.gambeson.response.store.IncidentStore.Appended;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/// The book of incidents: takes alerts in, keeps their timelines, answers what stands.
///
/// Guaranteed, over threads and nodes that share a store: alerts with the same [Alert#key] within
/// the grouping window belong to one incident; the same alert told twice counts once while it is
/// the last of its incident's timeline or stands in it; nothing in a timeline changes.
///
/// Not guaranteed: repeats that were counted but not yet written are lost when a node ends, so
/// [Incident#alerts] is a lower bound.
///
/// Thread-safe. Methods block on the store: never call them on an event loop.
public final class IncidentBook {
  private static final int TRIES = 100;
  private static final int PAGE = 1000;

  private final IncidentStore store;
  private final Supplier<IncidentPolicy> policy;
  private final InstantSource clock;
  private final Suppressions suppressions;
  private final Repeats repeats = new Repeats();
  private final OpenedPerHour opened = new OpenedPerHour();
  private final AtomicLong suppressed = new AtomicLong();

  /// @param store shared by all nodes
  /// @param clock what time it is
  public IncidentBook(IncidentStore store, IncidentPolicy policy, InstantSource clock) {
    this(store, () -> policy, clock);
  }

  /// A book whose policy may change.
  ///
  /// @param policy the one in force, asked for each alert
  public IncidentBook(IncidentStore store, Supplier<IncidentPolicy> policy, InstantSource clock) {
    this.store = store;
    this.policy = policy;
    this.clock = clock;
    this.suppressions = new Suppressions(store);
  }

  /// Takes an alert in.
  ///
  /// @return its incident; empty when the alert is suppressed
  public Optional<Incident> accept(Alert raw) {
    Alert alert = Clean.alert(raw);
    Instant now = now();
    if (suppressions.cover(alert, now)) {
      suppressed.incrementAndGet();
      return Optional.empty();
    }
    for (int i = 0; i < TRIES; i++) {
      Optional<Incident> done = tryAccept(alert, now);
      if (done.isPresent()) {
        return done;
      }
    }
    throw contended();
  }

  private Optional<Incident> tryAccept(Alert alert, Instant now) {
    Optional<Incident> latest = store.latest(alert.key());
    if (latest.isPresent() && belongs(latest.get(), now)) {
      return join(latest.get(), alert, now);
    }
    if (opened.allows(now, policy.get().maxOpenedPerHour())) {
      Optional<Incident> fresh = open(alert.key(), latest, alert, now);
      fresh.ifPresent(_ -> opened.count(now));
      return fresh;
    }
    String collective = alert.check() + "|*";
    Optional<Incident> all = store.latest(collective);
    return all.isPresent() && belongs(all.get(), now)
        ? join(all.get(), alert, now)
        : open(collective, all, alert, now);
  }

  /// Whether the incident still takes alerts of its key.
  private boolean belongs(Incident incident, Instant now) {
    IncidentPolicy rules = policy.get();
    Duration quiet = Duration.between(incident.lastAlert(), now);
    Duration since = Duration.between(incident.updated(), now);
    return switch (incident.state()) {
      case OPEN, ACKNOWLEDGED, CONTAINED -> quiet.compareTo(rules.groupWithin()) <= 0;
      case RESOLVED -> since.compareTo(rules.reopenWithin()) <= 0;
      case FALSE_ALARM -> since.compareTo(rules.falseAlarmFor()) <= 0;
    };
  }

  private Optional<Incident> open(String key, Optional<Incident> before, Alert alert, Instant now) {
    long ordinal = before.map(Incident::ordinal).orElse(0L) + 1;
    IncidentEvent first =
        new IncidentEvent(
            Incident.id(key, ordinal),
            1,
            alert.id(),
            now,
            Actor.system(alert.check()),
            new Entry.Raised(alert, key, ordinal, 0, false));
    Incident incident = Incident.opened(first);
    return switch (store.append(incident, first)) {
      case APPENDED -> {
        repeats.written(incident, alert, now);
        yield Optional.of(incident);
      }
      case CONFLICT -> Optional.empty();
      case DUPLICATE -> store.incident(incident.id());
    };
  }

  private Optional<Incident> join(Incident incident, Alert alert, Instant now) {
    boolean reopens = reopens(incident, alert, now);
    boolean worse = !incident.severity().atLeast(alert.severity());
    if (!reopens && !worse && repeats.isRepeat(incident, alert, now, policy.get())) {
      return Optional.of(incident);
    }
    long counted = repeats.take(incident.id());
    Entry entry = new Entry.Raised(alert, incident.key(), incident.ordinal(), counted, reopens);
    IncidentEvent event = next(incident, alert.id(), Actor.system(alert.check()), entry, now);
    Incident after = incident.after(event);
    return switch (store.append(after, event)) {
      case APPENDED -> {
        repeats.written(after, alert, now);
        yield Optional.of(after);
      }
      case CONFLICT -> {
        repeats.putBack(incident.id(), counted);
        yield Optional.empty();
      }
      case DUPLICATE -> {
        repeats.putBack(incident.id(), counted);
        yield store.incident(incident.id());
      }
    };
  }

  private boolean reopens(Incident incident, Alert alert, Instant now) {
    return switch (incident.state()) {
      case OPEN, ACKNOWLEDGED -> false;
      case CONTAINED ->
          Duration.between(incident.updated(), now).compareTo(policy.get().containedGrace()) > 0;
      case RESOLVED -> true;
      case FALSE_ALARM -> !incident.severity().atLeast(alert.severity());
    };
  }

  /// Writes repeats down that were only counted because no further alert came. Call it every now
  /// and then; [dev.gambeson.response.playbook.PlaybookRunner#tick] does.
  public void flush() {
    for (Repeats.Waiting w : repeats.stale(now(), policy.get())) {
      write(
          w.incident(),
          w.latest().id(),
          Actor.system(w.latest().check()),
          i -> Optional.of(new Entry.Raised(w.latest(), i.key(), i.ordinal(), w.repeats(), false)));
    }
  }

  /// Sets where an incident stands.
  ///
  /// @throws GambesonException when there is no such incident or it cannot go there from where it
  ///   is
  public Incident change(String id, IncidentState to, Actor who, String reason) {
    return write(
        id,
        UUID.randomUUID().toString(),
        who,
        i -> {
          if (!i.state().mayBecome(to)) {
            throw GambesonException.usage(
                "Incident %s is %s and cannot become %s.".formatted(id, i.state().id(), to.id()));
          }
          return Optional.of(new Entry.Moved(i.state(), to, reason));
        });
  }

  /// Writes something down.
  public Incident note(String id, Actor who, String text) {
    return write(id, UUID.randomUUID().toString(), who, _ -> Optional.of(new Entry.Noted(text)));
  }

  /// Writes down what happened, once for each event id.
  public Incident record(String id, String eventId, Actor who, Entry entry) {
    return write(id, eventId, who, _ -> Optional.of(entry));
  }

  private Incident write(
      String id, String eventId, Actor who, Function<Incident, Optional<Entry>> what) {
    for (int i = 0; i < TRIES; i++) {
      Incident incident = incident(id);
      Optional<Entry> entry = what.apply(incident);
      if (entry.isEmpty()) {
        return incident;
      }
      IncidentEvent event = next(incident, eventId, who, entry.get(), now());
      Incident after = incident.after(event);
      Appended appended = store.append(after, event);
      if (appended != Appended.CONFLICT) {
        return appended == Appended.APPENDED ? after : incident;
      }
    }
    throw contended();
  }

  private static IncidentEvent next(
      Incident incident, String eventId, Actor who, Entry entry, Instant now) {
    Instant time = now.isBefore(incident.updated()) ? incident.updated() : now;
    return new IncidentEvent(incident.id(), incident.sequence() + 1, eventId, time, who, entry);
  }

  /// The incident with this id.
  ///
  /// @throws GambesonException when there is none
  public Incident incident(String id) {
    return store
        .incident(id)
        .orElseThrow(() ->
            GambesonException.usage(
                "There is no incident '%s'; list them to see their ids."
                    .formatted(Clean.line(id, 40))));
  }

  /// Incidents, last updated first.
  public List<Incident> list(IncidentFilter filter, int limit) {
    return store.incidents(filter, limit);
  }

  /// The whole timeline of an incident, first event first.
  public List<IncidentEvent> timeline(String id) {
    List<IncidentEvent> all = new ArrayList<>();
    List<IncidentEvent> page = store.events(id, 0, PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = store.events(id, all.size(), PAGE);
    }
    return List.copyOf(all);
  }

  /// Suppression rules, which all nodes share.
  public Suppressions suppressions() {
    return suppressions;
  }

  /// How many alerts were suppressed since this node started, for the metrics.
  public long suppressed() {
    return suppressed.get();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static IllegalStateException contended() {
    return new IllegalStateException(
        "The incident was changed %d times while this was to be added".formatted(TRIES));
  }
}
