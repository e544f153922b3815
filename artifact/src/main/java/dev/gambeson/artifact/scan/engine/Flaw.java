package dev.gambeson.artifact.scan.engine;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;

/// Something wrong with a file, at a byte of one of its members.
///
/// @param rule the question it answers
/// @param severity how bad
/// @param effect what it does to the verdict
/// @param place file and members, joined by `!`: `a.zip!inner.pt!archive/data.pkl`
/// @param offset byte in the innermost member
/// @param title a short noun phrase without figures, the same for every instance of the class
/// @param message what stands there, and what it can do
public record Flaw(
    CheckInfo rule,
    Severity severity,
    Verdict effect,
    String place,
    long offset,
    String title,
    String message) {}
