package dev.gambeson.data.pii;

import static dev.gambeson.data.pii.CheckDigits.weighted;

import java.util.ArrayList;
import java.util.List;

/// Identifiers of the Americas. Sources: SSA POMS RM 10201; IRS Publication 1915; CMS NPI and MBI
/// formats; ABA routing policy; CRA T4127 (SIN); Receita Federal (CPF, CNPJ); RENAPO (CURP); AFIP;
/// Registro Civil de Chile.
final class AmericanIds {
  private static final int[] CPF = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final int[] CNPJ = {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final String CURP = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ";

  private AmericanIds() {}

  static List<IdRule> rules() {
    List<IdRule> rules = new ArrayList<>();
    rules.add(
        IdRule.of(
            PiiTypes.US_SSN,
            0.88,
            AmericanIds::ssn,
            "!!999-99-9999",
            "!999 99 9999",
            "!999.99.9999",
            "999999999",
            "999-999999",
            "99999-9999"));
    rules.add(
        IdRule.of(
            PiiTypes.US_ITIN,
            0.04,
            AmericanIds::itin,
            "!999-99-9999",
            "!999 99 9999",
            "999999999",
            "999-999999",
            "99999-9999"));
    rules.add(IdRule.of(PiiTypes.US_NPI, 0.02, AmericanIds::npi, "9999~999~999"));
    rules.add(
        IdRule.of(
            PiiTypes.US_MBI,
            0.25,
            AmericanIds::mbi,
            "!!9AX9-AX9-AA99",
            "9AX9 AX9 AA99",
            "9AX9AX9AA99"));
    rules.add(IdRule.of(PiiTypes.US_ABA, 0.04, AmericanIds::aba, "999999999", "9999-9999-9"));
    String[] accounts = new String[10];
    for (int digits = 8; digits <= 17; digits++) {
      accounts[digits - 8] = "9".repeat(digits);
    }
    rules.add(IdRule.of(PiiTypes.US_ACCOUNT, 1, id -> !id.isUniform(), accounts));
    rules.add(IdRule.of(PiiTypes.CA_SIN, 0.08, AmericanIds::sin, "999~999~999"));
    rules.add(IdRule.of(PiiTypes.BR_CPF, 0.01, AmericanIds::cpf, "!999.999.999-99", "99999999999"));
    rules.add(
        IdRule.of(
            PiiTypes.BR_CNPJ, 0.01, AmericanIds::cnpj, "!99.999.999/9999-99", "99999999999999"));
    rules.add(
        IdRule.of(PiiTypes.AR_CUIL, 0.0045, AmericanIds::cuil, "!99-99999999-9", "99999999999"));
    rules.add(
        IdRule.of(
            PiiTypes.CL_RUT,
            0.05,
            AmericanIds::rut,
            "!99.999.999-X",
            "!9.999.999-X",
            "99999999-X",
            "9999999-X"));
    rules.add(IdRule.of(PiiTypes.MX_CURP, 0.001, AmericanIds::curp, "!AAAA999999AAAAAAX9"));
    return rules;
  }

  private static boolean ssn(IdChars id) {
    int area = id.number(0, 3);
    boolean published =
        id.startsWith("078051120") || id.startsWith("123456789") || id.startsWith("219099999");
    return area != 0
        && area != 666
        && area < 900
        && id.number(3, 5) != 0
        && id.number(5, 9) != 0
        && !published
        && !id.isUniform();
  }

  private static boolean itin(IdChars id) {
    int group = id.number(3, 5);
    return id.at(0) == '9'
        && group >= 50
        && (group <= 65
            || (group >= 70 && group <= 88)
            || (group >= 90 && group != 93 && group != 89))
        && !id.isUniform();
  }

  /// Luhn over the number after the prefix 80840, which adds 24.
  private static boolean npi(IdChars id) {
    return (id.at(0) == '1' || id.at(0) == '2')
        && (CheckDigits.luhnSum(id, 0, 10) + 24) % 10 == 0
        && id.number(1, 9) != 11_111_111;
  }

  private static boolean mbi(IdChars id) {
    for (int i = 0; i < 11; i++) {
      if (!id.isDigit(i) && id.isOneOf(i, "SLOIBZ")) {
        return false;
      }
    }
    return id.at(0) != '0';
  }

  private static boolean aba(IdChars id) {
    int district = id.number(0, 2);
    boolean known =
        district <= 12
            || (district >= 21 && district <= 32)
            || (district >= 61 && district <= 72)
            || district == 80;
    return known && !id.isUniform() && weighted(id, 0, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
  }

  private static boolean sin(IdChars id) {
    return id.at(0) != '0' && id.at(0) != '8' && CheckDigits.luhn(id, 0, 9) && !id.isUniform();
  }

  private static boolean cpf(IdChars id) {
    return !id.isUniform()
        && id.digit(9) == brazilian(weighted(id, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2))
        && id.digit(10) == brazilian(weighted(id, 0, CPF));
  }

  private static boolean cnpj(IdChars id) {
    return !id.isUniform()
        && id.digit(12) == brazilian(weighted(id, 0, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
        && id.digit(13) == brazilian(weighted(id, 0, CNPJ));
  }

  private static int brazilian(int sum) {
    return sum % 11 < 2 ? 0 : 11 - sum % 11;
  }

  private static boolean cuil(IdChars id) {
    int prefix = id.number(0, 2);
    int check = 11 - weighted(id, 0, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    return (prefix == 20
            || prefix == 23
            || prefix == 24
            || prefix == 25
            || prefix == 26
            || prefix == 27)
        && id.digit(10) == (check == 11 ? 0 : check == 10 ? 9 : check);
  }

  private static boolean rut(IdChars id) {
    int sum = 0;
    int last = id.length() - 1;
    for (int i = last - 1, weight = 2; i >= 0; i--, weight = weight == 7 ? 2 : weight + 1) {
      sum += weight * id.digit(i);
    }
    int check = 11 - sum % 11;
    char expected = check == 11 ? '0' : check == 10 ? 'K' : (char) ('0' + check);
    return id.at(last) == expected && !id.isUniform();
  }

  private static boolean curp(IdChars id) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += (18 - i) * CURP.indexOf(id.at(i));
    }
    return Births.yymmdd(id, 4) && id.isOneOf(10, "HMX") && (10 - sum % 10) % 10 == id.digit(17);
  }
}
