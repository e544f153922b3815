package dev.gambeson.benchmarks.pii;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.pii.ColumnVerdict;
import dev.gambeson.data.pii.PiiOptions;
import dev.gambeson.data.pii.PiiProfile;
import dev.gambeson.data.pii.PiiScan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/// Column verdicts on generated tables, and the cost of a pass over ordinary columns.
///
/// A column is of one kind or ordinary; half of the columns are named in the language's own word
/// for it, half `col_7`. One cell in twenty is empty, one in fifty holds something else.
final class PiiTables {
  private static final int ROWS = 300;
  private static final int TABLES = 400;

  /// Slot to its kind and its headers.
  private static final List<String[]> KINDS =
      List.of(
          column("MAIL", "mail-address", "email,e_mail,correo,contact_email,eposta"),
          column("PHONE", "phone-number", "phone,tel,telefon,mobile_no,telefono"),
          column("PERSON", "person-name", "customer_name,full_name,name,nombre,naam"),
          column("SURNAME", "person-name", "surname,last_name,nachname,apellido,nazwisko"),
          column(
              "BIRTH",
              "date-of-birth",
              "dob,birth_date,geburtsdatum,date_naissance,fecha_nacimiento"),
          column("ADDRESS", "postal-address", "address,street,anschrift,direccion,indirizzo"),
          column("HEALTH", "health-term", "diagnosis,condition,krankheit"),
          column("CARD", "payment-card", "card_number,credit_card,cc_num"),
          column("IBAN", "iban", "iban,bank_account,konto"),
          column("IP", "ip-address", "ip,client_ip,remote_addr"),
          column("MAC", "mac-address", "mac,hw_address"),
          column("PASSPORT", "passport-number", "passport,passport_no,reisepass,pasaporte"),
          column("US_SSN", "us-ssn", "ssn,social_security_number"),
          column("UK_NHS", "uk-nhs", "nhs_number,nhs"),
          column("UK_NINO", "uk-nino", "nino,ni_number"),
          column("DE_TAX", "de-steuer-id", "steuer_id,steuerid,tin"),
          column("FR_NIR", "fr-nir", "nir,num_secu,insee"),
          column("ES_NIF", "es-nif", "dni,nif"),
          column("ES_NIE", "es-nie", "nie,extranjero"),
          column("IT_CF", "it-codice-fiscale", "codice_fiscale,cf"),
          column("PT_NIF", "pt-nif", "nif,contribuinte"),
          column("BR_CPF", "br-cpf", "cpf,documento"),
          column("NL_BSN", "nl-bsn", "bsn,burgerservicenummer"),
          column("BE_NN", "be-rijksregister", "rijksregisternummer,niss"),
          column("PL_PESEL", "pl-pesel", "pesel,numer_pesel"),
          column("SE_PNR", "se-personnummer", "personnummer,pnr"),
          column("TR_TC", "tr-tc-kimlik", "tc_kimlik,tckn"),
          column("FI_HETU", "fi-hetu", "hetu,henkilotunnus"),
          column("DK_CPR", "dk-cpr", "cpr,cpr_nummer"));

  private static final List<String[]> ORDINARY =
      List.of(
          column("order", "", "order_id,order_no"),
          column("tracking", "", "tracking,shipment"),
          column("version", "", "version,release"),
          column("timestamp", "", "created_at,updated"),
          column("isbn", "", "isbn,book"),
          column("ean", "", "ean,gtin"),
          column("price", "", "price,amount"),
          column("hex", "", "hash,checksum"),
          column("uuid", "", "uuid,request_id"),
          column("product", "", "sku,article"),
          column("count", "", "n,quantity"),
          column("score", "", "score,weight"),
          column("colour", "", "status,colour"));

  private PiiTables() {}

  private static String[] column(String slot, String type, String headers) {
    return new String[] {slot, type, headers};
  }

