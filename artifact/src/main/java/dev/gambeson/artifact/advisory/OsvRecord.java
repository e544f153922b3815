package dev.gambeson.artifact.advisory;

import dev.gambeson.artifact.bom.Ecosystem;
import java.time.Instant;
import java.util.List;

/// What the audit uses of an OSV record (OSV schema 1.7, https://ossf.github.io/osv-schema/).
///
/// @param id for example `GHSA-...`, `CVE-...`, `PYSEC-...`, `MAL-...`
/// @param modified when the record last changed
/// @param withdrawn whether its authors took it back
/// @param severities vectors, worst scheme last
/// @param stated a severity word of the database, upper case; empty when there is none
record OsvRecord(
    String id,
    Instant modified,
    boolean withdrawn,
    List<String> aliases,
    String summary,
    List<String> severities,
    String stated,
    List<Affected> affected) {
  OsvRecord {
    aliases = List.copyOf(aliases);
    severities = List.copyOf(severities);
    affected = List.copyOf(affected);
  }

  /// A package that it speaks about.
  record Affected(
      Ecosystem ecosystem,
      String name,
      List<Range> ranges,
      List<String> versions,
      List<String> severities) {
    Affected {
      ranges = List.copyOf(ranges);
      versions = List.copyOf(versions);
      severities = List.copyOf(severities);
    }
  }

  /// A range of versions.
  ///
  /// @param semver whether it is of type `SEMVER`, else `ECOSYSTEM`
  /// @param limits versions before which it holds; `*` for all
  record Range(boolean semver, List<Event> events, List<String> limits) {
    Range {
      events = List.copyOf(events);
      limits = List.copyOf(limits);
    }
  }

  /// A version at which something changes.
  record Event(Kind kind, String version) {}

  /// What changes.
  enum Kind {
    INTRODUCED,
    FIXED,
    LAST_AFFECTED
  }

  /// Whether it is malware.
  boolean isMalicious() {
    return id.startsWith("MAL-") || aliases.stream().anyMatch(a -> a.startsWith("MAL-"));
  }
}
