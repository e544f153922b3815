package dev.gambeson.artifact.bom;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// The questions of `gambeson bom`. The words here are what `gambeson explain` shows.
public final class DependencyRules {
  private static final List<String> SUPPLY = List.of("ML06:2023", "AML.T0010.001");

  /// Published vulnerabilities.
  public static final CheckInfo VULNERABLE =
      rule(
          "GB-DEP-001",
          "Known vulnerability",
          "Does the project use a version with a published vulnerability?",
          "What is published is tried first: exploits for libraries are automated within days.",
          "Every library with its exact version is compared with the OSV records of --advisories, by the rules of the OSV"
              + " schema and each ecosystem's own order of versions. The severity is that of the CVSS base score (4.0, 3.x, 2.0).",
          "Whether the vulnerable code is reached is not examined. Libraries without an exact version, and what nobody"
              + " published, are not judged.",
          "Move to the first version without it, or accept it in the policy with an owner, a reason and a date.",
          Severity.HIGH,
          List.of());

  /// Packages that are malware.
  public static final CheckInfo MALICIOUS =
      rule(
          "GB-DEP-002",
          "Malicious package",
          "Is one of the libraries known to be malware?",
          "Such packages run on installation, with the rights of whoever installs.",
          "As GB-DEP-001, for OSV records with an id of the form MAL-.",
          "Malware that nobody reported is not seen.",
          "Remove it, treat every machine that installed it as compromised, and change the secrets on them.",
          Severity.CRITICAL,
          List.of());

  /// Versions that move.
  public static final CheckInfo UNPINNED =
      rule(
          "GB-DEP-003",
          "Version not pinned",
          "Does everybody who builds the project get the same versions?",
          "An open range takes whatever was published last, a compromised release included, and nothing can be audited.",
          "Each requirement without a lock file must name one exact version.",
          "What a pinned library itself asks for is only known where a lock file or the local repository lists it.",
          "Name exact versions, or add a lock file (pip-compile --generate-hashes, poetry lock, uv lock, npm install).",
          Severity.MEDIUM,
          List.of());

  /// No hashes.
  public static final CheckInfo UNHASHED =
      rule(
          "GB-DEP-004",
          "Hash missing",
          "Can a swapped library be noticed?",
          "A version number is a name, not a content: who controls the index or the way to it can replace the file.",
          "Each library with an exact version must have a SHA-256 or stronger in a lock file, or its file in the local repository.",
          "A hash that was recorded after the swap is as good as any other.",
          "Use a lock file with hashes (pip --require-hashes, npm's integrity).",
          Severity.LOW,
          List.of());

  /// Hashes that disagree.
  public static final CheckInfo MISMATCH =
      rule(
          "GB-DEP-005",
          "Hash mismatch",
          "Are the files that lie here those that were recorded?",
          "A file that differs from its recorded hash was damaged or swapped.",
          "Jars in the local Maven repository against their .sha1 files, wheels and packages in the folder against the lock file.",
          "Files that are not here are not compared; a .sha1 beside the jar can be swapped with it.",
          "Delete the file, fetch it again, and find out how it changed before you build.",
          Severity.CRITICAL,
          List.of());

  /// Names like others.
  public static final CheckInfo TYPOSQUAT =
      rule(
          "GB-DEP-006",
          "Name like a popular one",
          "Does a library's name look like a typing error of a popular one?",
          "Attackers publish malware under names that people mistype.",
          "Each name is compared with a bundled list of popular packages: one edit or swap, a look-alike character,"
              + " moved separators, another scope. Names on the list are never reported.",
          "A hint, not a proof: real packages have such names too. Names far from the list are not seen.",
          "Compare the name with the project's own page. If it is right, accept it in the policy.",
          Severity.MEDIUM,
          List.of());

  /// Private names on public indexes.
  public static final CheckInfo CONFUSION =
      rule(
          "GB-DEP-007",
          "Dependency confusion",
          "Can somebody outside answer when a private package is asked for?",
          "Where a private name is looked up on a public index too, whoever registers it there decides what is installed"
              + " (A. Birsan 2021). Plain http lets anybody on the way do so.",
          "Names under --internal against the addresses in requirements, pip.conf, pyproject.toml, .npmrc, pom.xml and"
              + " lock files, and against where the local repository says a file came from.",
          "Settings outside the folder (environment, home directory, proxy) are not seen.",
          "Give private packages one private index of their own (index-url alone, @scope:registry), and pin hashes.",
          Severity.HIGH,
          List.of());

  /// Incomplete bill.
  public static final CheckInfo INCOMPLETE =
      rule(
          "GB-DEP-008",
          "Bill incomplete",
          "Is everything known that the project is made of?",
          "What is not on the bill is not audited.",
          "Every manifest must be readable, every Maven artifact in the local repository, every requirement resolved to a version.",
          "Libraries copied into the sources (vendored) are not recognised. Build plugins are not listed.",
          "Run the build once so that the local repository is filled, add lock files, and mend what is named.",
          Severity.MEDIUM,
          List.of());

  /// Advisory data.
  public static final CheckInfo ADVISORIES =
      rule(
          "GB-DEP-009",
          "Advisory data too old",
          "Is the advisory database there, readable and recent?",
          "An old database passes what has been published since.",
          "The newest `modified` of the records for each ecosystem in use must not be older than the limit.",
          "A database that is recent but cut down cannot be told from a whole one.",
          "Fetch https://storage.googleapis.com/osv-vulnerabilities/<Ecosystem>/all.zip again, see docs/bom.md.",
          Severity.MEDIUM,
          List.of(
              new CheckInfo.Parameter(
                  "max-age-days", 30, 1, 3650, "oldest acceptable newest record, in days")));

  /// Model documentation.
  public static final CheckInfo DOCUMENTATION =
      rule(
          "GB-DEP-010",
          "Model documentation incomplete",
          "Would an auditor find what they ask of a model?",
          "A model without licence, origin, purpose and data cannot be approved, and not be judged when something goes wrong.",
          "Weighted share of the fields of CycloneDX's model card that the files and the card beside them fill.",
          "Whether what the card says is true is not examined.",
          "Write a README.md with front matter (licence, datasets, pipeline_tag, model-index) beside the model.",
          Severity.LOW,
          List.of(
              new CheckInfo.Parameter(
                  "min-score", 60, 0, 100, "smallest share of the fields filled, in percent")));

  private DependencyRules() {}

  /// In the order of reports.
  public static List<CheckInfo> all() {
    return List.of(
        VULNERABLE,
        MALICIOUS,
        UNPINNED,
        UNHASHED,
        MISMATCH,
        TYPOSQUAT,
        CONFUSION,
        INCOMPLETE,
        ADVISORIES,
        DOCUMENTATION);
  }

  private static CheckInfo rule(
      String id,
      String title,
      String question,
      String why,
      String how,
      String limits,
      String fix,
      Severity severity,
      List<CheckInfo.Parameter> parameters) {
    return new CheckInfo(id, title, question, why, how, limits, fix, severity, SUPPLY, parameters);
  }
}