  public static void main(String[] args) {
    SplittableRandom random = new SplittableRandom(7);
    PiiCorpus corpus = new PiiCorpus(random);
    Map<String, int[]> counts = new TreeMap<>(); // right, wrong, missed
    Map<String, Integer> confusions = new TreeMap<>();
    int[][] byHeader = new int[2][3];
    PiiScan scan = new PiiScan(PiiOptions.defaults());
    String[] languages = {"de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "tr"};
    for (int t = 0; t < TABLES; t++) {
      String language = languages[t % languages.length];
      List<String[]> kinds = new ArrayList<>();
      for (int c = 0; c < 12; c++) {
        List<String[]> from = random.nextInt(2) == 0 ? KINDS : ORDINARY;
        kinds.add(from.get(random.nextInt(from.size())));
      }
      boolean named = random.nextBoolean();
      Batch table = table(corpus, random, language, kinds, named);
      PiiProfile seen = scan.start();
      seen.add(table);
      Map<String, String> verdicts = new HashMap<>();
      for (ColumnVerdict v : scan.verdicts(seen, 0.1)) {
        verdicts.put(
            v.column(), v.type().id().equals("de-passport") ? "passport-number" : v.type().id());
      }
      for (int c = 0; c < kinds.size(); c++) {
        String truth = kinds.get(c)[1];
        String said = verdicts.getOrDefault(table.names().get(c), "");
        score(counts, byHeader[named ? 1 : 0], truth, said);
        if (!truth.equals(said)) {
          confusions.merge(
              (named ? "named " : "col_n ") + kinds.get(c)[0] + " (" + language + ") said " + said,
              1,
              Integer::sum);
        }
      }
    }
    print(counts, byHeader);
    if (args[args.length - 1].equals("--misses")) {
      confusions.forEach((k, v) -> System.out.println(v + "  " + k));
    }
    costs();
    cost();
  }

  private static void score(Map<String, int[]> counts, int[] all, String truth, String said) {
    if (truth.equals(said)) {
      if (!truth.isEmpty()) {
        counts.computeIfAbsent(truth, _ -> new int[3])[0]++;
        all[0]++;
      }
      return;
    }
    if (!said.isEmpty()) {
      counts.computeIfAbsent(said, _ -> new int[3])[1]++;
      all[1]++;
    }
    if (!truth.isEmpty()) {
      counts.computeIfAbsent(truth, _ -> new int[3])[2]++;
      all[2]++;
    }
  }

  private static void print(Map<String, int[]> counts, int[][] byHeader) {
    counts.forEach((type, c) ->
        System.out.printf(
            Locale.ROOT,
            "%-20s F1 %.3f  (%d right, %d wrong, %d missed)%n",
            type,
            f1(c),
            c[0],
            c[1],
            c[2]));
    int[] both = new int[3];
    for (int i = 0; i < 3; i++) {
      both[i] = byHeader[0][i] + byHeader[1][i];
    }
    System.out.printf(
        Locale.ROOT,
        "%nmicro F1 of %d columns: all %.4f, telling names %.4f, col_n %.4f%n",
        TABLES * 12,
        f1(both),
        f1(byHeader[1]),
        f1(byHeader[0]));
  }

  private static double f1(int[] c) {
    return 2.0 * c[0] / (2.0 * c[0] + c[1] + c[2]);
  }

  private static Batch table(
      PiiCorpus corpus,
      RandomGenerator random,
      String language,
      List<String[]> kinds,
      boolean named) {
    List<String> names = new ArrayList<>();
    List<Cells> columns = new ArrayList<>();
    for (int c = 0; c < kinds.size(); c++) {
      String[] headers = kinds.get(c)[2].split(",", -1);
      names.add((named ? headers[random.nextInt(headers.length)] + "_" : "col_") + c);
      String[] cells = new String[ROWS];
      for (int r = 0; r < ROWS; r++) {
        int what = random.nextInt(100);
        cells[r] =
            what < 5 ? "" : what < 7 ? "unknown" : cell(corpus, random, language, kinds.get(c)[0]);
      }
      columns.add(new Cells.Texts(cells));
    }
    return new Batch(names, columns, LongStream.rangeClosed(1, ROWS).toArray(), List.of());
  }

  private static String cell(
      PiiCorpus corpus, RandomGenerator random, String language, String slot) {
    return switch (slot) {
      case "count" -> Integer.toString(random.nextInt(500));
      case "score" -> Double.toString(random.nextDouble());
      case "colour" ->
          new String[] {"red", "green", "Open", "Closed", "pending"}[random.nextInt(5)];
      default -> corpus.value(slot, language);
    };
  }

  /// Nanoseconds a cell, column by column.
  private static void costs() {
    SplittableRandom random = new SplittableRandom(3);
    PiiCorpus corpus = new PiiCorpus(random);
    List<String[]> all = new ArrayList<>(ORDINARY);
    all.addAll(KINDS);
    PiiScan scan = new PiiScan(PiiOptions.defaults());
    for (String[] kind : all) {
      String[] cells = new String[40_000];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = cell(corpus, random, "en", kind[0]);
      }
      Batch batch =
          new Batch(
              List.of("c"),
              List.of(new Cells.Texts(cells)),
              LongStream.rangeClosed(1, cells.length).toArray(),
              List.of());
      double best = Double.MAX_VALUE;
      for (int round = 0; round < 5; round++) {
        PiiProfile seen = scan.start();
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        seen.add(batch);
        double nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        best = Math.min(best, nanos / cells.length);
      }
      System.out.printf(Locale.ROOT, "  %-12s %6.0f ns a cell%n", kind[0], best);
    }
  }

  /// CPU seconds for 10 M rows x 30 columns, from a table of the mix that the issue names: ten
  /// columns of decimals, eight of whole numbers, six of few words, two of times, and four
  /// personal.
  private static void cost() {
    SplittableRandom random = new SplittableRandom(3);
    PiiCorpus corpus = new PiiCorpus(random);
    int rows = 8192;
    List<Batch> batches = new ArrayList<>();
    for (int b = 0; b < 12; b++) {
      batches.add(mixed(corpus, random, rows, b));
    }
    PiiScan scan = new PiiScan(PiiOptions.defaults());
    for (int round = 0; round < 5; round++) {
      PiiProfile seen = scan.start();
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      batches.forEach(seen::add);
      double nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      double cells = 30.0 * rows * batches.size();
      System.out.printf(
          Locale.ROOT,
          "%.1f ns a cell: %.1f CPU s for 10 M rows x 30 columns%n",
          nanos / cells,
          nanos / cells * 300_000_000 / 1e9);
    }
  }

  private static Batch mixed(PiiCorpus corpus, RandomGenerator random, int rows, int batch) {
    String[] slots = {
      "price", "score", "count", "order", "colour", "timestamp", "MAIL", "PERSON", "US_SSN", "PHONE"
    };
    int[] times = {4, 6, 5, 3, 6, 2, 1, 1, 1, 1};
    List<String> names = new ArrayList<>();
    List<Cells> columns = new ArrayList<>();
    for (int s = 0; s < slots.length; s++) {
      for (int k = 0; k < times[s]; k++) {
        names.add("c" + names.size());
        String[] cells = new String[rows];
        for (int r = 0; r < rows; r++) {
          cells[r] = cell(corpus, random, "en", slots[s]);
        }
        columns.add(new Cells.Texts(cells));
      }
    }
    long first = (long) batch * rows + 1;
    return new Batch(names, columns, LongStream.range(first, first + rows).toArray(), List.of());
  }
}
