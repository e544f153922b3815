package dev.gambeson.core;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.io.Sha256;

/// One thing that is wrong, for a reader who must act on it.
///
/// @param check id of the check that found it, for example `GB-ART-001`
/// @param aspect what the check was asked about, for example a protected attribute; may be empty
/// @param severity how much it matters under the policy
/// @param title a short noun phrase
/// @param message what was measured and why it matters, with figures
/// @param where the place
/// @param fix what to do about it
public record Finding(
    String check,
    String aspect,
    Severity severity,
    String title,
    String message,
    Where where,
    String fix) {
  public Finding {
    requireNonNull(check, "check");
    requireNonNull(aspect, "aspect");
    requireNonNull(severity, "severity");
    requireNonNull(title, "title");
    requireNonNull(message, "message");
    requireNonNull(where, "where");
    requireNonNull(fix, "fix");
  }

  /// Identity over time: the same question about the same place, whatever the figures say today.
  /// Baselines and suppressions match on it. 16 hexadecimal digits.
  public String fingerprint() {
    String place =
        where
            .path()
            .map(p -> p.substring(Math.max(p.lastIndexOf('/'), p.lastIndexOf('\\')) + 1))
            .orElse("");
    String row = where.row().isPresent() ? Long.toString(where.row().getAsLong()) : "";
    String key = String.join("\u0000", check, aspect, title, place, where.column().orElse(""), row);
    return Sha256.of(key).substring(0, 16);
  }
}
