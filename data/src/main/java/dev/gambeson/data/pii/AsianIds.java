package dev.gambeson.data.pii;

import static dev.gambeson.data.pii.CheckDigits.weighted;

import java.util.List;

/// Identifiers of Asia, Oceania and Africa. Sources: UIDAI; Income Tax Department of India; ATO and
/// ABR; Services Australia; GB 11643-1999; MOIS (the check digit of numbers since October 2020 is
/// random, so it is not asked for); ordinance 85 of 2014 (My Number); ICA; DOPA; NIMC; Department
/// of Home Affairs.
final class AsianIds {
  private static final String TW_ORDER = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

  private AsianIds() {}

  static List<IdRule> rules() {
    return List.of(
        IdRule.of(PiiTypes.IN_AADHAAR, 0.08, AsianIds::aadhaar, "9999~9999~9999"),
        IdRule.of(PiiTypes.IN_PAN, 0.38, id -> id.isOneOf(3, "ABCFGHLJPT"), "!!AAAAA9999A"),
        IdRule.of(PiiTypes.IN_VOTER, 1, _ -> true, "AAA9999999"),
        IdRule.of(PiiTypes.AU_TFN, 0.09, AsianIds::tfn, "999~999~999"),
        IdRule.of(PiiTypes.AU_ABN, 0.011, AsianIds::abn, "99~999~999~999"),
        IdRule.of(PiiTypes.AU_MEDICARE, 0.05, AsianIds::medicare, "9999~99999~9"),
        IdRule.of(
            PiiTypes.CN_RID,
            0.0001,
            AsianIds::residentId,
            "99999999999999999X",
            "999999 99999999 999X"),
        IdRule.of(
            PiiTypes.KR_RRN, 0.015, id -> rrn(id, "1234"), "!999999-9999999", "9999999999999"),
        IdRule.of(
            PiiTypes.KR_FRN, 0.015, id -> rrn(id, "5678"), "!999999-9999999", "9999999999999"),
        IdRule.of(PiiTypes.JP_MY, 0.09, AsianIds::myNumber, "9999~9999~9999"),
        IdRule.of(PiiTypes.SG_NRIC, 0.008, AsianIds::nric, "!A9999999A"),
        IdRule.of(
            PiiTypes.TH_TNIN,
            0.07,
            AsianIds::thai,
            "9999999999999",
            "!9-9999-99999-99-9",
            "!9 9999 99999 99 9"),
        IdRule.of(PiiTypes.TW_ID, 0.045, AsianIds::taiwanese, "!A999999999"),
        IdRule.of(PiiTypes.MY_NRIC, 0.03, AsianIds::malaysian, "!999999-99-9999"),
        IdRule.of(PiiTypes.ZA_ID, 0.0015, AsianIds::southAfrican, "9999999999999"),
        IdRule.of(
            PiiTypes.NG_NIN,
            0.1,
            id -> CheckDigits.verhoeff(id) && !id.isUniform(),
            "99999999999"));
  }

  private static boolean aadhaar(IdChars id) {
    return id.at(0) >= '2' && !isPalindrome(id) && CheckDigits.verhoeff(id);
  }

  private static boolean isPalindrome(IdChars id) {
    for (int i = 0; i < id.length() / 2; i++) {
      if (id.at(i) != id.at(id.length() - 1 - i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean tfn(IdChars id) {
    return weighted(id, 0, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0 && !id.isUniform();
  }

  private static boolean abn(IdChars id) {
    int sum = weighted(id, 0, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10;
    return sum % 89 == 0 && id.at(0) != '0';
  }

  private static boolean medicare(IdChars id) {
    return id.isOneOf(0, "23456") && weighted(id, 0, 1, 3, 7, 9, 1, 3, 7, 9) % 10 == id.digit(8);
  }

  private static boolean residentId(IdChars id) {
    int sum = weighted(id, 0, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
    int region = id.number(0, 2);
    return region >= 11
        && region <= 83
        && Births.yyyymmdd(id, 6)
        && id.at(17) == "10X98765432".charAt(sum % 11);
  }

  private static boolean rrn(IdChars id, String sexes) {
    return Births.yymmdd(id, 0) && id.isOneOf(6, sexes);
  }

  private static boolean myNumber(IdChars id) {
    int rest = weighted(id, 0, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    return id.digit(11) == (rest <= 1 ? 0 : 11 - rest) && !id.isUniform();
  }

  private static boolean nric(IdChars id) {
    int sum = weighted(id, 1, 2, 7, 6, 5, 4, 3, 2);
    return switch (id.at(0)) {
      case 'S' -> id.at(8) == "JZIHGFEDCBA".charAt(sum % 11);
      case 'T' -> id.at(8) == "JZIHGFEDCBA".charAt((sum + 4) % 11);
      case 'F' -> id.at(8) == "XWUTRQPNMLK".charAt(sum % 11);
      case 'G' -> id.at(8) == "XWUTRQPNMLK".charAt((sum + 4) % 11);
      case 'M' -> id.at(8) == "XWUTRQPNJLK".charAt((sum + 3) % 11);
      default -> false;
    };
  }

  private static boolean thai(IdChars id) {
    int sum = weighted(id, 0, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2);
    return id.isOneOf(0, "12345678")
        && id.number(1, 3) >= 10
        && id.number(1, 3) <= 96
        && id.digit(12) == (11 - sum % 11) % 10;
  }

  private static boolean taiwanese(IdChars id) {
    int letter = TW_ORDER.indexOf(id.at(0)) + 10;
    int sum = letter / 10 + 9 * (letter % 10) + weighted(id, 1, 8, 7, 6, 5, 4, 3, 2, 1, 1);
    return letter >= 10 && id.isOneOf(1, "1289") && sum % 10 == 0;
  }

  private static boolean malaysian(IdChars id) {
    int place = id.number(6, 8);
    return Births.yymmdd(id, 0) && place >= 1 && !(place >= 17 && place <= 20) && place < 94;
  }

  private static boolean southAfrican(IdChars id) {
    return Births.yymmdd(id, 0) && id.isOneOf(10, "012") && CheckDigits.luhn(id, 0, 13);
  }
}
