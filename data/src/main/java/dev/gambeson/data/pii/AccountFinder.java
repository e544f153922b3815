package dev.gambeson.data.pii;

/// Finds IBANs (ISO 13616, lengths of the SWIFT registry) and payment cards (ISO/IEC 7812: ranges
/// and lengths of the brands, Luhn).
final class AccountFinder implements Finder {
  private static final String LENGTHS =
      "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24"
          + "FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32"
          + "LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24"
          + "RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";
  private static final byte[] LENGTH = lengths();
  private final int iban;
  private final int card;

  AccountFinder(TypeNumbers numbers) {
    this.iban = numbers.of(PiiTypes.IBAN);
    this.card = numbers.of(PiiTypes.CARD);
  }

  private static byte[] lengths() {
    byte[] lengths = new byte[26 * 26];
    for (int i = 0; i < LENGTHS.length(); i += 4) {
      lengths[26 * (LENGTHS.charAt(i) - 'A') + LENGTHS.charAt(i + 1) - 'A'] =
          (byte) Integer.parseInt(LENGTHS, i + 2, i + 4, 10);
    }
    return lengths;
  }

  @Override
  public void find(TextScan text) {
    if (text.digits() < 10) {
      return;
    }
    for (int i = 0; i + 11 < text.length(); i++) {
      char c = text.at(i);
      if (c >= '1' && c <= '6') {
        if (text.beginsAt(i)) {
          card(text, i);
        }
      } else if (c >= 'A' && c <= 'z' && text.isDigit(i + 2) && text.isDigit(i + 3)) {
        if (text.beginsAt(i)) {
          iban(text, i);
        }
      }
    }
  }

  private void iban(TextScan text, int start) {
    int a = (text.at(start) | 32) - 'a';
    int b = (text.at(start + 1) | 32) - 'a';
    int wanted = a >= 0 && a < 26 && b >= 0 && b < 26 ? LENGTH[26 * a + b] : 0;
    if (wanted == 0) {
      return;
    }
    IdChars id = new IdChars();
    int i = start;
    while (i < text.length() && id.length() < wanted) {
      char c = text.at(i);
      if (ShapeAutomaton.classOf(c) <= ShapeAutomaton.LETTER && ShapeAutomaton.classOf(c) > 0) {
        id.append(c);
      } else if (!isGap(c) || !text.isAlphanumeric(i + 1)) {
        return;
      }
      i++;
    }
    if (id.length() == wanted && text.endsAt(i)) {
      if (CheckDigits.mod97(id)) {
        text.add(iban, start, i, 0.95);
      } else {
        text.shape(iban, start, i);
      }
    }
  }

  private static boolean isGap(char c) {
    int k = ShapeAutomaton.classOf(c);
    return k == ShapeAutomaton.SPACE || k == ShapeAutomaton.DASH;
  }

  private void card(TextScan text, int start) {
    IdChars id = new IdChars();
    char gap = 0;
    int gaps = 0;
    int i = start;
    while (i < text.length() && id.length() < 20) {
      char c = text.at(i);
      if (c >= '0' && c <= '9') {
        id.append(c);
      } else if (isGap(c) && text.isDigit(i + 1) && (gap == 0 || gap == c)) {
        if (id.length() >= 12 && gaps == 0) {
          break; // the number ends here and another follows
        }
        gap = c;
        gaps++;
      } else {
        break;
      }
      i++;
    }
    int n = id.length();
    if (n < 12 || n > 19 || !text.endsAt(i)) {
      return;
    }
    double sure = brand(id, n);
    if (sure > 0 && CheckDigits.luhn(id, 0, n) && !id.isUniform()) {
      text.add(card, start, i, sure + (gaps >= 2 && gaps <= 4 ? 0.2 : 0), 0.95);
    } else if (sure > 0) {
      text.shape(card, start, i);
    }
  }

  /// How sure a number that begins like this is a card's, Luhn passed; 0 when no brand has it.
  private static double brand(IdChars id, int n) {
    int two = id.number(0, 2);
    int four = id.number(0, 4);
    boolean sixteen = n == 16;
    if (id.at(0) == '1') {
      return n == 15 ? 0.25 : 0; // UATP
    }
    if (id.at(0) == '4') {
      return sixteen ? 0.5 : n == 13 || n == 19 ? 0.3 : 0;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return sixteen ? 0.55 : 0;
    }
    if (two == 34 || two == 37) {
      return n == 15 ? 0.55 : 0;
    }
    if ((four >= 3000 && four <= 3059) || two == 36 || two == 38 || two == 39) {
      return n == 14 ? 0.5 : 0;
    }
    if ((four >= 3528 && four <= 3589) || four == 6011 || (four >= 6440 && four <= 6599)) {
      return n >= 16 ? 0.55 : 0;
    }
    boolean maestro = two == 50 || (two >= 56 && two <= 69) || (four >= 2200 && four <= 2204);
    return maestro ? 0.25 : 0;
  }
}
