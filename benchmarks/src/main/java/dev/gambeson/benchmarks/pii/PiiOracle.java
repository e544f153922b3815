package dev.gambeson.benchmarks.pii;

import dev.gambeson.data.pii.PiiFinder;
import dev.gambeson.data.pii.PiiOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The cases of Presidio's recogniser tests, read from a checkout outside this repository, put to
/// our recognisers: do the same characters come out as the same kind, sure or unsure?
///
/// Usage: `PiiOracle CASES.jsonl [--show]`; `benchmarks/pii/presidio_cases.py` writes the cases.
public final class PiiOracle {
  private static final Map<String, String> SHARED =
      Arrays.stream(
"""
us_ssn us-ssn
us_itin us-itin
us_npi us-npi
us_mbi us-mbi
us_bank us-bank-account
aba_routing us-aba-routing
us_passport passport-number
us_driver_license driver-licence
uk_nhs uk-nhs
uk_nino uk-nino
uk_passport passport-number
uk_postcode postcode
uk_driving_licence uk-driving-licence
de_tax_id de-steuer-id
de_social_security de-rvnr
de_health_insurance de-kvnr
de_passport de-passport
de_id_card de-id-card
de_fuehrerschein driver-licence
es_nif es-nif
es_nie es-nie
es_passport passport-number
it_fiscal_code it-codice-fiscale
it_identity_card it-id-card
it_driver_license it-driver-licence
it_passport passport-number
fi_personal_identity_code fi-hetu
se_personnummer se-personnummer
pl_pesel pl-pesel
tr_national_id tr-tc-kimlik
in_aadhaar in-aadhaar
in_pan in-pan
in_voter in-voter
in_passport passport-number
au_tfn au-tfn
au_abn au-abn
au_medicare au-medicare
ca_sin ca-sin
kr_rrn kr-rrn
kr_frn kr-frn
kr_passport passport-number
kr_driver_license driver-licence
sg_fin sg-nric
th_tnin th-tnin
za_id_number za-id
ng_nin ng-nin
credit_card payment-card
iban iban
email mail-address
ip ip-address
mac mac-address
phone phone-number
ph_mobile_number phone-number
tr_phone_number phone-number
"""
                  .split("\n", -1))
          .filter(l -> !l.isEmpty())
          .map(l -> l.split(" ", -1))
          .collect(Collectors.toMap(p -> p[0], p -> p[1], (a, _) -> a, TreeMap::new));

  /// Kinds that hold the forms of many countries: what one country's test refuses, another issues.
  private static final Set<String> MANY_COUNTRIES =
      Set.of(
          "passport-number",
          "driver-licence",
          "phone-number",
          "postcode",
          "de-id-card",
          "de-passport");

  private PiiOracle() {}

  /// Prints agreement per recogniser.
  public static void main(String[] args) throws IOException {
    PiiFinder finder = PiiFinder.of(PiiOptions.defaults());
    JsonMapper json = new JsonMapper();
    Map<String, int[]> agreement = new TreeMap<>();
    List<String> misses = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      JsonNode one = json.readTree(line);
      String name = one.path("recogniser").asString("");
      String text = one.path(name.equals("iban") ? "iban" : "text").asString("");
      JsonNode spans =
          one.path(one.has("expected_positions") ? "expected_positions" : "expected_res");
      if (text.isEmpty()
          || !SHARED.containsKey(name)
          || !one.path("expected_len").isNumber()
          || !seen.add(name + text)) {
        continue;
      }
      int wanted = one.path("expected_len").asInt();
      if (wanted == 0 && MANY_COUNTRIES.contains(SHARED.get(name))) {
        continue;
      }
      Set<String> expected = spans(spans);
      Set<String> ours =
          finder.candidates(text).stream()
              .filter(m -> m.type().id().equals(SHARED.get(name)))
              .map(m -> m.start() + "-" + m.end())
              .collect(Collectors.toCollection(TreeSet::new));
      boolean agrees = expected.size() == wanted ? ours.equals(expected) : ours.size() == wanted;
      int[] count = agreement.computeIfAbsent(name, _ -> new int[2]);
      count[0] += agrees ? 1 : 0;
      count[1]++;
      if (!agrees) {
        misses.add(
            name + ": '" + text + "' expected " + expected + " (" + wanted + "), found " + ours);
      }
    }
    agreement.forEach((name, n) ->
        System.out.printf("%-28s %3d of %3d  %5.1f %%%n", name, n[0], n[1], 100.0 * n[0] / n[1]));
    int agreed = agreement.values().stream().mapToInt(n -> n[0]).sum();
    int all = agreement.values().stream().mapToInt(n -> n[1]).sum();
    long good = agreement.values().stream().filter(n -> n[0] >= 0.95 * n[1]).count();
    System.out.printf(
        "%nall %d of %d (%.1f %%); %d of %d recognisers at 95 %% or more%n",
        agreed, all, 100.0 * agreed / all, good, agreement.size());
    if (args.length > 1) {
      misses.forEach(System.out::println);
    }
  }

  private static Set<String> spans(JsonNode positions) {
    return IntStream.range(0, positions.size())
        .mapToObj(i -> positions.get(i))
        .filter(p -> p.size() == 2)
        .map(p -> p.get(0).asInt() + "-" + p.get(1).asInt())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
