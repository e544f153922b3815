package dev.gambeson.artifact.bom;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a library comes from. Names are normalised as the ecosystem's own tools do, so that two
/// spellings of one library are one.
public enum Ecosystem {
  MAVEN("Maven", "maven", "[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+"),
  PYPI("PyPI", "pypi", "[a-z0-9]([a-z0-9-]*[a-z0-9])?"),
  NPM("npm", "npm", "(@[A-Za-z0-9._~-]+/)?[A-Za-z0-9._~-]+"),
  /// Conda packages stand in bills; no OSV database covers them.
  CONDA("conda", "conda", "[a-z0-9_.-]+");

  private static final int MAX_NAME = 214;
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  private final String osvName;
  private final String purlType;
  private final Pattern names;

  Ecosystem(String osvName, String purlType, String names) {
    this.osvName = osvName;
    this.purlType = purlType;
    this.names = Pattern.compile(names);
  }

  /// The name in OSV records, before any `:suffix`.
  public String osvName() {
    return osvName;
  }

  /// The type in a package URL.
  public String purlType() {
    return purlType;
  }

  /// Whether advisories exist for it.
  public boolean hasAdvisories() {
    return this != CONDA;
  }

  /// The one spelling of a name: PEP 503 for PyPI, lower case for conda, unchanged elsewhere.
  public String normalise(String name) {
    return switch (this) {
      case PYPI -> SEPARATORS.matcher(name.strip()).replaceAll("-").toLowerCase(Locale.ROOT);
      case CONDA -> name.strip().toLowerCase(Locale.ROOT);
      case MAVEN, NPM -> name.strip();
    };
  }

  /// Whether a normalised name can be one of a library at all.
  public boolean isName(String name) {
    return name.length() <= MAX_NAME && names.matcher(name).matches();
  }

  /// The ecosystem of an OSV record, whatever its suffix (`Maven:https://...`).
  public static Optional<Ecosystem> ofOsv(String name) {
    int colon = name.indexOf(':');
    String base = colon < 0 ? name : name.substring(0, colon);
    for (Ecosystem e : values()) {
      if (e.hasAdvisories() && e.osvName.equals(base)) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }
}
