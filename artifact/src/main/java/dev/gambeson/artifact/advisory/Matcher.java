package dev.gambeson.artifact.advisory;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.KnownVulnerability;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds which records touch which libraries. Records of one vulnerability (aliases of each other)
/// are one entry.
final class Matcher {
  private final AdvisoryDatabase database;
  private final Map<String, Merged> byId = new TreeMap<>();
  private final List<String> unknown = new ArrayList<>();

  /// Records of one vulnerability, and what they touch by package URL.
  private static final class Merged {
    private final List<OsvRecord> records = new ArrayList<>();
    private final List<String> vectors = new ArrayList<>();
    private final Map<String, KnownVulnerability.Touched> touched = new TreeMap<>();
  }

  private record Hit(OsvRecord record, OsvRecord.Affected affected) {}

  Matcher(AdvisoryDatabase database) {
    this.database = database;
  }

  /// Everything that touches the bill, worst first.
  List<KnownVulnerability> match(Bill bill) {
    bill.libraries().forEach(this::library);
    return byId.values().stream()
        .distinct()
        .map(Matcher::entry)
        .sorted(
            Comparator.comparing(KnownVulnerability::severity)
                .thenComparing(v -> -v.score().orElse(0.0))
                .thenComparing(KnownVulnerability::id))
        .toList();
  }

  /// Libraries whose version could not be put in order with an advisory.
  List<String> unknown() {
    return List.copyOf(unknown);
  }

  private void library(Library library) {
    Map<String, Hit> hits = new LinkedHashMap<>();
    for (OsvRecord record : database.about(library.ecosystem(), library.name())) {
      for (OsvRecord.Affected affected : record.affected()) {
        boolean same =
            affected.ecosystem() == library.ecosystem() && affected.name().equals(library.name());
        if (same && touches(library, record, affected)) {
          hits.putIfAbsent(record.id(), new Hit(record, affected));
        }
      }
    }
    hits.values().forEach(h -> add(library, h));
  }

  private boolean touches(Library library, OsvRecord record, OsvRecord.Affected affected) {
    if (library.version().isEmpty()) {
      return record.isMalicious() && Matching.always(affected);
    }
    return switch (Matching.judge(library.version(), affected)) {
      case AFFECTED -> true;
      case UNAFFECTED -> false;
      case UNKNOWN -> {
        unknown.add(library.title() + " (" + record.id() + ")");
        yield false;
      }
    };
  }

  private void add(Library library, Hit hit) {
    Set<String> ids = new HashSet<>(hit.record().aliases());
    ids.add(hit.record().id());
    Merged merged =
        ids.stream().filter(byId::containsKey).sorted().findFirst().map(byId::get).orElse(null);
    if (merged == null) {
      merged = new Merged();
    }
    for (String id : ids) {
      Merged old = byId.put(id, merged);
      if (old != null && old != merged) { // two groups turn out to be one
        merged.records.addAll(old.records);
        merged.vectors.addAll(old.vectors);
        old.touched.forEach(merged.touched::putIfAbsent);
        Merged now = merged;
        byId.replaceAll((_, m) -> m == old ? now : m);
      }
    }
    merged.records.add(hit.record());
    merged.vectors.addAll(hit.record().severities());
    merged.vectors.addAll(hit.affected().severities());
    Optional<String> fix =
        library.version().isEmpty()
            ? Optional.empty()
            : Matching.fix(library.version(), hit.affected());
    merged.touched.merge(
        library.purl(),
        new KnownVulnerability.Touched(library, fix),
        (a, b) -> a.fix().isPresent() ? a : b);
  }

  private static KnownVulnerability entry(Merged merged) {
    OsvRecord main =
        merged.records.stream()
            .min(
                Comparator.comparingInt((OsvRecord r) -> rank(r.id())).thenComparing(OsvRecord::id))
            .orElseThrow();
    Set<String> others = new TreeSet<>();
    merged.records.forEach(r -> {
      others.add(r.id());
      others.addAll(r.aliases());
    });
    others.remove(main.id());
    boolean malicious = merged.records.stream().anyMatch(OsvRecord::isMalicious);
    Optional<Scores.Score> score = Scores.best(merged.vectors);
    return new KnownVulnerability(
        main.id(),
        List.copyOf(others),
        main.summary(),
        malicious ? Severity.CRITICAL : severity(score, merged.records),
        score.map(Scores.Score::value),
        score.map(Scores.Score::vector).orElse(""),
        malicious,
        List.copyOf(merged.touched.values()));
  }

  private static Severity severity(Optional<Scores.Score> score, List<OsvRecord> records) {
    return score
        .map(Scores.Score::severity)
        .orElseGet(() ->
            records.stream()
                .map(OsvRecord::stated)
                .filter(s -> !s.isEmpty())
                .sorted()
                .findFirst()
                .map(Scores::stated)
                .orElse(Severity.HIGH));
  }

  private static int rank(String id) {
    return id.startsWith("MAL-") ? 0 : id.startsWith("GHSA-") ? 1 : id.startsWith("CVE-") ? 2 : 3;
  }
}
