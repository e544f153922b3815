package dev.gambeson.artifact.bom;

/// What a library is needed for; the order is from most to least exposed.
public enum Scope {
  /// Part of what runs.
  REQUIRED("required"),
  /// Part of what runs only when somebody chooses so: extras, optional and provided libraries.
  OPTIONAL("optional"),
  /// Only for building and testing.
  DEVELOPMENT("excluded");

  private final String cyclonedx;

  Scope(String cyclonedx) {
    this.cyclonedx = cyclonedx;
  }

  /// The word of CycloneDX.
  public String cyclonedx() {
    return cyclonedx;
  }

  /// The more exposed of the two.
  public Scope or(Scope other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
