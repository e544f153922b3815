package dev.gambeson.report.internal;

import java.util.Arrays;

/// The sections of a report, by the middle part of a check id. Declared in the order shown.
public enum Area {
  PERF(
      "performance",
      "Performance",
      "Is the model good at its job, and do its scores mean what they say?"),
  EVA(
      "evasion",
      "Evasion",
      "Can somebody change an input slightly and get the decision they want?"),
  PRIV(
      "membership", "Membership", "Do the model's answers reveal whose records it was trained on?"),
  EXT("extraction", "Extraction", "Can somebody copy the model by asking it questions?"),
  FAIR("fairness", "Fairness", "Are groups of people treated alike where they should be?"),
  DATA("data", "Data", "Is the data sound enough that the other answers mean something?"),
  POIS(
      "poison",
      "Poison and wrong labels",
      "Are there rows that look planted, mislabelled or out of place?"),
  PII(
      "personal-data",
      "Personal data and secrets",
      "Does the data hold what should not train anything?"),
  ART("model-file", "Model file", "Is it safe to open and run the model file?"),
  SIG("signatures", "Signatures", "Who vouches for it, and is it still what they signed?"),
  DEP("dependencies", "Dependencies", "Are the libraries known, pinned and free of known flaws?"),
  LED("ledger", "Ledger", "Is the log whole, in order and unchanged?"),
  EXP(
      "explanations",
      "Explanations",
      "What drives the decisions, and is it what one would expect?"),
  OTHER("other", "Other checks", "Checks that belong to no other section.");

  private final String slug;
  private final String title;
  private final String question;

  Area(String slug, String title, String question) {
    this.slug = slug;
    this.title = title;
    this.question = question;
  }

  /// The area a check belongs to.
  public static Area of(String checkId) {
    String[] parts = checkId.split("-", 3);
    return Arrays.stream(values())
        .filter(a -> parts.length == 3 && a.name().equals(parts[1]))
        .findFirst()
        .orElse(OTHER);
  }

  /// Name in addresses: lower case, dashes.
  public String slug() {
    return slug;
  }

  /// Heading.
  public String title() {
    return title;
  }

  /// The question of the section, in plain words.
  public String question() {
    return question;
  }
}
