package dev.gambeson.data.contract;

import dev.gambeson.core.Text;
import java.util.List;

/// How a cell is shown in a finding: short numbers as they are, a slip of the pen in a set as it
/// is, every other cell as its shape (`Aaaaa 99`), because it may be somebody's.
final class Shown {
  private static final int LONGEST = 24;
  private static final int SHORT_NUMBER = 9; // longer ones may be phones, cards, accounts
  private static final int LARGEST_SET = 1000;

  private Shown() {}

  /// A cell of a column.
  static String cell(String cell, ColumnRule rule) {
    if (rule.type().isNumber() && isShortNumber(cell)) {
      return "'" + cell + "'";
    }
    List<String> allowed = rule.allowed().orElse(List.of());
    if (!allowed.isEmpty() && allowed.size() <= LARGEST_SET && cell.length() <= LONGEST) {
      var meant = Text.didYouMean(cell, allowed);
      if (meant.isPresent()) {
        return "'%s' (meant '%s'?)".formatted(visible(cell), meant.get());
      }
    }
    return "shape " + shape(cell);
  }

  private static boolean isShortNumber(String cell) {
    return cell.length() <= SHORT_NUMBER
        && cell.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
  }

  private static String visible(String cell) {
    StringBuilder out = new StringBuilder();
    cell.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return out.toString();
  }

  /// Letters as `a` and `A`, digits as `9`, ASCII marks as they are, anything else as `?`; cut
  /// after 24 characters.
  static String shape(String cell) {
    StringBuilder out = new StringBuilder();
    cell.codePoints().limit(LONGEST).forEach(c -> out.append(shape(c)));
    if (cell.codePointCount(0, Math.min(cell.length(), 2 * LONGEST + 2)) > LONGEST) {
      out.append("… (").append(cell.length()).append(" characters)");
    }
    return out.toString();
  }

  private static char shape(int c) {
    if (Character.isDigit(c)) {
      return '9';
    }
    if (Character.isLetter(c)) {
      return Character.isUpperCase(c) ? 'A' : 'a';
    }
    return c >= ' ' && c < 127 ? (char) c : '?';
  }
}
