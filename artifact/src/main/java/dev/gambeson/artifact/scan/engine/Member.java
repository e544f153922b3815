package dev.gambeson.artifact.scan.engine;

/// Something found inside a file and examined by itself.
///
/// @param place the path to it, joined by `!`
/// @param kind what it turned out to be
/// @param bytes its size, unpacked
/// @param verdict of it and of what is inside it
public record Member(String place, String kind, long bytes, Verdict verdict) {}
