package dev.gambeson.benchmarks.pii;

import dev.gambeson.benchmarks.pii.PiiCorpus.Document;
import dev.gambeson.benchmarks.pii.PiiCorpus.Label;
import dev.gambeson.data.pii.PiiFinder;
import dev.gambeson.data.pii.PiiMatch;
import dev.gambeson.data.pii.PiiOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What we find in the labelled corpus, beside Presidio's rule recognisers on the same texts; column
/// verdicts on generated tables; throughput.
///
/// Usage:
///
///     PiiBenchmark export FILE [COUNT]          the corpus as JSON lines, for presidio_run.py
///     PiiBenchmark texts [PRESIDIO.jsonl] [--misses]
///     PiiBenchmark tables
///     PiiBenchmark speed
public final class PiiBenchmark {
  private static final long SEED = 20_261_122L;
  private static final int COUNT = 20_000;

  /// What Presidio calls what we name.
  private static final Map<String, String> PRESIDIO =
      Map.ofEntries(
          Map.entry("EMAIL_ADDRESS", "mail-address"),
          Map.entry("PHONE_NUMBER", "phone-number"),
          Map.entry("IBAN_CODE", "iban"),
          Map.entry("CREDIT_CARD", "payment-card"),
          Map.entry("IP_ADDRESS", "ip-address"),
          Map.entry("MAC_ADDRESS", "mac-address"),
          Map.entry("US_SSN", "us-ssn"),
          Map.entry("UK_NHS", "uk-nhs"),
          Map.entry("UK_NINO", "uk-nino"),
          Map.entry("ES_NIF", "es-nif"),
          Map.entry("ES_NIE", "es-nie"),
          Map.entry("IT_FISCAL_CODE", "it-codice-fiscale"),
          Map.entry("PL_PESEL", "pl-pesel"),
          Map.entry("SE_PERSONNUMMER", "se-personnummer"),
          Map.entry("TR_NATIONAL_ID", "tr-tc-kimlik"),
          Map.entry("DE_TAX_ID", "de-steuer-id"),
          Map.entry("DATE_TIME", "date-of-birth"),
          Map.entry("US_PASSPORT", "passport-number"),
          Map.entry("UK_PASSPORT", "passport-number"),
          Map.entry("IT_PASSPORT", "passport-number"),
          Map.entry("ES_PASSPORT", "passport-number"),
          Map.entry("DE_PASSPORT", "passport-number"));

  private PiiBenchmark() {}

  public static void main(String[] args) throws IOException {
    switch (args.length == 0 ? "" : args[0]) {
      case "export" ->
          export(Path.of(args[1]), args.length > 2 ? Integer.parseInt(args[2]) : COUNT);
      case "texts" ->
          texts(
              args.length > 1 && !args[1].startsWith("--")
                  ? Optional.of(Path.of(args[1]))
                  : Optional.empty(),
              args[args.length - 1].equals("--misses"));
      case "tables" -> PiiTables.main(args);
      case "speed" -> speed();
      default ->
          System.err.println(
              "export FILE [COUNT] | texts [PRESIDIO.jsonl] [--misses] | tables | speed");
    }
  }

  static List<Document> corpus(int count) {
    return new PiiCorpus(new SplittableRandom(SEED)).documents(count);
  }

  private static void export(Path file, int count) throws IOException {
    JsonMapper json = new JsonMapper();
    List<String> lines = new ArrayList<>();
    for (Document d : corpus(count)) {
      lines.add(
          json.writeValueAsString(
              Map.of("id", d.id(), "language", d.language(), "text", d.text())));
    }
    Files.write(file, lines);
  }

  private static void texts(Optional<Path> peer, boolean showMisses) throws IOException {
    Map<Integer, List<Label>> theirs = peer.isPresent() ? read(peer.orElseThrow()) : Map.of();
    List<Document> documents = corpus(peer.isPresent() ? theirs.size() : COUNT);
    PiiFinder finder = PiiFinder.of(PiiOptions.defaults());
    Scorer ours = new Scorer();
    Scorer presidio = new Scorer();
    Map<String, Scorer> languages = new HashMap<>();
    for (Document d : documents) {
      List<Label> found = ours(finder, d.text());
      ours.add(d, found);
      languages.computeIfAbsent(d.language(), _ -> new Scorer()).add(d, found);
      presidio.add(d, theirs.getOrDefault(d.id(), List.of()));
      if (showMisses) {
        show(d, found);
      }
    }
    print(ours, presidio, peer.isPresent());
    System.out.println();
    new TreeSet<>(languages.keySet())
        .forEach(l -> {
          Scorer s = Objects.requireNonNull(languages.get(l));
          System.out.printf(
              "%s  recall %s  precision %s%n",
              l, s.allRecall(s.types()), s.allPrecision(s.types()));
        });
  }

