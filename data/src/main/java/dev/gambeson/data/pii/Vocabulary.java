package dev.gambeson.data.pii;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Words that begin a name, an address, a date or a statement of health, in ten languages.
final class Vocabulary {
  static final int GIVEN = 1;
  static final int TITLE = 2;
  static final int STREET_FIRST = 4;
  static final int STREET_LAST = 8;
  static final int HEALTH = 16;
  static final int MONTH = 32;
  static final int PARTICLE = 64;
  static final int BOX = 128;
  static final int SURNAME = 256;
  static final int GREETING = 512;

  /// Ends of compounds: `Hauptstraße`, `Kerkstraat`, `Storgatan`.
  static final String[] STREET_ENDS = {
    "strasse", "strase", "str.", "weg", "platz", "gasse", "allee", "damm", "ufer", "straat", "laan",
    "plein", "gracht", "kade", "gatan", "vagen", "grand", "gade", "vej", "dreef", "singel"
  };

  private static final String TITLES =
      "mr mrs ms miss mx dr prof sir herr herrn frau fräulein monsieur madame mademoiselle mme mlle"
          + " señor señora sr sra srta don doña signor signora sig dott dott.ssa senhor senhora dona"
          + " meneer mevrouw dhr mevr mw pan pani pana panią fru fröken bay bayan sayın";
  private static final String FIRST =
      "rue avenue boulevard impasse chemin allée quai place calle avenida avda paseo plaza camino"
          + " carrer via viale piazza corso largo vicolo rua travessa praça estrada alameda ul ulica os pl"
          + " aleja al osiedle plac";
  private static final String LAST =
      "street st road rd avenue ave lane ln drive dr court ct square sq boulevard blvd terrace close"
          + " crescent way place parkway pkwy highway hwy caddesi cad sokak sokağı sk bulvarı mahallesi"
          + " mah straße strasse allee weg";
  private static final String MONTHS =
      "january february march april may june july august september october november december jan feb"
          + " mar apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober"
          + " dezember janvier février mars avril juin juillet août septembre octobre novembre"
          + " décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
          + " diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre"
          + " dicembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro"
          + " januari februari maart mei augustus stycznia lutego marca kwietnia maja czerwca lipca"
          + " sierpnia września października listopada grudnia augusti ocak şubat mart nisan mayıs"
          + " haziran temmuz ağustos eylül ekim kasım aralık";
  private static final String PARTICLES =
      "van de der den von da di del della la le du dos das do ten ter al bin y e af av zu";
  private static final String GREETINGS =
      "dear hello hi liebe lieber hallo bonjour cher chère estimado estimada hola gentile caro cara ciao"
          + " olá prezado prezada beste geachte drogi droga szanowny szanowna hej kära käre merhaba sevgili";
  private static final String BOXES = "box postfach apartado postbus skrytka";

  static final Lexicon<Integer> WORDS = words();

  private Vocabulary() {}

  private static Lexicon<Integer> words() {
    Map<String, Integer> words = new HashMap<>();
    for (String line : ContextWords.lines("given-names.txt")) {
      put(words, line, " ", GIVEN);
    }
    for (String line : ContextWords.lines("surnames.txt")) {
      put(words, line, " ", SURNAME);
    }
    put(words, GREETINGS, " ", GREETING);
    for (String line : ContextWords.lines("health.txt")) {
      put(words, line, ",", HEALTH);
    }
    put(words, TITLES, " ", TITLE);
    put(words, FIRST, " ", STREET_FIRST);
    put(words, LAST, " ", STREET_LAST);
    put(words, MONTHS, " ", MONTH);
    put(words, PARTICLES, " ", PARTICLE);
    put(words, BOXES, " ", BOX);
    return new Lexicon<>(words);
  }

  private static void put(Map<String, Integer> words, String list, String gap, int flag) {
    Arrays.stream(list.split(gap))
        .map(w -> Folding.fold(w.strip()))
        .forEach(w -> words.merge(w, flag, (a, b) -> a | b));
  }
}
