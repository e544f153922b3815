package dev.gambeson.artifact.bom;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.util.LicenseResolver;

/// Licence names and texts to SPDX ids.
public final class Licences {
  private static final int MAX_NAME = 200;

  /// A text whose words are those of a licence. Order matters: exact before general.
  private record Wording(String id, Pattern words) {}

  private static final List<Wording> WORDINGS =
      List.of(
          wording("Apache-2.0", "apache license\\s+version 2\\.0"),
          wording("AGPL-3.0-only", "gnu affero general public license\\s+version 3"),
          wording("LGPL-3.0-only", "gnu lesser general public license\\s+version 3"),
          wording("LGPL-2.1-only", "gnu lesser general public license\\s+version 2\\.1"),
          wording("GPL-3.0-only", "gnu general public license\\s+version 3"),
          wording("GPL-2.0-only", "gnu general public license\\s+version 2"),
          wording("MPL-2.0", "mozilla public license,? version 2\\.0"),
          wording("EPL-2.0", "eclipse public license - v 2\\.0"),
          wording("CC0-1.0", "cc0 1\\.0 universal"),
          wording("CC-BY-NC-4.0", "attribution-noncommercial 4\\.0 international"),
          wording("CC-BY-SA-4.0", "attribution-sharealike 4\\.0 international"),
          wording("CC-BY-4.0", "attribution 4\\.0 international"),
          wording(
              "BSD-3-Clause",
              "redistribution and use in source and binary forms.*neither the name"),
          wording("BSD-2-Clause", "redistribution and use in source and binary forms"),
          wording("ISC", "permission to use, copy, modify, and/or distribute this software"),
          wording("Unlicense", "free and unencumbered software released into the public domain"),
          wording("MIT", "permission is hereby granted, free of charge, to any person"));

  private Licences() {}

  private static Wording wording(String id, String words) {
    return new Wording(id, Pattern.compile(words, Pattern.DOTALL));
  }

  /// The SPDX id of a licence's name, or the name itself (cut to 200 characters) when there is
  /// none.
  public static String spdx(String name) {
    String clean = name.strip().replaceAll("\\s+", " ");
    String cut = clean.length() > MAX_NAME ? clean.substring(0, MAX_NAME) : clean;
    return id(cut)
        .or(() -> id(cut.toUpperCase(Locale.ROOT)))
        .or(() -> huggingFace(cut))
        .orElse(cut);
  }

  private static Optional<String> id(String name) {
    LicenseChoice choice = LicenseResolver.resolve(name, false);
    List<License> found = choice == null ? null : choice.getLicenses();
    return found == null || found.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(found.getFirst().getId());
  }

  /// Whether this is an SPDX id.
  public static boolean isId(String licence) {
    return id(licence).map(licence::equals).orElse(false);
  }

  /// The lower-case ids that model cards use.
  private static Optional<String> huggingFace(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "apache-2.0" -> Optional.of("Apache-2.0");
      case "mit" -> Optional.of("MIT");
      case "cc-by-4.0" -> Optional.of("CC-BY-4.0");
      case "cc-by-sa-4.0" -> Optional.of("CC-BY-SA-4.0");
      case "cc-by-nc-4.0" -> Optional.of("CC-BY-NC-4.0");
      case "cc-by-nc-sa-4.0" -> Optional.of("CC-BY-NC-SA-4.0");
      case "cc0-1.0" -> Optional.of("CC0-1.0");
      case "bsd-3-clause" -> Optional.of("BSD-3-Clause");
      case "bsd-2-clause" -> Optional.of("BSD-2-Clause");
      case "gpl-3.0" -> Optional.of("GPL-3.0-only");
      case "gpl-2.0" -> Optional.of("GPL-2.0-only");
      case "lgpl-3.0" -> Optional.of("LGPL-3.0-only");
      case "agpl-3.0" -> Optional.of("AGPL-3.0-only");
      case "mpl-2.0" -> Optional.of("MPL-2.0");
      case "bigscience-bloom-rail-1.0" -> Optional.of("LicenseRef-bigscience-bloom-rail-1.0");
      default -> Optional.empty();
    };
  }

  /// The SPDX id of a licence's text; empty when no wording of a known one stands in it.
  public static Optional<String> ofText(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[\\s*#>]+", " ");
    return WORDINGS.stream()
        .filter(w -> w.words().matcher(plain).find())
        .findFirst()
        .map(Wording::id);
  }
}
