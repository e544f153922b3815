package dev.gambeson.data.pii;

/// The check-digit systems that national identifiers share. All take what stands in [IdChars] for
/// digits unless said otherwise.
final class CheckDigits {
  private static final int[][] VERHOEFF_PRODUCT = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
    {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
    {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
    {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
    {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
    {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
    {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
    {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
  };
  private static final int[] VERHOEFF_STEP = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

  private CheckDigits() {}

  /// Sum of digits times weights, beginning at `from`.
  static int weighted(IdChars id, int from, int... weights) {
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * id.digit(from + i);
    }
    return sum;
  }

  /// Luhn (US patent 2,950,048; ISO/IEC 7812-1 annex B) from `from` to before `to`.
  static boolean luhn(IdChars id, int from, int to) {
    return luhnSum(id, from, to) % 10 == 0;
  }

  /// The Luhn sum, the last digit counted once.
  static int luhnSum(IdChars id, int from, int to) {
    int sum = 0;
    for (int i = to - 1, place = 0; i >= from; i--, place++) {
      int d = id.digit(i) << (place & 1);
      sum += d > 9 ? d - 9 : d;
    }
    return sum;
  }

  /// Verhoeff (1969) over all digits.
  static boolean verhoeff(IdChars id) {
    int check = 0;
    for (int i = id.length() - 1, place = 0; i >= 0; i--, place++) {
      int d = id.digit(i);
      for (int k = 0; k < place % 8; k++) {
        d = VERHOEFF_STEP[d];
      }
      check = VERHOEFF_PRODUCT[check][d];
    }
    return check == 0;
  }

  /// ISO/IEC 7064 MOD 11,10 over all digits, the last the check digit.
  static boolean mod11And10(IdChars id) {
    int product = 10;
    for (int i = 0; i < id.length() - 1; i++) {
      int sum = (id.digit(i) + product) % 10;
      product = 2 * (sum == 0 ? 10 : sum) % 11;
    }
    return (11 - product) % 10 == id.digit(id.length() - 1);
  }

  /// ISO/IEC 7064 MOD 97-10 of an IBAN: four characters moved to the end, letters as 10 to 35.
  static boolean mod97(IdChars id) {
    int n = id.length();
    int rest = 0;
    for (int i = 0; i < n; i++) {
      char c = id.at((i + 4) % n);
      rest = c <= '9' ? (10 * rest + c - '0') % 97 : (100 * rest + c - 'A' + 10) % 97;
    }
    return rest == 1;
  }

  /// Machine-readable travel documents (ICAO 9303 part 3, 4.9): weights 7, 3, 1, letters 10 to 35.
  static int icao(IdChars id, int to) {
    int sum = 0;
    for (int i = 0; i < to; i++) {
      int value = id.isDigit(i) ? id.digit(i) : id.at(i) - 'A' + 10;
      sum += value * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
    }
    return sum % 10;
  }

  /// The number from `from` to before `to`, divided; for numbers beyond 32 bits.
  static long value(IdChars id, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + id.digit(i);
    }
    return value;
  }
}
