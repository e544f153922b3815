package dev.gambeson.data.pii;

import static dev.gambeson.data.pii.CheckDigits.weighted;

import java.util.List;

/// Identifiers of eastern and south-eastern Europe, Turkey, Russia and Israel. Sources: the
/// population-register acts of the countries (PESEL, rodné číslo 133/2000 Sb., CNP, EGN, OIB, JMBG,
/// isikukood, asmens kodas, personas kods, AMKA, TAJ), NVİ (TC kimlik), PFR (SNILS).
final class EasternIds {
  private EasternIds() {}

  static List<IdRule> rules() {
    return List.of(
        IdRule.of(PiiTypes.PL_PESEL, 0.019, EasternIds::pesel, "99999999999"),
        IdRule.of(PiiTypes.PL_CARD, 0.1, EasternIds::plCard, "AAA999999", "AAA 999999"),
        IdRule.of(PiiTypes.CZ_RC, 0.014, EasternIds::rodneCislo, "!999999/9999", "9999999999"),
        IdRule.of(PiiTypes.CZ_RC, 0.08, EasternIds::rodneCislo, "!999999/999"),
        IdRule.of(PiiTypes.HU_TAJ, 0.1, EasternIds::taj, "999~999~999"),
        IdRule.of(PiiTypes.RO_CNP, 0.002, EasternIds::cnp, "9999999999999"),
        IdRule.of(PiiTypes.BG_EGN, 0.011, EasternIds::egn, "9999999999"),
        IdRule.of(
            PiiTypes.HR_OIB,
            0.1,
            id -> CheckDigits.mod11And10(id) && !id.isUniform(),
            "99999999999"),
        IdRule.of(PiiTypes.SI_EMSO, 0.001, EasternIds::jmbg, "9999999999999"),
        IdRule.of(PiiTypes.EE_LT_IK, 0.003, EasternIds::isikukood, "99999999999"),
        IdRule.of(PiiTypes.LV_PK, 0.005, EasternIds::personasKods, "!999999-99999", "99999999999"),
        IdRule.of(PiiTypes.GR_AMKA, 0.004, EasternIds::amka, "99999999999"),
        IdRule.of(PiiTypes.TR_TC, 0.009, EasternIds::kimlik, "99999999999"),
        IdRule.of(PiiTypes.RU_SNILS, 0.01, EasternIds::snils, "!999-999-999 99", "99999999999"),
        IdRule.of(
            PiiTypes.IL_TZ, 0.1, id -> CheckDigits.luhn(id, 0, 9) && !id.isUniform(), "999999999"));
  }

  private static boolean pesel(IdChars id) {
    int month = id.number(2, 4) % 20;
    return Births.isDay(month, id.number(4, 6))
        && weighted(id, 0, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;
  }

  private static boolean plCard(IdChars id) {
    int[] weights = {7, 3, 1, 9, 7, 3, 1, 7, 3};
    int sum = 0;
    for (int i = 0; i < 9; i++) {
      sum += weights[i] * (id.isDigit(i) ? id.digit(i) : id.at(i) - 'A' + 10);
    }
    return sum % 10 == 0;
  }

  /// Women's months are 50 higher; 20 is added where numbers ran out. Nine digits until 1953.
  private static boolean rodneCislo(IdChars id) {
    int month = id.number(2, 4) % 50;
    if (!Births.isDay(month > 20 ? month - 20 : month, id.number(4, 6))) {
      return false;
    }
    if (id.length() == 9) {
      return id.number(0, 2) <= 53 && id.number(6, 9) != 0;
    }
    long nine = CheckDigits.value(id, 0, 9);
    return nine % 11 == id.digit(9) || (nine % 11 == 10 && id.at(9) == '0');
  }

  private static boolean taj(IdChars id) {
    return weighted(id, 0, 3, 7, 3, 7, 3, 7, 3, 7) % 10 == id.digit(8) && !id.isUniform();
  }

  private static boolean cnp(IdChars id) {
    int county = id.number(7, 9);
    int check = weighted(id, 0, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
    return id.at(0) != '0'
        && Births.yymmdd(id, 1)
        && ((county >= 1 && county <= 52) || county == 70)
        && id.digit(12) == (check == 10 ? 1 : check);
  }

  private static boolean egn(IdChars id) {
    int month = id.number(2, 4);
    return Births.isDay(month > 40 ? month - 40 : month > 20 ? month - 20 : month, id.number(4, 6))
        && id.digit(9) == weighted(id, 0, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10;
  }

  private static boolean jmbg(IdChars id) {
    int year = id.number(4, 7);
    int rest = weighted(id, 0, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    return Births.isDay(id.number(2, 4), id.number(0, 2))
        && (year >= 850 || year < 100)
        && rest != 1
        && id.digit(12) == (rest == 0 ? 0 : 11 - rest);
  }

  private static boolean isikukood(IdChars id) {
    int check = weighted(id, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
    if (check == 10) {
      check = weighted(id, 0, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10;
    }
    return id.isOneOf(0, "12345678") && Births.yymmdd(id, 1) && id.digit(10) == check;
  }

  private static boolean personasKods(IdChars id) {
    int check = (1 + weighted(id, 0, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10;
    return (id.startsWith("32") || Births.ddmmyy(id, 0)) && id.digit(10) == check;
  }

  private static boolean amka(IdChars id) {
    return Births.ddmmyy(id, 0) && CheckDigits.luhn(id, 0, 11);
  }

  private static boolean kimlik(IdChars id) {
    int odd = id.digit(0) + id.digit(2) + id.digit(4) + id.digit(6) + id.digit(8);
    int even = id.digit(1) + id.digit(3) + id.digit(5) + id.digit(7);
    return id.at(0) != '0'
        && Math.floorMod(7 * odd - even, 10) == id.digit(9)
        && (odd + even + id.digit(9)) % 10 == id.digit(10);
  }

  private static boolean snils(IdChars id) {
    int check = weighted(id, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100;
    return check == id.number(9, 11) && !id.isUniform() && id.number(0, 9) > 1_001_998;
  }
}
