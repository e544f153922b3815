package dev.gambeson.benchmarks.pii;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/// Made-up identifiers, written from the public definitions of their check digits and sharing no
/// code with the recognisers.
final class SyntheticIds {
  private final RandomGenerator random;

  SyntheticIds(RandomGenerator random) {
    this.random = random;
  }

  String digits(int n) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < n; i++) {
      s.append(random.nextInt(10));
    }
    return s.toString();
  }

  String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  String letters(int n, String from) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < n; i++) {
      s.append(from.charAt(random.nextInt(from.length())));
    }
    return s.toString();
  }

  private static int dot(String s, int... w) {
    int sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * Character.digit(s.charAt(i), 10);
    }
    return sum;
  }

  static String luhn(String body) {
    int sum = 0;
    boolean twice = true;
    for (int i = body.length() - 1; i >= 0; i--) {
      int d = Character.digit(body.charAt(i), 10) * (twice ? 2 : 1);
      sum += d / 10 + d % 10;
      twice = !twice;
    }
    return body + (10 - sum % 10) % 10;
  }

  int year() {
    return 1940 + random.nextInt(65);
  }

  int month() {
    return 1 + random.nextInt(12);
  }

  int day() {
    return 1 + random.nextInt(28);
  }

  private String yymmdd() {
    return "%02d%02d%02d".formatted(year() % 100, month(), day());
  }

  private String ddmmyy() {
    return "%02d%02d%02d".formatted(day(), month(), year() % 100);
  }

  String card() {
    String body =
        switch (random.nextInt(4)) {
          case 0 -> "4" + digits(14);
          case 1 -> "5" + (1 + random.nextInt(5)) + digits(13);
          case 2 -> pick("34", "37") + digits(12);
          default -> "6011" + digits(11);
        };
    String card = luhn(body);
    String gap = pick("", " ", "-");
    return card.length() == 15
        ? card.substring(0, 4) + gap + card.substring(4, 10) + gap + card.substring(10)
        : card.replaceAll("(.{4})(?=.)", "$1" + gap);
  }

  String iban(String country) {
    String bban =
        switch (country) {
          case "DE" -> digits(18);
          case "GB" -> letters(4, "ABCDLMNW") + digits(14);
          case "FR" -> digits(20) + digits(3);
          case "ES" -> digits(20);
          case "IT" -> letters(1, "ABCXYZ") + digits(22);
          case "PT" -> digits(21);
          case "NL" -> pick("ABNA", "INGB", "RABO") + digits(10);
          case "PL" -> digits(24);
          case "SE" -> digits(20);
          default -> digits(22); // TR
        };
    String country0 = bban + country + "00";
    StringBuilder number = new StringBuilder();
    for (int i = 0; i < country0.length(); i++) {
      char c = country0.charAt(i);
      number.append(c <= '9' ? c - '0' : c - 'A' + 10);
    }
    int check = 98 - new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
    String iban = country + "%02d".formatted(check) + bban;
    return random.nextBoolean() ? iban : iban.replaceAll("(.{4})(?=.)", "$1 ");
  }

  String ssn() {
    String area = "%03d".formatted(1 + random.nextInt(665));
    String rest = "%02d-%04d".formatted(1 + random.nextInt(99), 1 + random.nextInt(9999));
    return random.nextInt(4) == 0 ? area + rest.replace("-", "") : area + "-" + rest;
  }

  String nhs() {
    while (true) {
      String s = digits(9);
      int check = 11 - dot(s, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
      if (check != 10) {
        String id = s + (check == 11 ? 0 : check);
        return random.nextBoolean()
            ? id
            : id.substring(0, 3) + " " + id.substring(3, 6) + " " + id.substring(6);
      }
    }
  }

  String nino() {
    String id = letters(1, "ABCEGHJKLMNOPRSTWXYZ") + pick("A", "B", "C", "E", "H", "J", "M", "S");
    id = id.equals("GB") || id.equals("BG") ? "AB" : id;
    String d = digits(6);
    String last = letters(1, "ABCD");
    return random.nextBoolean()
        ? id + d + last
        : id
            + " "
            + d.substring(0, 2)
            + " "
            + d.substring(2, 4)
            + " "
            + d.substring(4)
            + " "
            + last;
  }

  String steuerId() {
    while (true) {
      String s = (1 + random.nextInt(9)) + digits(9);
      int[] counts = new int[10];
      s.chars().forEach(c -> counts[c - '0']++);
      int doubled = 0;
      boolean valid = true;
      for (int c : counts) {
        doubled += c == 2 ? 1 : 0;
        valid &= c <= 2;
      }
      if (valid && doubled == 1) {
        int p = 10;
        for (int i = 0; i < s.length(); i++) {
          int sum = (s.charAt(i) - '0' + p) % 10;
          p = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        int check = 11 - p;
        return s + (check == 10 ? 0 : check);
      }
    }
  }

  String nir() {
    String s =
        pick("1", "2")
            + "%02d%02d".formatted(year() % 100, month())
            + "%02d".formatted(1 + random.nextInt(95))
            + digits(6);
    long key = 97 - Long.parseLong(s) % 97;
    String id = s + "%02d".formatted(key);
    return random.nextBoolean()
        ? id
        : "%s %s %s %s %s %s %s"
            .formatted(
                id.substring(0, 1),
                id.substring(1, 3),
                id.substring(3, 5),
                id.substring(5, 7),
                id.substring(7, 10),
                id.substring(10, 13),
                id.substring(13));
  }

  String nif() {
    int n = random.nextInt(100_000_000);
    return "%08d".formatted(n) + "TRWAGMYFPDXBNJZSQVHLCKE".charAt(n % 23);
  }

  String nie() {
    int first = random.nextInt(3);
    int n = random.nextInt(10_000_000);
    return "XYZ".charAt(first)
        + "%07d".formatted(n)
        + "TRWAGMYFPDXBNJZSQVHLCKE".charAt((first * 10_000_000 + n) % 23);
  }

  String codiceFiscale() {
    String consonants = "BCDFGHLMNPRSTVZ";
    int day = day() + (random.nextBoolean() ? 40 : 0);
    String s =
        letters(6, consonants)
            + "%02d".formatted(year() % 100)
            + letters(1, "ABCDEHLMPRST")
            + "%02d".formatted(day)
            + letters(1, "ABCDEFGHIL")
            + digits(3);
    int[] odd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
    String oddLetters = "BAKPLCQDREVOSFTGUHMINJWZYX"; // the letter worth 0, 1, 2 ...
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      char c = s.charAt(i);
      boolean digit = c <= '9';
      sum += i % 2 == 1 ? digit ? c - '0' : c - 'A' : digit ? odd[c - '0'] : oddLetters.indexOf(c);
    }
    return s + (char) ('A' + sum % 26);
  }

  String ptNif() {
    String s = pick("1", "2", "3") + digits(7);
    int r = dot(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
    return s + (r < 2 ? 0 : 11 - r);
  }

  String cpf() {
    String s = digits(9);
    int a = dot(s, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
    int b = dot(s + a, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
    String id = s + a + b;
    return random.nextInt(3) == 0
        ? id
        : id.substring(0, 3)
            + "."
            + id.substring(3, 6)
            + "."
            + id.substring(6, 9)
            + "-"
            + id.substring(9);
  }

  String bsn() {
    while (true) {
      String s = (1 + random.nextInt(9)) + digits(7);
      int r = dot(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
      if (r != 10) {
        return s + r;
      }
    }
  }

  String rijksregister() {
    String s = yymmdd() + "%03d".formatted(1 + random.nextInt(997));
    String id = s + "%02d".formatted(97 - Long.parseLong(s) % 97);
    return random.nextBoolean()
        ? id
        : "%s.%s.%s-%s.%s"
            .formatted(
                id.substring(0, 2),
                id.substring(2, 4),
                id.substring(4, 6),
                id.substring(6, 9),
                id.substring(9));
  }

  String pesel() {
    String s = yymmdd() + digits(4);
    return s + (10 - dot(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3) % 10) % 10;
  }

  String personnummer() {
    String id = luhn(yymmdd() + digits(3));
    String dashed = id.substring(0, 6) + "-" + id.substring(6);
    return switch (random.nextInt(4)) {
      case 0 -> id;
      case 1 -> "19" + dashed;
      default -> dashed;
    };
  }

  String kimlik() {
    String s = (1 + random.nextInt(9)) + digits(8);
    int odd = dot(s, 1, 0, 1, 0, 1, 0, 1, 0, 1);
    int even = dot(s, 0, 1, 0, 1, 0, 1, 0, 1, 0);
    int ten = ((7 * odd - even) % 10 + 10) % 10;
    return s + ten + (odd + even + ten) % 10;
  }

  String hetu() {
    String date = ddmmyy();
    String number = "%03d".formatted(2 + random.nextInt(897));
    int check = Integer.parseInt(date + number) % 31;
    return date + "-" + number + "0123456789ABCDEFHJKLMNPRSTUVWXY".charAt(check);
  }

  String cpr() {
    return ddmmyy() + "-" + digits(4);
  }

  String passport(String country) {
    return switch (country) {
      case "GB", "FR" ->
          country.equals("GB") ? digits(9) : digits(2) + letters(2, "ABCDEFGH") + digits(5);
      case "DE" ->
          "C" + letters(1, "FGHJKLMNPRTVWXYZ") + digits(2) + letters(1, "FGHJKLMNPRT") + digits(4);
      case "ES" -> letters(3, "ABCDEFG") + digits(6);
      case "IT", "PL", "SE" -> country.equals("SE") ? digits(8) : letters(2, "ABCDEFG") + digits(7);
      case "NL" -> letters(2, "NSX") + letters(1, "BCDFGHJK") + digits(6);
      default -> letters(1, "CNPU") + digits(8);
    };
  }
}
