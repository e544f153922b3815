package dev.gambeson.data.pii;

import java.util.ArrayList;
import java.util.List;

/// Every identifier of fixed form.
final class IdRules {
  /// Passports and licences whose form says little: only words nearby make them likely.
  private static final List<IdRule> DOCUMENTS =
      List.of(
          IdRule.of(
              PiiTypes.PASSPORT,
              1,
              id -> !id.isUniform(),
              "A9999999",
              "A99999999",
              "AA9999999",
              "AA999999",
              "AAA999999",
              "99AA99999",
              "A999A9999",
              "99999999",
              "999999999"),
          IdRule.of(
              PiiTypes.DRIVER,
              1,
              id -> !id.isUniform() && (id.length() != 12 || !id.isDigit(0) || isKoreanRegion(id)),
              "A9999999",
              "A99999999",
              "A99999999999",
              "A999~9999~9999",
              "AA99999999X",
              "A999XXX9X99",
              "99~99~999999~99",
              "9999999",
              "99999999",
              "999999999",
              "9999999999"));

  private static final List<IdRule> CODES =
      List.of(
          IdRule.of(
              PiiTypes.BIRTH,
              1,
              IdRules::isDate,
              "9999-99-99",
              "9999/99/99",
              "9999.99.99",
              "99.99.9999",
              "99/99/9999",
              "99-99-9999",
              "9.9.9999",
              "99.9.9999",
              "9.99.9999",
              "9/9/9999",
              "99/9/9999",
              "9/99/9999",
              "99 99 9999",
              "99999999"),
          IdRule.of(
              PiiTypes.ICD,
              1,
              _ -> true,
              "A99",
              "A99.9",
              "A99.99",
              "A99.999",
              "A99.9A",
              "A99.99A",
              "A99.999A",
              "A9A",
              "A9A.9",
              "A9A.99"));

  static final List<IdRule> ALL = all();

  private IdRules() {}

  private static List<IdRule> all() {
    List<IdRule> all = new ArrayList<>();
    all.addAll(AmericanIds.rules());
    all.addAll(WesternIds.rules());
    all.addAll(CentralIds.rules());
    all.addAll(EasternIds.rules());
    all.addAll(AsianIds.rules());
    all.addAll(DOCUMENTS);
    all.addAll(CODES);
    return List.copyOf(all);
  }

  private static boolean isKoreanRegion(IdChars id) {
    return id.number(0, 2) >= 11 && id.number(0, 2) <= 28;
  }

  /// A day between 1900 and 2029, year first or last.
  private static boolean isDate(IdChars id) {
    int n = id.length();
    if (n == 8 && isYear(id.number(0, 4)) && Births.isDay(id.number(4, 6), id.number(6, 8))) {
      return true;
    }
    if (!isYear(id.number(n - 4, n))) {
      return false;
    }
    int first = id.number(0, n == 6 ? 1 : 2);
    int second = id.number(n == 6 ? 1 : 2, n - 4);
    if (n == 7) {
      int one = id.number(0, 1);
      int rest = id.number(1, 3);
      return fits(first, second) || fits(one, rest);
    }
    return fits(first, second);
  }

  private static boolean fits(int one, int other) {
    return Births.isDay(one, other) || Births.isDay(other, one);
  }

  private static boolean isYear(int year) {
    return year >= 1900 && year < 2030;
  }
}
