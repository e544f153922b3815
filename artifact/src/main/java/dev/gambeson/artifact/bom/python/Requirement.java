package dev.gambeson.artifact.bom.python;

import dev.gambeson.artifact.bom.Ecosystem;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One requirement as PEP 508 writes it.
///
/// @param name normalised
/// @param version exact version when `==` (without `*`) or `===` names one; else empty
/// @param constraint all of what is asked where that is no exact version; else empty
/// @param marker condition after `;`, not evaluated; else empty
/// @param url where a `@` sends to; else empty
record Requirement(String name, String version, String constraint, String marker, String url) {
  private static final int MAX_LENGTH = 8_192;
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:\\[[^\\]]*\\])?\\s*(@[^;]*|[^;]*?)?\\s*(?:;(.*))?");
  private static final Pattern EXACT = Pattern.compile("\\(?\\s*={2,3}\\s*([^\\s,*)]+)\\s*\\)?");

  /// Reads a requirement; empty when the text is none.
  static Optional<Requirement> parse(String text) {
    String clean = text.strip();
    if (clean.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher m = FORM.matcher(clean);
    if (!m.matches()) {
      return Optional.empty();
    }
    String rest = m.group(2) == null ? "" : m.group(2).strip();
    String name = Ecosystem.PYPI.normalise(m.group(1));
    String marker = m.group(3) == null ? "" : m.group(3).strip();
    if (rest.startsWith("@")) {
      return Optional.of(
          new Requirement(name, "", rest.substring(1).strip(), marker, rest.substring(1).strip()));
    }
    if (!rest.isEmpty() && "(<>=!~".indexOf(rest.charAt(0)) < 0) {
      return Optional.empty();
    }
    Matcher exact = EXACT.matcher(rest);
    return Optional.of(
        exact.matches()
            ? new Requirement(name, exact.group(1), "", marker, "")
            : new Requirement(name, "", rest.isEmpty() ? "any version" : rest, marker, ""));
  }
}
