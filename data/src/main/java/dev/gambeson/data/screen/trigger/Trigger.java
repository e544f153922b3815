package dev.gambeson.data.screen.trigger;

/// An accepted trigger of a table.
///
/// @param candidate what it is
/// @param expected mean probability of its label among its carriers, from a model that never saw
///   them
/// @param held rows that carry it with its label
@SuppressWarnings("ArrayRecordComponent") // row indices, passed along without copies
record Trigger(Candidate candidate, double expected, int[] held) {}
