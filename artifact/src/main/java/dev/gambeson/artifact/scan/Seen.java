package dev.gambeson.artifact.scan;

import dev.gambeson.artifact.sandbox.Confinement;
import dev.gambeson.artifact.sandbox.Observation;
import dev.gambeson.artifact.sandbox.Observation.Event;
import dev.gambeson.artifact.sandbox.Observation.Kind;
import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.core.CheckInfo;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Words for what a file did in the sandbox: at most one flaw per rule. The file's own code has
/// written parts of the report, so its words are cut and cleaned before they are shown.
final class Seen {
  private static final int SHOWN = 3;
  private static final int LONGEST = 120;
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\u2028\\u2029]");

  /// Addresses of objects, which differ from run to run.
  private static final Pattern ADDRESS = Pattern.compile(" at 0x[0-9a-fA-F]+");

  private Seen() {}

  /// What is wrong with a file that was loaded; nothing for a quiet one.
  static List<Flaw> flaws(String place, Observation seen) {
    return switch (seen.state()) {
      case ACTED ->
          Stream.of(
                  acted(
                      Rules.CODE,
                      Set.of(Kind.CODE, Kind.SYSTEM, Kind.NATIVE),
                      "code seen running on loading",
                      place,
                      seen),
                  acted(
                      Rules.FILES,
                      Set.of(Kind.READ, Kind.WRITE),
                      "file access seen on loading",
                      place,
                      seen),
                  acted(
                      Rules.NETWORK,
                      Set.of(Kind.NETWORK),
                      "network access seen on loading",
                      place,
                      seen))
              .flatMap(List::stream)
              .toList();
      case QUIET -> List.of();
      case NOT_EXAMINED -> List.of(notExamined(place, seen.reason(), seen.confinement()));
    };
  }

  /// What is said of a file that could not be loaded or watched to the end.
  static Flaw notExamined(String place, String reason, Confinement confinement) {
    return new Flaw(
        Rules.NOT_EXAMINED,
        Rules.NOT_EXAMINED.severity(),
        Verdict.INCONCLUSIVE,
        place,
        0,
        "not loaded to the end",
        "The deep scan learned nothing from it: %s. In force: %s."
            .formatted(shown(reason), confinement.summary()));
  }

  private static List<Flaw> acted(
      CheckInfo rule, Set<Kind> kinds, String title, String place, Observation seen) {
    List<String> steps =
        seen.events().stream()
            .filter(e -> kinds.contains(e.kind()))
            .map(Seen::words)
            .distinct()
            .toList();
    if (steps.isEmpty()) {
      return List.of();
    }
    String more = steps.size() > SHOWN ? " and %d other steps".formatted(steps.size() - SHOWN) : "";
    String message =
        "Loaded for real in the sandbox, it tried: %s%s. In force: %s."
            .formatted(
                steps.stream().limit(SHOWN).collect(Collectors.joining("; ")),
                more,
                seen.confinement().summary());
    return List.of(new Flaw(rule, rule.severity(), Verdict.BLOCK, place, 0, title, message));
  }

  private static String words(Event event) {
    String sort =
        switch (event.kind()) {
          case READ -> "to read ";
          case WRITE -> "to write ";
          case CODE -> "to run code: ";
          case SYSTEM -> "to use the system: ";
          case NETWORK -> "to use the network: ";
          case NATIVE -> "to reach native code or memory: ";
          case GLOBAL, IMPORT -> "to import ";
        };
    return sort + shown(event.what());
  }

  private static String shown(String text) {
    String plain =
        UNFIT.matcher(ADDRESS.matcher(text).replaceAll(" at some address")).replaceAll("?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
  }
}
