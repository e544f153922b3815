package dev.gambeson.response.route;

import dev.gambeson.response.Actor;
import dev.gambeson.response.Entry;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.action.ActionFailedException;
import dev.gambeson.response.internal.Json;
import dev.gambeson.response.playbook.Notifier;
import dev.gambeson.response.store.Document;
import dev.gambeson.response.store.IncidentStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Notices on their way out, kept in the store: what was taken is delivered at least once, over
/// crashes and restarts, and told to the outbox twice under one key is taken once (for
/// [#REMEMBERED]).
///
/// Bounded: it takes no more than [#MAX] at a time. What cannot be delivered in [#ATTEMPTS]
/// attempts, about a day, or is refused for good, is laid aside for a person and stands in the
/// timeline.
///
/// Thread-safe; any number of nodes share one.
public final class Outbox implements Notifier {
  /// Most notices that wait.
  public static final int MAX = 10_000;

  /// Most attempts for one.
  public static final int ATTEMPTS = 30;

  /// How long a delivered key is remembered.
  public static final Duration REMEMBERED = Duration.ofDays(7);

  private static final String WAITING = "outbox";
  private static final String SENT = "outbox-sent";
  private static final String DEAD = "outbox-dead";
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration LEASE = Duration.ofMinutes(3);
  private static final int BATCH = 200;

  private record Letter(String route, int attempts, String lastFailure, Notice notice) {}

  /// A notice that could not be delivered.
  public record Dead(String id, String route, String why, Notice notice) {}

  private final IncidentStore store;
  private final IncidentBook book;
  private final Supplier<Map<String, Route>> routes;
  private final InstantSource clock;
  private final boolean drill;

  /// @param routes by name, asked each time
  /// @param drill whether every notice is marked as one of a drill
  public Outbox(
      IncidentStore store,
      IncidentBook book,
      Supplier<Map<String, Route>> routes,
      InstantSource clock,
      boolean drill) {
    this.store = store;
    this.book = book;
    this.routes = routes;
    this.clock = clock;
    this.drill = drill;
  }

  @Override
  public Optional<String> obstacle(String route) {
    return routes.get().containsKey(route)
        ? Optional.empty()
        : Optional.of("there is no route '" + route + "'");
  }

  @Override
  public void tell(String route, Incident incident, String text, String key)
      throws ActionFailedException {
    Optional<String> obstacle = obstacle(route);
    if (obstacle.isPresent()) {
      throw new ActionFailedException(obstacle.get());
    }
    if (isKnown(key)) {
      return;
    }
    if (store.count(WAITING) >= MAX) {
      throw new ActionFailedException("the outbox is full: " + MAX + " notices wait already");
    }
    Notice notice = Notice.of(incident, text, key, now(), drill);
    // False: another node was quicker with the same notice.
    store.put(
        new Document(
            WAITING,
            key,
            incident.id(),
            1,
            Optional.of(now()),
            Json.write(new Letter(route, 0, "", notice))));
  }

  private boolean isKnown(String key) {
    return store.document(WAITING, key).isPresent()
        || store.document(SENT, key).isPresent()
        || store.document(DEAD, key).isPresent();
  }

  /// Sends what is due, routes side by side: call it about once a second on every node.
  ///
  /// @return how many were delivered
  public int tick() {
    sweep(SENT);
    sweep(DEAD);
    Map<String, List<Document>> byRoute =
        store.due(WAITING, now(), BATCH).stream()
            .collect(Collectors.groupingBy(d -> letter(d).route()));
    int delivered = 0;
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running = new ArrayList<>();
      byRoute.values().forEach(list -> running.add(pool.submit(() -> deliver(list))));
      for (Future<Integer> one : running) {
        delivered += one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The store did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return delivered;
  }

  private void sweep(String kind) {
    store.due(kind, now(), BATCH).forEach(d -> store.remove(kind, d.id(), d.version()));
  }

  private int deliver(List<Document> documents) {
    int delivered = 0;
    for (Document document : documents) {
      Document claimed = document.next(Optional.of(now().plus(LEASE)), document.body());
      if (store.put(claimed)) {
        Optional<DeliveryException> failure = attempt(claimed);
        delivered += failure.isEmpty() ? 1 : 0;
        if (failure.isPresent() && failure.get().worthRetrying()) {
          return delivered; // the route is down: the others wait for their time
        }
      }
    }
    return delivered;
  }

  private Optional<DeliveryException> attempt(Document claimed) {
    Letter letter = letter(claimed);
    try {
      Route route = routes.get().get(letter.route());
      if (route == null) {
        throw new DeliveryException("there is no such route any more", false);
      }
      send(route, letter.notice());
      finish(claimed, letter, SENT, REMEMBERED, "Told by route '" + letter.route() + "'");
      return Optional.empty();
    } catch (DeliveryException e) {
      failed(claimed, letter, e);
      return Optional.of(e);
    }
  }

  private static void send(Route route, Notice notice) throws DeliveryException {
    try {
      route.send(notice);
    } catch (RuntimeException e) {
      throw new DeliveryException("ended by " + e.getClass().getSimpleName(), true);
    }
  }

  private void failed(Document claimed, Letter letter, DeliveryException e) {
    int attempts = letter.attempts() + 1;
    String why = String.valueOf(e.getMessage());
    if (!e.worthRetrying() || attempts >= ATTEMPTS) {
      String text =
          "Could not be told by route '%s' in %d attempts: %s"
              .formatted(letter.route(), attempts, why);
      finish(claimed, new Letter(letter.route(), attempts, why, letter.notice()), DEAD, KEPT, text);
      return;
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 20));
    Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    Letter again = new Letter(letter.route(), attempts, why, letter.notice());
    store.put(claimed.next(Optional.of(now().plus(bounded)), Json.write(again)));
  }

  /// Remembers first and removes then: a crash in between sends again, and never forgets.
  private void finish(Document claimed, Letter letter, String kind, Duration kept, String text) {
    store.put(
        new Document(
            kind,
            claimed.id(),
            kind.equals(DEAD) ? DEAD : claimed.owner(),
            1,
            Optional.of(now().plus(kept)),
            Json.write(letter)));
    if (!drill) {
      book.record(
          letter.notice().incident(),
          claimed.id() + "/" + kind,
          Actor.system("outbox"),
          new Entry.Noted(text));
    }
    store.remove(WAITING, claimed.id(), claimed.version());
  }

  /// What could not be delivered, for a person to look at; kept for 30 days.
  public List<Dead> dead() {
    return store.documents(DEAD, DEAD, BATCH).stream()
        .map(d -> {
          Letter letter = letter(d);
          return new Dead(d.id(), letter.route(), letter.lastFailure(), letter.notice());
        })
        .toList();
  }

  /// How many wait.
  public long waiting() {
    return store.count(WAITING);
  }

  private static Letter letter(Document document) {
    return Json.read(document.body(), Letter.class);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
