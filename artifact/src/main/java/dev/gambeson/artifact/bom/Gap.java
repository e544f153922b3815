package dev.gambeson.artifact.bom;

/// Something the bill should hold and does not: never silent, never a pass.
///
/// @param what the file or library
/// @param reason why, and what to do about it
public record Gap(String what, String reason) {}