  private static List<Label> ours(PiiFinder finder, String text) {
    return finder.find(text).stream().map(m -> new Label(m.start(), m.end(), name(m))).toList();
  }

  /// National passports are passports here: the corpus does not say whose.
  private static String name(PiiMatch match) {
    return match.type().id().equals("de-passport") ? "passport-number" : match.type().id();
  }

  private static void show(Document d, List<Label> found) {
    if (!Set.copyOf(found).equals(Set.copyOf(d.labels()))) {
      System.out.println(d.language() + " | " + d.text());
      for (Label l : d.labels()) {
        System.out.println("    wanted " + l.type() + " " + d.text().substring(l.start(), l.end()));
      }
      for (Label l : found) {
        System.out.println("    found  " + l.type() + " " + d.text().substring(l.start(), l.end()));
      }
    }
  }

  private static void print(Scorer ours, Scorer presidio, boolean beside) {
    System.out.printf(
        Locale.ROOT,
        "%-22s %6s  %-24s %-24s%s%n",
        "kind",
        "n",
        "recall",
        "precision",
        beside ? " Presidio recall          precision" : "");
    Set<String> all = new TreeSet<>(ours.types());
    all.addAll(presidio.types());
    for (String type : all) {
      boolean known = beside && PRESIDIO.containsValue(type);
      System.out.printf(
          Locale.ROOT,
          "%-22s %6d  %-24s %-24s %s%n",
          type,
          ours.labels(type),
          ours.recall(type),
          ours.precision(type),
          known ? presidio.recall(type) + "  " + presidio.precision(type) : "");
    }
    Set<String> shared = new TreeSet<>(Set.copyOf(PRESIDIO.values()));
    shared.remove("date-of-birth"); // Presidio looks for any date
    System.out.printf(
        "%nall kinds                     %s   %s%n",
        ours.allRecall(ours.types()), ours.allPrecision(ours.types()));
    System.out.printf(
        "kinds of both, dates left out %s   %s", ours.allRecall(shared), ours.allPrecision(shared));
    System.out.println(
        beside
            ? "   Presidio " + presidio.allRecall(shared) + "  " + presidio.allPrecision(shared)
            : "");
  }

  private static Map<Integer, List<Label>> read(Path file) throws IOException {
    JsonMapper json = new JsonMapper();
    Map<Integer, List<Label>> all = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode one = json.readTree(line);
      List<Label> labels = new ArrayList<>();
      for (JsonNode m : one.path("matches")) {
        String type = PRESIDIO.getOrDefault(m.get(2).asString(), m.get(2).asString());
        labels.add(new Label(m.get(0).asInt(), m.get(1).asInt(), type));
      }
      all.put(one.path("id").asInt(), labels);
    }
    return all;
  }

  private static void speed() {
    StringBuilder text = new StringBuilder();
    corpus(COUNT).forEach(d -> text.append(d.text()).append('\n'));
    String[] lines = text.toString().split("\n", -1);
    long bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
    StringBuilder prose = new StringBuilder();
    while (prose.length() < 4_000_000) {
      prose.append(
          "The quick brown fox jumps over the lazy dog and walks on for 12 miles until it rests. ");
    }
    PiiFinder finder = PiiFinder.of(PiiOptions.defaults());
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    String whole = text.toString();
    for (int round = 0; round < 6; round++) {
      long start = threads.getCurrentThreadCpuTime();
      int found = 0;
      for (String line : lines) {
        found += finder.find(line).size();
      }
      long middle = threads.getCurrentThreadCpuTime();
      int inWhole = finder.find(whole).size();
      long third = threads.getCurrentThreadCpuTime();
      int inProse = finder.find(prose.toString()).size();
      long end = threads.getCurrentThreadCpuTime();
      System.out.printf(
          Locale.ROOT,
          "corpus line by line %.1f MB per CPU s (%d found), corpus as one text %.1f (%d), plain prose %.1f (%d)%n",
          bytes * 1e3 / (middle - start),
          found,
          bytes * 1e3 / (third - middle),
          inWhole,
          prose.length() * 1e3 / (end - third),
          inProse);
    }
  }
}
