package dev.gambeson.data.pii;

import static dev.gambeson.data.pii.CheckDigits.weighted;

import java.util.List;

/// Identifiers of the German-speaking countries and of the north. Sources: BZSt (Steuer-ID), VKVV §
/// 2 (RVNR), GKV-Spitzenverband (KVNR), ICAO 9303; ELDA (SVNR); ZAS (AHVN13); Skatteverket;
/// Skatteetaten; CPR-kontoret; DVV; Registers Iceland.
final class CentralIds {
  private static final String DE_LETTERS = "CFGHJKLMNPRTVWXYZ";
  private static final String HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY";
  private static final int[] RVNR = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
  private static final int[] KVNR = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2};

  private CentralIds() {}

  static List<IdRule> rules() {
    return List.of(
        IdRule.of(
            PiiTypes.DE_TAX,
            0.004,
            CentralIds::steuerId,
            "99999999999",
            "99 999 999 999",
            "99-999-999-999"),
        IdRule.of(PiiTypes.DE_SOCIAL, 0.004, CentralIds::rvnr, "!99999999A999", "!99 999999 A 999"),
        IdRule.of(PiiTypes.DE_HEALTH, 0.1, CentralIds::kvnr, "A999999999"),
        IdRule.of(PiiTypes.DE_PASSPORT, 1, id -> serial(id, "CFGHJK"), "AXXXXXXXX", "AXXXXXXXX9"),
        IdRule.of(PiiTypes.DE_CARD, 1, id -> serial(id, DE_LETTERS), "AXXXXXXXX", "AXXXXXXXX9"),
        IdRule.of(PiiTypes.AT_SVNR, 0.004, CentralIds::svnr, "!9999 999999", "9999999999"),
        IdRule.of(PiiTypes.CH_AHV, 0.0001, CentralIds::ahv, "!999.9999.9999.99", "9999999999999"),
        IdRule.of(
            PiiTypes.SE_PNR,
            0.008,
            CentralIds::personnummer,
            "!999999-9999",
            "!999999+9999",
            "!99999999-9999",
            "9999999999",
            "999999999999"),
        IdRule.of(
            PiiTypes.NO_FNR, 0.0007, CentralIds::fodselsnummer, "99999999999", "999999 99999"),
        IdRule.of(
            PiiTypes.DK_CPR, 0.037, CentralIds::cpr, "!999999-9999", "999999 9999", "9999999999"),
        IdRule.of(
            PiiTypes.FI_HETU,
            0.0015,
            CentralIds::hetu,
            "!999999-999X",
            "!999999+999X",
            "!999999A999X"),
        IdRule.of(PiiTypes.IS_KT, 0.0015, CentralIds::kennitala, "!999999-9999", "9999999999"));
  }

  /// One digit of the first ten stands there twice or three times, the others at most once.
  private static boolean steuerId(IdChars id) {
    int[] counts = new int[10];
    for (int i = 0; i < 10; i++) {
      counts[id.digit(i)]++;
    }
    int repeated = 0;
    for (int count : counts) {
      repeated += count > 1 ? 1 : 0;
      if (count > 3) {
        return false;
      }
    }
    return id.at(0) != '0' && repeated == 1 && CheckDigits.mod11And10(id);
  }

  private static boolean rvnr(IdChars id) {
    int day = id.number(2, 4);
    if (!Births.isDay(id.number(4, 6), day > 50 ? day - 50 : day)) {
      return false;
    }
    int letter = id.at(8) - 'A' + 1;
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      int d = i < 8 ? id.digit(i) : i == 8 ? letter / 10 : i == 9 ? letter % 10 : id.digit(i - 1);
      sum += crossSum(d * RVNR[i]);
    }
    return sum % 10 == id.digit(11);
  }

  private static boolean kvnr(IdChars id) {
    int letter = id.at(0) - 'A' + 1;
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      int d = i == 0 ? letter / 10 : i == 1 ? letter % 10 : id.digit(i - 1);
      sum += crossSum(d * KVNR[i]);
    }
    return sum % 10 == id.digit(9);
  }

  private static int crossSum(int n) {
    return n / 10 + n % 10;
  }

  /// Nine characters of a serial number, no vowels among them; the tenth, where it is written, is
  /// the check digit of the machine-readable zone.
  private static boolean serial(IdChars id, String first) {
    if (!id.isOneOf(0, first)) {
      return false;
    }
    int digits = 0;
    for (int i = 1; i < 9; i++) {
      digits += id.isDigit(i) ? 1 : 0;
      if (!id.isDigit(i) && !id.isOneOf(i, DE_LETTERS)) {
        return false;
      }
    }
    return digits >= 3 && (id.length() == 9 || CheckDigits.icao(id, 9) == id.digit(9));
  }

  private static boolean svnr(IdChars id) {
    int check = (weighted(id, 0, 3, 7, 9) + weighted(id, 4, 5, 8, 4, 2, 1, 6)) % 11;
    int month = id.number(6, 8);
    boolean born = Births.isDay(month == 13 ? 12 : month, id.number(4, 6));
    return id.at(0) != '0' && born && check == id.digit(3);
  }

  private static boolean ahv(IdChars id) {
    return id.startsWith("756") && weighted(id, 0, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0;
  }

  private static boolean personnummer(IdChars id) {
    int from = id.length() - 10;
    int day = id.number(from + 4, from + 6);
    boolean century = from == 0 || (id.number(0, 2) >= 18 && id.number(0, 2) <= 20);
    return century
        && Births.twoDigitYear(
            id.number(from, from + 2), id.number(from + 2, from + 4), day > 60 ? day - 60 : day)
        && CheckDigits.luhn(id, from, id.length());
  }

  private static boolean fodselsnummer(IdChars id) {
    int day = id.number(0, 2);
    int month = id.number(2, 4);
    int first = 11 - weighted(id, 0, 3, 7, 6, 1, 8, 9, 4, 5, 2) % 11;
    int second = 11 - weighted(id, 0, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    return Births.isDay(month > 40 ? month - 40 : month, day > 40 ? day - 40 : day)
        && id.digit(9) == (first == 11 ? 0 : first)
        && id.digit(10) == (second == 11 ? 0 : second);
  }

  /// Only the day: the check digit has not been kept since 2007.
  private static boolean cpr(IdChars id) {
    return Births.ddmmyy(id, 0) && !id.isUniform();
  }

  private static boolean hetu(IdChars id) {
    boolean century = id.length() == 11;
    if (century && !id.isOneOf(6, "ABCDEFUVWXY")) {
      return false;
    }
    int from = century ? 7 : 6;
    int number = id.number(0, 6) * 1000 + id.number(from, from + 3);
    return Births.ddmmyy(id, 0)
        && id.number(from, from + 3) >= 2
        && id.at(from + 3) == HETU.charAt(number % 31);
  }

  private static boolean kennitala(IdChars id) {
    int day = id.number(0, 2);
    int check = 11 - weighted(id, 0, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    return Births.isDay(id.number(2, 4), day > 40 ? day - 40 : day)
        && id.isOneOf(9, "890")
        && id.digit(8) == (check == 11 ? 0 : check);
  }
}
