package dev.gambeson.response;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/// One line of an incident's timeline. Never changed and never removed.
///
/// @param incident id of the incident
/// @param sequence its place in the timeline, from 1 without gaps
/// @param id unique in the incident: the same thing told twice has the same id and stands once
/// @param time when it was written down, in whole milliseconds
/// @param who did it
/// @param entry what happened
public record IncidentEvent(
    String incident, long sequence, String id, Instant time, Actor who, Entry entry) {
  public IncidentEvent {
    requireNonNull(incident, "incident");
    requireNonNull(id, "id");
    requireNonNull(time, "time");
    requireNonNull(who, "who");
    requireNonNull(entry, "entry");
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence is " + sequence + ", must be at least 1");
    }
  }
}
