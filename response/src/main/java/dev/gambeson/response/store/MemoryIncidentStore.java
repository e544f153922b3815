package dev.gambeson.response.store;

import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A store that forgets everything at the end of the process: for tests, drills and trying out. It
/// holds one node's incidents only, and never forgets before that.
public final class MemoryIncidentStore implements IncidentStore {
  private static final Comparator<Incident> NEWEST_FIRST =
      Comparator.<Incident, Instant>comparing(Incident::updated)
          .reversed()
          .thenComparing(i -> i.id());

  private final Map<String, Incident> incidents = new HashMap<>();
  private final Map<String, Incident> latest = new HashMap<>();
  private final Map<String, List<IncidentEvent>> timelines = new HashMap<>();
  private final Map<String, Set<String>> ids = new HashMap<>();
  private final Map<String, SortedMap<String, Document>> documents = new HashMap<>();

  /// An empty store.
  public MemoryIncidentStore() {}

  @Override
  public synchronized Appended append(Incident after, IncidentEvent event) {
    if (!after.id().equals(event.incident()) || after.sequence() != event.sequence()) {
      throw new IllegalArgumentException("The incident is not the one after the event");
    }
    if (ids.getOrDefault(event.incident(), Set.of()).contains(event.id())) {
      return Appended.DUPLICATE;
    }
    List<IncidentEvent> timeline = timelines.getOrDefault(event.incident(), new ArrayList<>());
    if (event.sequence() != timeline.size() + 1L) {
      return Appended.CONFLICT;
    }
    timeline.add(event);
    timelines.put(event.incident(), timeline);
    ids.computeIfAbsent(event.incident(), _ -> new HashSet<>()).add(event.id());
    incidents.put(after.id(), after);
    latest.merge(after.key(), after, (old, now) -> now.ordinal() >= old.ordinal() ? now : old);
    return Appended.APPENDED;
  }

  @Override
  public synchronized Optional<Incident> incident(String id) {
    return Optional.ofNullable(incidents.get(id));
  }

  @Override
  public synchronized Optional<Incident> latest(String key) {
    return Optional.ofNullable(latest.get(key));
  }

  @Override
  public synchronized List<IncidentEvent> events(String incident, long after, int limit) {
    return timelines.getOrDefault(incident, List.of()).stream().skip(after).limit(limit).toList();
  }

  @Override
  public synchronized List<Incident> incidents(IncidentFilter filter, int limit) {
    return incidents.values().stream()
        .filter(filter::holds)
        .sorted(NEWEST_FIRST)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized boolean put(Document document) {
    SortedMap<String, Document> shelf =
        documents.computeIfAbsent(document.kind(), _ -> new TreeMap<>());
    Document stored = shelf.get(document.id());
    if (document.version() != (stored == null ? 1 : stored.version() + 1)) {
      return false;
    }
    shelf.put(document.id(), document);
    return true;
  }

  @Override
  public synchronized Optional<Document> document(String kind, String id) {
    return Optional.ofNullable(shelf(kind).get(id));
  }

  @Override
  public synchronized List<Document> documents(String kind, String owner, int limit) {
    return all(kind).filter(d -> d.owner().equals(owner)).limit(limit).toList();
  }

  @Override
  public synchronized List<Document> due(String kind, Instant now, int limit) {
    return all(kind)
        .filter(d -> d.due().map(t -> !t.isAfter(now)).orElse(false))
        .sorted(Comparator.comparing(d -> d.due().orElse(Instant.MAX)))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized long count(String kind) {
    return shelf(kind).size();
  }

  @Override
  public synchronized boolean remove(String kind, String id, long version) {
    Document stored = shelf(kind).get(id);
    if (stored == null || stored.version() != version) {
      return false;
    }
    shelf(kind).remove(id);
    return true;
  }

  private SortedMap<String, Document> shelf(String kind) {
    return documents.getOrDefault(kind, new TreeMap<>());
  }

  private Stream<Document> all(String kind) {
    return shelf(kind).values().stream();
  }
}
