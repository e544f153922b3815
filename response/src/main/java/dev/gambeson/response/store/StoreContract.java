package dev.gambeson.response.store;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Actor;
import dev.gambeson.response.Entry;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.IncidentState;
import dev.gambeson.response.store.IncidentStore.Appended;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What every [IncidentStore] must do, as named cases that throw an [AssertionError] when it does
/// not. Runs against any store, from any test framework, and against a database in the field.
///
/// The cases need no empty store: each takes fresh names, made from `prefix`. They leave what they
/// stored behind.
public final class StoreContract {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final int THREADS = 16;

  private final IncidentStore store;
  private final String prefix;

  private StoreContract(IncidentStore store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  /// One case.
  @FunctionalInterface
  public interface Case {
    /// @throws AssertionError the store does not keep the contract
    void run() throws InterruptedException;
  }

  /// Every case by name.
  ///
  /// @param prefix not used before with this store, for example a random UUID
  public static Map<String, Case> cases(IncidentStore store, String prefix) {
    Map<String, Case> cases = new LinkedHashMap<>();
    List<Map.Entry<String, java.util.function.Function<StoreContract, Case>>> all =
        List.of(
            Map.entry("an event is found again as it was stored", c -> c::roundTrip),
            Map.entry("an event is stored once", c -> c::duplicate),
            Map.entry("a place in the timeline is given once", c -> c::conflict),
            Map.entry("a timeline has no gap", c -> c::gap),
            Map.entry("the incident stands as its last event left it", c -> c::head),
            Map.entry(
                "the latest incident of a key is the one with the highest ordinal", c -> c::latest),
            Map.entry("a timeline is read in pages", c -> c::pages),
            Map.entry("incidents are listed by state, severity and time", c -> c::list),
            Map.entry("of many threads that append the same place one wins", c -> c::appendRace),
            Map.entry("a document begins with version 1 once", c -> c::firstVersion),
            Map.entry("a document is replaced only by its next version", c -> c::nextVersion),
            Map.entry("of many threads that claim a document one wins", c -> c::claimRace),
            Map.entry("of many threads that replace a document one wins", c -> c::replaceRace),
            Map.entry("due documents come longest due first", c -> c::due),
            Map.entry("documents are found by owner", c -> c::owner),
            Map.entry("a document is removed only at its version", c -> c::remove),
            Map.entry("long and foreign texts come back unchanged", c -> c::texts));
    for (int i = 0; i < all.size(); i++) {
      StoreContract contract = new StoreContract(store, prefix + "-" + i);
      cases.put(all.get(i).getKey(), all.get(i).getValue().apply(contract));
    }
    return cases;
  }

  private void roundTrip() {
    IncidentEvent first = first("a", 1);
    same(Appended.APPENDED, store.append(Incident.opened(first), first));
    same(List.of(first), store.events(first.incident(), 0, 10));
    same(Optional.of(Incident.opened(first)), store.incident(first.incident()));
    same(Optional.empty(), store.incident(prefix + "-nobody"));
    same(List.of(), store.events(prefix + "-nobody", 0, 10));
  }

  private void duplicate() {
    Incident one = opened("a", 1);
    IncidentEvent second = note(one, "n");
    same(Appended.APPENDED, store.append(one.after(second), second));
    IncidentEvent again = note(one.after(second), "n");
    same(Appended.DUPLICATE, store.append(one.after(second).after(again), again));
    same(Appended.DUPLICATE, store.append(one.after(second), second));
    same(2, store.events(one.id(), 0, 10).size());
  }

  private void conflict() {
    Incident one = opened("a", 1);
    IncidentEvent second = note(one, "n");
    IncidentEvent other = note(one, "m");
    same(Appended.APPENDED, store.append(one.after(second), second));
    same(Appended.CONFLICT, store.append(one.after(other), other));
    IncidentEvent sameFirst = first("a", 1, "other-alert");
    same(Appended.CONFLICT, store.append(Incident.opened(sameFirst), sameFirst));
    same(one.after(second), store.incident(one.id()).orElseThrow());
  }

  private void gap() {
    Incident one = opened("a", 1);
    Incident two = one.after(note(one, "n"));
    IncidentEvent third = note(two, "m");
    same(Appended.CONFLICT, store.append(two.after(third), third));
    same(1, store.events(one.id(), 0, 10).size());
  }

  private void head() {
    Incident one = opened("a", 1);
    IncidentEvent moved =
        event(one, "s", new Entry.Moved(IncidentState.OPEN, IncidentState.RESOLVED, "done"));
    store.append(one.after(moved), moved);
    same(IncidentState.RESOLVED, store.incident(one.id()).orElseThrow().state());
    same(one.after(moved), Incident.of(store.events(one.id(), 0, 10)));
  }

  private void latest() {
    Incident second = opened("a", 2);
    Incident first = opened("a", 1);
    same(Optional.of(second), store.latest(second.key()));
    IncidentEvent later = note(first, "n");
    store.append(first.after(later), later);
    same(Optional.of(second), store.latest(second.key()));
    same(Optional.empty(), store.latest(prefix + "-nokey"));
  }

  private void pages() {
    Incident incident = opened("a", 1);
    for (int i = 0; i < 5; i++) {
      IncidentEvent event = note(incident, "n" + i);
      incident = incident.after(event);
      store.append(incident, event);
    }
    List<Long> middle =
        store.events(incident.id(), 2, 3).stream().map(IncidentEvent::sequence).toList();
    same(List.of(3L, 4L, 5L), middle);
    same(List.of(), store.events(incident.id(), 6, 3));
  }

  private void list() {
    Incident incident = opened("a", 1);
    IncidentFilter open = IncidentFilter.unfinished();
    holds(store.incidents(open, 100_000).contains(incident));
    holds(!store.incidents(filter(Set.of(IncidentState.RESOLVED)), 100_000).contains(incident));
    IncidentFilter worse =
        new IncidentFilter(Set.of(), Optional.of(Severity.CRITICAL), Optional.empty());
    holds(!store.incidents(worse, 100_000).contains(incident));
    IncidentFilter since =
        new IncidentFilter(Set.of(), Optional.empty(), Optional.of(incident.updated()));
    holds(store.incidents(since, 100_000).contains(incident));
    IncidentFilter after =
        new IncidentFilter(
            Set.of(), Optional.empty(), Optional.of(incident.updated().plusMillis(1)));
    holds(!store.incidents(after, 100_000).contains(incident));
    List<Incident> all = store.incidents(IncidentFilter.all(), 100_000);
    for (int i = 1; i < all.size(); i++) {
      holds(!all.get(i - 1).updated().isBefore(all.get(i).updated()));
    }
    same(1, store.incidents(IncidentFilter.all(), 1).size());
  }

  private void appendRace() throws InterruptedException {
    Incident one = opened("a", 1);
    List<Appended> answers =
        race(i -> {
          IncidentEvent event = note(one, "thread" + i);
          return store.append(one.after(event), event);
        });
    same(1L, answers.stream().filter(a -> a == Appended.APPENDED).count());
    same((long) THREADS - 1, answers.stream().filter(a -> a == Appended.CONFLICT).count());
    same(2, store.events(one.id(), 0, 100).size());
  }

  private void firstVersion() {
    holds(store.put(document("a", 1, 0, "body")));
    holds(!store.put(document("a", 1, 0, "another")));
    holds(!store.put(document("b", 2, 0, "no first")));
    same(document("a", 1, 0, "body"), store.document("kind", prefix + "a").orElseThrow());
    same(Optional.empty(), store.document("kind2", prefix + "a"));
  }

  private void nextVersion() {
    Document one = document("a", 1, 0, "body");
    holds(store.put(one));
    holds(!store.put(document("a", 3, 0, "skips one")));
    Document two = one.next(Optional.empty(), "two");
    holds(store.put(two));
    holds(!store.put(one.next(Optional.empty(), "late")));
    same(two, store.document("kind", one.id()).orElseThrow());
  }

  private void claimRace() throws InterruptedException {
    List<Boolean> won = race(i -> store.put(document("a", 1, 0, "thread " + i)));
    same(1L, won.stream().filter(w -> w).count());
    same("thread " + won.indexOf(true), store.document("kind", prefix + "a").orElseThrow().body());
  }

  private void replaceRace() throws InterruptedException {
    Document one = document("a", 1, 0, "body");
    store.put(one);
    List<Boolean> won = race(i -> store.put(one.next(Optional.empty(), "thread " + i)));
    same(1L, won.stream().filter(w -> w).count());
    same("thread " + won.indexOf(true), store.document("kind", one.id()).orElseThrow().body());
  }

  private void due() {
    String kind = "d" + Integer.toHexString(prefix.hashCode());
    long before = store.count(kind);
    store.put(new Document(kind, prefix + "late", "", 1, Optional.of(T0.plusSeconds(2)), ""));
    store.put(new Document(kind, prefix + "early", "", 1, Optional.of(T0), ""));
    store.put(new Document(kind, prefix + "never", "", 1, Optional.empty(), ""));
    same(before + 3, store.count(kind));
    same(List.of(prefix + "early"), ids(store.due(kind, T0, 10)));
    same(List.of(), ids(store.due(kind, T0.minusMillis(1), 10)));
    same(List.of(prefix + "early", prefix + "late"), ids(store.due(kind, T0.plusSeconds(9), 10)));
    same(List.of(prefix + "early"), ids(store.due(kind, T0.plusSeconds(9), 1)));
  }

  private void owner() {
    store.put(document("b", 1, 0, ""));
    store.put(document("a", 1, 0, ""));
    same(List.of(prefix + "a", prefix + "b"), ids(store.documents("kind", prefix + "owner", 10)));
    same(List.of(), ids(store.documents("kind", prefix + "nobody", 10)));
  }

  private void remove() {
    Document one = document("a", 1, 0, "");
    store.put(one);
    holds(!store.remove("kind", one.id(), 2));
    holds(store.document("kind", one.id()).isPresent());
    holds(store.remove("kind", one.id(), 1));
    holds(!store.remove("kind", one.id(), 1));
    same(Optional.empty(), store.document("kind", one.id()));
    holds(store.put(one));
  }

  private void texts() {
    String odd = "'; DROP TABLE x; -- \u00e4\u4e2d\ud83d\ude00 \\ \" % _ $1 {}\n\t";
    store.put(document("a", 1, 0, odd));
    same(odd, store.document("kind", prefix + "a").orElseThrow().body());
    String big = "\u00e4".repeat(300_000);
    store.put(document("b", 1, 0, big));
    same(big, store.document("kind", prefix + "b").orElseThrow().body());
    Incident incident = opened("odd ' \" % _ \u00e4\ud83d\ude00 ", 1);
    same(Optional.of(incident), store.latest(incident.key()));
  }

  private Incident opened(String key, long ordinal) {
    IncidentEvent first = first(key, ordinal);
    Incident incident = Incident.opened(first);
    same(Appended.APPENDED, store.append(incident, first));
    return incident;
  }

  private IncidentEvent first(String key, long ordinal) {
    return first(key, ordinal, "alert");
  }

  private IncidentEvent first(String key, long ordinal, String alertId) {
    Alert alert =
        new Alert(
            alertId,
            T0,
            "GB-GRD-001",
            Severity.HIGH,
            "title",
            "message",
            Alert.Subject.of("tenant", "client", "model"),
            Optional.empty(),
            Map.of("queries", "17"));
    String full = prefix + key;
    return new IncidentEvent(
        Incident.id(full, ordinal),
        1,
        alertId,
        T0,
        Actor.system("contract"),
        new Entry.Raised(alert, full, ordinal, 0, false));
  }

  private static IncidentEvent note(Incident incident, String id) {
    return event(incident, id, new Entry.Noted("note " + id));
  }

  private static IncidentEvent event(Incident incident, String id, Entry entry) {
    return new IncidentEvent(
        incident.id(),
        incident.sequence() + 1,
        id,
        T0.plusMillis(incident.sequence()),
        Actor.person("anna"),
        entry);
  }

  private Document document(String id, long version, long seconds, String body) {
    return new Document(
        "kind", prefix + id, prefix + "owner", version, Optional.of(T0.plusSeconds(seconds)), body);
  }

  private static IncidentFilter filter(Set<IncidentState> states) {
    return new IncidentFilter(states, Optional.empty(), Optional.empty());
  }

  private static List<String> ids(List<Document> documents) {
    return documents.stream().map(Document::id).toList();
  }

  @FunctionalInterface
  private interface Racer<T> {
    T run(int number);
  }

  private static <T> List<T> race(Racer<T> racer) throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        Callable<T> task =
            () -> {
              go.await();
              return racer.run(number);
            };
        running.add(pool.submit(task));
      }
      go.countDown();
      List<T> answers = new ArrayList<>();
      for (Future<T> one : running) {
        answers.add(one.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw new AssertionError("A caller that lost the race must get an answer, no exception", e);
    }
  }

  private static void same(Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new AssertionError("Expected %s but found %s".formatted(expected, found));
    }
  }

  private static void holds(boolean what) {
    if (!what) {
      throw new AssertionError("This must hold");
    }
  }
}
