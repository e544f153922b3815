package dev.gambeson.data.pii;

import static dev.gambeson.data.pii.CheckDigits.weighted;

import java.util.ArrayList;
import java.util.List;

/// Identifiers of the British Isles, France, the Low Countries, Spain, Portugal and Italy. Sources:
/// NHS Data Dictionary; HMRC NIM39110; DVLA; Revenue Commissioners; INSEE; Rijksregister; RvIG; BOE
/// (Orden INT/2058/2008); Autoridade Tributária; D.M. 23 dicembre 1976.
final class WesternIds {
  private static final String NIF = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final String CF_MONTHS = "ABCDEHLMPRST";
  private static final String CF_DIGITS = "LMNPQRSTUV";
  private static final int[] CF_ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };
  private static final String[] UK_SURNAMES = {"AAAAA", "AAAA9", "AAA99", "AA999", "A9999"};

  private WesternIds() {}

  static List<IdRule> rules() {
    List<IdRule> rules = new ArrayList<>(islands());
    rules.add(
        IdRule.of(
            PiiTypes.FR_NIR,
            0.003,
            WesternIds::nir,
            "999999999999999",
            "!9 99 99 99 999 999 99",
            "!9 99 99 9A 999 999 99",
            "9999999999999 99",
            "!999999A99999999"));
    rules.add(
        IdRule.of(
            PiiTypes.BE_NN,
            0.003,
            WesternIds::rijksregister,
            "!99.99.99-999.99",
            "999999 999 99",
            "999999-999-99",
            "99999999999"));
    rules.add(
        IdRule.of(
            PiiTypes.NL_BSN, 0.09, WesternIds::bsn, "999999999", "9999.99.999", "999 999 999"));
    rules.add(
        IdRule.of(
            PiiTypes.ES_NIF,
            0.044,
            WesternIds::nif,
            "!99999999A",
            "!99999999-A",
            "99999999 A",
            "!99.999.999-A",
            "9999999A",
            "9999999-A"));
    rules.add(
        IdRule.of(
            PiiTypes.ES_NIE, 0.005, WesternIds::nie, "!A9999999A", "!A9999999-A", "!A-9999999-A"));
    rules.add(
        IdRule.of(
            PiiTypes.ES_NAF,
            0.01,
            WesternIds::naf,
            "999999999999",
            "99/99999999/99",
            "99~99999999~99"));
    rules.add(IdRule.of(PiiTypes.PT_NIF, 0.04, WesternIds::ptNif, "999~999~999"));
    rules.add(
        IdRule.of(
            PiiTypes.IT_CF, 0.004, WesternIds::cf, "!AAAAAAXXAXXAXXXA", "!AAA AAA XXAXX AXXXA"));
    rules.add(
        IdRule.of(
            PiiTypes.IT_CARD, 1, _ -> true, "AA9999999", "AA 9999999", "9999999AA", "AA99999AA"));
    rules.add(IdRule.of(PiiTypes.IT_DRIVER, 1, WesternIds::itDriver, "AA9999999A", "A9XXXXXXXA"));
    return rules;
  }

  private static List<IdRule> islands() {
    String[] licences = new String[UK_SURNAMES.length];
    for (int i = 0; i < licences.length; i++) {
      licences[i] = "!" + UK_SURNAMES[i] + "999999XXXAA";
    }
    return List.of(
        IdRule.of(PiiTypes.UK_NHS, 0.09, WesternIds::nhs, "999~999~9999"),
        IdRule.of(
            PiiTypes.UK_NINO,
            0.08,
            WesternIds::nino,
            "!AA 99 99 99 A",
            "!AA-99-99-99-A",
            "AA999999A",
            "AA 999999A",
            "AA 999999 A"),
        IdRule.of(PiiTypes.UK_DRIVER, 0.08, WesternIds::ukDriver, licences),
        IdRule.of(
            PiiTypes.IE_PPS,
            0.04,
            WesternIds::pps,
            "9999999A",
            "9999999AA",
            "9999999 A",
            "9999999 AA"),
        IdRule.of(
            PiiTypes.POSTCODE,
            0.6,
            WesternIds::ukPostcode,
            "A9 9AA",
            "A99 9AA",
            "AA9 9AA",
            "AA99 9AA",
            "A9A 9AA",
            "AA9A 9AA",
            "AAA 9AA",
            "A99AA",
            "A999AA",
            "AA99AA",
            "AA999AA",
            "A9A9AA",
            "AA9A9AA"));
  }

  private static boolean nhs(IdChars id) {
    int check = 11 - weighted(id, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
    return !id.isUniform() && id.digit(9) == (check == 11 ? 0 : check);
  }

  private static boolean nino(IdChars id) {
    String prefix = "" + id.at(0) + id.at(1);
    return !id.isOneOf(0, "DFIQUV")
        && !id.isOneOf(1, "DFIQUVO")
        && !List.of("BG", "GB", "KN", "NK", "NT", "TN", "ZZ").contains(prefix)
        && id.isOneOf(8, "ABCD");
  }

  private static boolean ukDriver(IdChars id) {
    boolean padding = false;
    for (int i = 0; i < 5; i++) {
      if (padding && id.at(i) != '9') {
        return false;
      }
      padding |= id.isDigit(i);
      if (padding && id.at(i) != '9') {
        return false;
      }
    }
    int month = id.number(6, 8);
    return Births.isDay(month > 50 ? month - 50 : month, id.number(8, 10));
  }

  private static boolean pps(IdChars id) {
    int sum = weighted(id, 0, 8, 7, 6, 5, 4, 3, 2);
    if (id.length() == 9 && id.at(8) != 'W') {
      sum += 9 * (id.at(8) - 'A' + 1);
    }
    int rest = sum % 23;
    return id.at(7) == (rest == 0 ? 'W' : (char) ('A' + rest - 1));
  }

  /// BS 7666: letters that never stand in the inward part.
  private static boolean ukPostcode(IdChars id) {
    int n = id.length();
    boolean inward =
        id.isDigit(n - 3) && !id.isOneOf(n - 2, "CIKMOV") && !id.isOneOf(n - 1, "CIKMOV");
    boolean outward = !id.isOneOf(0, "QVX") && (id.isDigit(1) || !id.isOneOf(1, "IJZ"));
    return (inward && outward) || id.startsWith("GIR0AA");
  }

  /// 97 less the remainder of thirteen digits, Corsica's 2A and 2B read as 19 and 18.
  private static boolean nir(IdChars id) {
    long number;
    if (id.isDigit(6)) {
      number = CheckDigits.value(id, 0, 13);
    } else if (id.at(5) == '2' && id.isOneOf(6, "AB")) {
      number = CheckDigits.value(id, 0, 5) * 100 + (id.at(6) == 'A' ? 19 : 18);
      number = number * 1_000_000 + CheckDigits.value(id, 7, 13);
    } else {
      return false;
    }
    int month = id.number(3, 5);
    boolean sex = id.isOneOf(0, "123478");
    boolean born = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
    return sex && born && 97 - number % 97 == id.number(13, 15);
  }

  private static boolean rijksregister(IdChars id) {
    long first = CheckDigits.value(id, 0, 9);
    int check = id.number(9, 11);
    int month = id.number(2, 4) % 20;
    boolean born = Births.isDay(month, id.number(4, 6)) && id.number(2, 4) < 53;
    return born && (97 - first % 97 == check || 97 - (2_000_000_000L + first) % 97 == check);
  }

  private static boolean bsn(IdChars id) {
    return weighted(id, 0, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0 && !id.isUniform();
  }

  private static boolean nif(IdChars id) {
    int last = id.length() - 1;
    return id.at(last) == NIF.charAt((int) (CheckDigits.value(id, 0, last) % 23));
  }

  private static boolean nie(IdChars id) {
    int first = "XYZ".indexOf(id.at(0));
    return first >= 0
        && id.at(8) == NIF.charAt((int) ((first * 10_000_000L + id.number(1, 8)) % 23));
  }

  private static boolean naf(IdChars id) {
    int province = id.number(0, 2);
    long number = CheckDigits.value(id, 2, 10);
    long whole = province * (number < 10_000_000 ? 10_000_000L : 100_000_000L) + number;
    return province >= 1 && province <= 66 && whole % 97 == id.number(10, 12);
  }

  private static boolean ptNif(IdChars id) {
    int rest = weighted(id, 0, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
    boolean person = id.isOneOf(0, "123") || id.number(0, 2) == 45;
    return person && id.digit(8) == (rest < 2 ? 0 : 11 - rest) && !id.isUniform();
  }

  private static boolean itDriver(IdChars id) {
    return id.isDigit(2) || (id.at(0) == 'U' && id.at(1) == '1' && !hasVowel(id));
  }

  private static boolean hasVowel(IdChars id) {
    for (int i = 2; i < id.length(); i++) {
      if (id.isOneOf(i, "AEIO")) {
        return true;
      }
    }
    return false;
  }

  private static boolean cf(IdChars id) {
    int day = 10 * cfDigit(id, 9) + cfDigit(id, 10);
    int month = CF_MONTHS.indexOf(id.at(8)) + 1;
    if (month == 0 || cfDigit(id, 6) < 0 || cfDigit(id, 7) < 0 || cfDigit(id, 9) < 0) {
      return false;
    }
    boolean digits = cfDigit(id, 10) >= 0;
    for (int i = 12; i < 15; i++) {
      digits &= cfDigit(id, i) >= 0;
    }
    return digits && Births.isDay(month, day > 40 ? day - 40 : day) && cfCheck(id);
  }

  private static boolean cfCheck(IdChars id) {
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      int value = id.isDigit(i) ? id.digit(i) : id.at(i) - 'A';
      sum += i % 2 == 0 ? CF_ODD[value] : value;
    }
    return id.at(15) == 'A' + sum % 26;
  }

  /// A digit, or the letter that stands for it where two people share a code; -1 for others.
  private static int cfDigit(IdChars id, int i) {
    return id.isDigit(i) ? id.digit(i) : CF_DIGITS.indexOf(id.at(i));
  }
}
