package dev.gambeson.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/// Writes the table that streaming is measured on: 30 columns of mixed kinds, about 220 bytes a
/// row. The same number of rows gives the same bytes.
///
/// `BigTable FILE ROWS`
public final class BigTable {
  private static final List<String> HEADER =
      List.of(
          "id",
          "customer",
          "age",
          "income",
          "balance",
          "score",
          "clicks",
          "orders",
          "returns",
          "days_active",
          "ratio",
          "country",
          "plan",
          "channel",
          "status",
          "segment",
          "device",
          "signup",
          "last_seen",
          "first_name",
          "last_name",
          "email",
          "iban",
          "phone",
          "city",
          "postcode",
          "newsletter",
          "note",
          "partner",
          "label");
  private static final String[] COUNTRIES = {"DE", "FR", "IT", "ES", "NL", "PL", "AT", "BE", "SE"};
  private static final String[] PLANS = {"free", "basic", "plus", "business"};
  private static final String[] CHANNELS = {"web", "app", "shop", "phone", "partner"};
  private static final String[] STATES = {"active", "paused", "closed"};
  private static final String[] SEGMENTS = {"A1", "A2", "B1", "B2", "C", "D"};
  private static final String[] DEVICES = {"android", "ios", "windows", "mac", "linux", ""};
  private static final String[] FIRST = {
    "Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jan", "Klara",
    "Lukas", "Marie", "Noah", "Olivia", "Paul", "Rosa", "Simon", "Zoë", "Jürgen"
  };
  private static final String[] LAST = {
    "Müller",
    "Schmidt",
    "Rossi",
    "García",
    "Dubois",
    "Jansen",
    "Kowalski",
    "Novák",
    "Svensson",
    "Becker",
    "Hoffmann",
    "Moreau",
    "Ricci",
    "Visser",
    "Lindberg",
    "Wagner"
  };
  private static final String[] CITIES = {
    "Berlin", "Paris", "Milano", "Madrid", "Utrecht", "Kraków", "Wien", "Gent", "Malmö", "Köln"
  };
  private static final String[] NOTES = {
    "",
    "",
    "",
    "",
    "called twice",
    "prefers e-mail",
    "moved, new address",
    "asked for \"\"refund\"\""
  };
  private static final BigInteger IBAN_MODULUS = BigInteger.valueOf(97);

  private BigTable() {}

  /// See the class.
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    long rows = Long.parseLong(args[1]);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write((String.join(",", HEADER) + "\n").getBytes(StandardCharsets.UTF_8));
      SplittableRandom random = new SplittableRandom(42);
      StringBuilder row = new StringBuilder(512);
      for (long i = 1; i <= rows; i++) {
        row.setLength(0);
        write(row, i, random);
        out.write(row.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void write(StringBuilder row, long i, SplittableRandom r) {
    int age = 18 + r.nextInt(70);
    long income = 1_500_000L + r.nextInt(9_000_000);
    row.append(i)
        .append(',')
        .append(100_000 + r.nextInt(900_000))
        .append(',')
        .append(age)
        .append(',');
    cents(row, income);
    cents(row, r.nextInt(2_000_000) - 500_000);
    fraction(row, r.nextInt(1_000_000));
    row.append(r.nextInt(500)).append(',').append(r.nextInt(60)).append(',').append(r.nextInt(8));
    row.append(',').append(r.nextInt(2000)).append(',');
    fraction(row, r.nextInt(1_000_000));
    String country = pick(row, COUNTRIES, r);
    pick(row, PLANS, r);
    pick(row, CHANNELS, r);
    pick(row, STATES, r);
    pick(row, SEGMENTS, r);
    pick(row, DEVICES, r);
    LocalDate signup = LocalDate.of(2015, 1, 1).plusDays(r.nextInt(3650));
    row.append(signup).append(',').append(signup.plusDays(r.nextInt(400))).append('T');
    row.append(10 + r.nextInt(10)).append(':').append(10 + r.nextInt(50)).append(":00Z,");
    String first = pick(row, FIRST, r);
    String last = pick(row, LAST, r);
    mail(row, first, last, i);
    iban(row, r);
    row.append("+49 30 ").append(1_000_000 + r.nextInt(9_000_000)).append(',');
    pick(row, CITIES, r);
    row.append(10_000 + r.nextInt(89_999)).append(',').append(r.nextInt(2)).append(',');
    row.append('"').append(NOTES[r.nextInt(NOTES.length)]).append("\",partner-");
    row.append(1 + r.nextInt(12)).append(',');
    row.append(income / 100_000 + age + country.length() + r.nextInt(40) > 120 ? "yes" : "no");
    row.append('\n');
  }

  private static String pick(StringBuilder row, String[] words, SplittableRandom r) {
    String word = words[r.nextInt(words.length)];
    row.append(word).append(',');
    return word;
  }

  private static void cents(StringBuilder row, long cents) {
    row.append(cents < 0 ? "-" : "").append(Math.abs(cents) / 100).append('.');
    long rest = Math.abs(cents) % 100;
    row.append(rest < 10 ? "0" : "").append(rest).append(',');
  }

  private static void fraction(StringBuilder row, int millionths) {
    row.append("0.").append(Integer.toString(1_000_000 + millionths).substring(1)).append(',');
  }

  private static void mail(StringBuilder row, String first, String last, long i) {
    int from = row.length();
    row.append(first.charAt(0)).append('.').append(last).append(i % 9973).append("@example.org,");
    for (int c = from; c < row.length(); c++) {
      char at = row.charAt(c);
      row.setCharAt(c, at > 127 ? 'x' : Character.toLowerCase(at));
    }
  }

  /// A German account with the check digits of ISO 13616 (modulus 97 over the rearranged digits).
  private static void iban(StringBuilder row, SplittableRandom r) {
    String account = Long.toString(100_000_000_000_000_000L + r.nextLong(899_999_999_999_999_999L));
    int rest = new BigInteger(account + "131400").mod(IBAN_MODULUS).intValue();
    int check = 98 - rest;
    row.append("DE").append(check < 10 ? "0" : "").append(check).append(account).append(',');
  }
}
