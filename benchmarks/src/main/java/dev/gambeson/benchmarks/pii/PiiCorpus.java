package dev.gambeson.benchmarks.pii;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A seeded corpus of labelled texts in ten languages, made from the public definitions of formats
/// and from names and sentences written for it. It shares no list and no code with the recognisers,
/// and holds formats they do not know: those are labelled all the same and count as misses.
///
/// One given name in three of each language is outside the frequent ones, one street form in five
/// has no word for street, half of the numbers are written without separators.
final class PiiCorpus {
  /// A stretch of text and what it is.
  record Label(int start, int end, String type) {}

  /// A text with its labels.
  record Document(int id, String language, String text, List<Label> labels) {}

  private record People(
      List<String> given,
      List<String> surnames,
      List<String> streets,
      List<String> phones,
      String country) {}

  private static final Pattern SLOT = Pattern.compile("\\{([A-Za-z_]+)\\}");
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("PERSON", "person-name"),
          Map.entry("SURNAME", "person-name"),
          Map.entry("MAIL", "mail-address"),
          Map.entry("PHONE", "phone-number"),
          Map.entry("BIRTH", "date-of-birth"),
          Map.entry("ADDRESS", "postal-address"),
          Map.entry("HEALTH", "health-term"),
          Map.entry("CARD", "payment-card"),
          Map.entry("IBAN", "iban"),
          Map.entry("IP", "ip-address"),
          Map.entry("MAC", "mac-address"),
          Map.entry("GEO", "geo-coordinates"),
          Map.entry("PASSPORT", "passport-number"),
          Map.entry("SECRET", "credential"),
          Map.entry("US_SSN", "us-ssn"),
          Map.entry("UK_NHS", "uk-nhs"),
          Map.entry("UK_NINO", "uk-nino"),
          Map.entry("DE_TAX", "de-steuer-id"),
          Map.entry("FR_NIR", "fr-nir"),
          Map.entry("ES_NIF", "es-nif"),
          Map.entry("ES_NIE", "es-nie"),
          Map.entry("IT_CF", "it-codice-fiscale"),
          Map.entry("PT_NIF", "pt-nif"),
          Map.entry("BR_CPF", "br-cpf"),
          Map.entry("NL_BSN", "nl-bsn"),
          Map.entry("BE_NN", "be-rijksregister"),
          Map.entry("PL_PESEL", "pl-pesel"),
          Map.entry("SE_PNR", "se-personnummer"),
          Map.entry("TR_TC", "tr-tc-kimlik"));

  private final RandomGenerator random;
  private final SyntheticIds ids;
  private final Map<String, List<String>> sentences = new TreeMap<>();
  private final Map<String, People> people = new TreeMap<>();
  private final Map<String, List<String>> health = new TreeMap<>();

  PiiCorpus(RandomGenerator random) {
    this.random = random;
    this.ids = new SyntheticIds(random);
    for (String line : lines("sentences.txt")) {
      String[] parts = line.split("\\|", 2);
      sentences.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
    }
    for (String line : lines("people.txt")) {
      String[] p = line.split("\\|", -1);
      people.put(p[0], new People(list(p[1]), list(p[2]), list(p[3]), list(p[4]), p[5]));
    }
    for (String line : lines("health.txt")) {
      String[] p = line.split("\\|", -1);
      health.put(p[0], list(p[1]));
    }
  }

  private static List<String> list(String text) {
    return List.of(text.split(",", -1));
  }

  private static List<String> lines(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(PiiCorpus.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8))) {
      return reader.lines().filter(l -> !l.isBlank() && l.charAt(0) != '#').toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Texts, each language in turn, each sentence of a language equally often.
  List<Document> documents(int count) {
    List<String> languages = List.copyOf(sentences.keySet());
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String language = languages.get(i % languages.size());
      List<String> all = Objects.requireNonNull(sentences.get(language));
      documents.add(document(i, language, all.get(i / languages.size() % all.size())));
    }
    return documents;
  }

  private Document document(int id, String language, String sentence) {
    StringBuilder text = new StringBuilder();
    List<Label> labels = new ArrayList<>();
    Matcher slot = SLOT.matcher(sentence);
    int from = 0;
    while (slot.find()) {
      text.append(sentence, from, slot.start());
      String name = slot.group(1);
      String value = value(name, language);
      if (!name.equals(name.toLowerCase(Locale.ROOT))) {
        String type = TYPES.getOrDefault(name, name.toLowerCase(Locale.ROOT));
        labels.add(new Label(text.length(), text.length() + value.length(), type));
      }
      text.append(value);
      from = slot.end();
    }
    return new Document(id, language, text.append(sentence.substring(from)).toString(), labels);
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /// A value for a slot, or for a column of a table.
  String value(String slot, String language) {
    People who = Objects.requireNonNull(people.get(language));
    return switch (slot) {
      case "PERSON" -> any(who.given) + " " + any(who.surnames);
      case "SURNAME" -> any(who.surnames);
      case "GIVEN" -> any(who.given);
      case "MAIL" -> mail(who);
      case "PHONE" -> numbered(any(who.phones));
      case "ADDRESS" -> any(who.streets).replace("#", Integer.toString(1 + random.nextInt(180)));
      case "BIRTH" -> birth(language);
      case "HEALTH" -> any(Objects.requireNonNull(health.get(language)));
      case "CARD" -> ids.card();
      case "IBAN" -> ids.iban(who.country);
      case "IP" -> ip();
      case "MAC" -> mac();
      case "GEO" -> geo();
      case "PASSPORT" -> ids.passport(who.country);
      case "SECRET" -> secret();
      default -> id(slot);
    };
  }

  private String id(String slot) {
    return switch (slot) {
      case "US_SSN" -> ids.ssn();
      case "UK_NHS" -> ids.nhs();
      case "UK_NINO" -> ids.nino();
      case "DE_TAX" -> ids.steuerId();
      case "FR_NIR" -> ids.nir();
      case "ES_NIF" -> ids.nif();
      case "ES_NIE" -> ids.nie();
      case "IT_CF" -> ids.codiceFiscale();
      case "PT_NIF" -> ids.ptNif();
      case "BR_CPF" -> ids.cpf();
      case "NL_BSN" -> ids.bsn();
      case "BE_NN" -> ids.rijksregister();
      case "PL_PESEL" -> ids.pesel();
      case "SE_PNR" -> ids.personnummer();
      case "TR_TC" -> ids.kimlik();
      case "FI_HETU" -> ids.hetu();
      case "DK_CPR" -> ids.cpr();
      default -> other(slot);
    };
  }

  private String other(String slot) {
    return switch (slot) {
      case "UNSUPPORTED_HANDLE" -> "@" + ids.letters(8, "abcdefgh") + ids.digits(2);
      case "UNSUPPORTED_PLATE" ->
          ids.letters(2, "ABK") + "-" + ids.letters(2, "XYZ") + " " + ids.digits(3);
      case "UNSUPPORTED_SPELLED" -> "jane dot " + ids.letters(6, "abcde") + " at example dot org";
      case "UNSUPPORTED_FISCAL" -> ids.digits(13);
      case "UNSUPPORTED_NIP" ->
          ids.digits(3) + "-" + ids.digits(3) + "-" + ids.digits(2) + "-" + ids.digits(2);
      case "order" -> ids.digits(6 + random.nextInt(7));
      case "tracking" -> ids.pick("1Z", "JD", "") + ids.digits(10 + random.nextInt(7));
      case "version" ->
          "%d.%d.%d".formatted(random.nextInt(20), random.nextInt(20), random.nextInt(400))
              + ids.pick("", ".1", "-rc2");
      case "timestamp" ->
          "20%02d-%02d-%02d %02d:%02d:%02d"
              .formatted(
                  random.nextInt(26),
                  ids.month(),
                  ids.day(),
                  random.nextInt(24),
                  random.nextInt(60),
                  random.nextInt(60));
      case "isbn" -> ean("978" + ids.digits(9));
      case "ean" -> ean("4" + ids.digits(11));
      case "price" -> random.nextInt(9999) + "." + ids.digits(2);
      case "hex" -> ids.letters(40, "0123456789abcdef");
      case "uuid" -> "%s-%s-4%s-a%s-%s".formatted(hex(8), hex(4), hex(3), hex(3), hex(12));
      case "product" -> ids.letters(2, "ABCDXYZ") + "-" + ids.digits(5) + ids.pick("", "-A", "/2");
      default -> throw new IllegalArgumentException("no slot " + slot);
    };
  }

  private String hex(int n) {
    return ids.letters(n, "0123456789abcdef");
  }

  private static String ean(String twelve) {
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += (i % 2 == 0 ? 1 : 3) * (twelve.charAt(i) - '0');
    }
    return twelve + (10 - sum % 10) % 10;
  }

  private String mail(People who) {
    String given = ascii(any(who.given));
    String surname = ascii(any(who.surnames));
    String host =
        ids.pick(
            "example.org",
            "mail.example.com",
            "firma.example.de",
            "uni-x.example.se",
            "example.co.uk");
    return (random.nextBoolean()
            ? given + "." + surname
            : given.charAt(0) + surname + ids.digits(2))
        + "@"
        + host;
  }

  private static String ascii(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFD);
    return plain.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
  }

  private String numbered(String form) {
    StringBuilder number = new StringBuilder();
    for (int i = 0; i < form.length(); i++) {
      char c = form.charAt(i);
      number.append(c == '#' ? (char) ('1' + random.nextInt(9)) : c);
    }
    return random.nextInt(4) == 0 && form.charAt(0) == '+'
        ? number.toString().replaceAll("[ ()-]", "")
        : number.toString();
  }

  private String birth(String language) {
    int y = ids.year();
    int m = ids.month();
    int d = ids.day();
    if (random.nextInt(4) == 0) {
      return "%04d-%02d-%02d".formatted(y, m, d);
    }
    return switch (language) {
      case "en" ->
          random.nextBoolean()
              ? "%02d/%02d/%04d".formatted(d, m, y)
              : month(m) + " " + d + ", " + y;
      case "fr", "es", "it", "pt" -> "%02d/%02d/%04d".formatted(d, m, y);
      case "nl" -> "%02d-%02d-%04d".formatted(d, m, y);
      default -> "%02d.%02d.%04d".formatted(d, m, y);
    };
  }

  private static String month(int m) {
    return Month.of(m).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private String ip() {
    return random.nextInt(4) == 0
        ? "2001:db8:%s:%s::%s".formatted(hex(4), hex(3), hex(4))
        : "%d.%d.%d.%d"
            .formatted(
                20 + random.nextInt(100),
                random.nextInt(256),
                random.nextInt(256),
                1 + random.nextInt(254));
  }

  private String mac() {
    return "%s:%s:%s:%s:%s:%s".formatted(hex(2), hex(2), hex(2), hex(2), hex(2), hex(2));
  }

  private String geo() {
    double north = 35 + random.nextDouble() * 25;
    return String.format(Locale.ROOT, "%.5f, %.5f", north, -8 + random.nextDouble() * 30);
  }

  private String secret() {
    return ids.letters(6, "abcdefXYZKQ")
        + ids.digits(3)
        + ids.letters(5, "ghijkLMNOP")
        + ids.digits(3)
        + ids.letters(3, "qrstUVW");
  }
}
