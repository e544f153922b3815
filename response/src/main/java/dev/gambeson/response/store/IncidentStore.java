package dev.gambeson.response.store;

import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where incidents and running playbooks are kept.
///
/// An implementation guarantees: what a method reported as stored survives a crash of the node; all
/// nodes see it at once; of two callers that want the same place, one gets it. It needs nothing
/// stronger than unique keys and an update under a condition. [StoreContract] tests it.
///
/// Thread-safe. Methods block and may throw what their database throws; a caller that did not get
/// an answer does not know whether it was stored, and asks.
public interface IncidentStore {
  /// What became of an event.
  enum Appended {
    /// Stored, for good.
    APPENDED,
    /// Another event has this place, or the one before it is missing: read again and try again.
    CONFLICT,
    /// An event with this id is in the timeline already: nothing to do.
    DUPLICATE
  }

  /// Adds an event at its place in the timeline and replaces the incident by its state after it, as
  /// one step. [Appended#DUPLICATE] goes before [Appended#CONFLICT].
  ///
  /// @param after the incident after the event; its `sequence` is the event's
  Appended append(Incident after, IncidentEvent event);

  /// The incident with this id.
  Optional<Incident> incident(String id);

  /// The incident with this key and the highest ordinal.
  Optional<Incident> latest(String key);

  /// Up to `limit` events after number `after` (0: from the first), in order.
  List<IncidentEvent> events(String incident, long after, int limit);

  /// Up to `limit` incidents, last updated first; equal times by id.
  List<Incident> incidents(IncidentFilter filter, int limit);

  /// Stores a document: version 1 only if there is none of its kind and id, version n only in place
  /// of version n - 1. This is how a step is claimed: who gets `true` runs it, nobody else.
  ///
  /// @return false when another was quicker; the stored one is untouched
  boolean put(Document document);

  /// The document of this kind and id.
  Optional<Document> document(String kind, String id);

  /// Up to `limit` documents of a kind and owner, by id.
  List<Document> documents(String kind, String owner, int limit);

  /// Up to `limit` documents of a kind whose `due` is not after `now`, longest due first.
  List<Document> due(String kind, Instant now, int limit);

  /// How many documents of a kind there are.
  long count(String kind);

  /// Removes a document if it is still at this version.
  ///
  /// @return false when it is not
  boolean remove(String kind, String id, long version);
}
