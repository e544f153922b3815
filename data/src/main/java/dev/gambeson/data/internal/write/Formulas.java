package dev.gambeson.data.internal.write;

/// Cells that a spreadsheet would run (CWE-1236).
final class Formulas {
  private Formulas() {}

  static boolean isFormula(String cell) {
    if (cell.isEmpty()) {
      return false;
    }
    return switch (cell.charAt(0)) {
      case '=', '@', '\t', '\r' -> true;
      case '+', '-' -> cell.length() > 1 && !startsNumber(cell.charAt(1));
      default -> false;
    };
  }

  /// A signed number or a telephone number is no formula.
  private static boolean startsNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }
}
