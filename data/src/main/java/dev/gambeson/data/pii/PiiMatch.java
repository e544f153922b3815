package dev.gambeson.data.pii;

/// Personal data in a text. Holds its place, never its value.
///
/// @param type what it is
/// @param start index of its first character
/// @param end index after its last character
/// @param score how sure it is, from 0 to 1; from 0.5 on it is reported. An order, not a
///   probability.
public record PiiMatch(PiiType type, int start, int end, double score) {}
