package dev.gambeson.data.profile;

import java.util.Locale;

/// What a cell can be read as.
public enum CellType {
  /// A whole number without leading zeros: `0`, `-12`. Codes such as `007` are [#TEXT].
  INTEGER,
  /// A finite number with a point or an exponent: `0.5`, `.5`, `1e-3`.
  DECIMAL,
  /// `true`, `false`, `yes` or `no`, in small or capital letters or with a capital first.
  BOOLEAN,
  /// A day of the calendar, `2026-11-22`.
  DATE,
  /// A day and a time, `2026-11-22T08:40[:00[.000]][Z|+01:00]`, also with a space for the `T`.
  TIMESTAMP,
  /// Anything else, space around a number included.
  TEXT;

  /// Lower-case name, as in the published form.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
