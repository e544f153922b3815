package dev.gambeson.core;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/// What a check asks and how, in the words shown by `gambeson explain` and in reports. One instance
/// stands beside each check's code.
///
/// @param id stable id, `GB-<AREA>-nnn`
/// @param title short title
/// @param question the question the check answers, one sentence
/// @param why why the answer matters, one or two sentences
/// @param how how it is measured, with the source (paper, section)
/// @param limits what the check cannot see
/// @param fix what to do when it fails
/// @param severity severity of a failure unless the policy says otherwise
/// @param refs ids in [Taxonomy]
/// @param parameters the policy values it reads; the only place where its pass marks live
public record CheckInfo(
    String id,
    String title,
    String question,
    String why,
    String how,
    String limits,
    String fix,
    Severity severity,
    List<String> refs,
    List<Parameter> parameters) {
  public CheckInfo {
    requireNonNull(id, "id");
    if (!id.matches("GB-[A-Z]{2,5}-\\d{3}")) {
      throw new IllegalArgumentException("Check id '" + id + "' is not of the form GB-AREA-nnn");
    }
    refs = List.copyOf(refs);
    parameters = List.copyOf(parameters);
    refs.stream()
        .filter(r -> Taxonomy.find(r).isEmpty())
        .findFirst()
        .ifPresent(r -> {
          throw new IllegalArgumentException(id + " refers to unknown taxonomy id " + r);
        });
  }

  /// A number that the policy may set.
  ///
  /// @param name dashed name, as in `gambeson.yaml`
  /// @param byDefault value when the policy is silent
  /// @param min smallest value allowed
  /// @param max largest value allowed
  /// @param meaning one sentence, with the unit
  public record Parameter(String name, double byDefault, double min, double max, String meaning) {}

  /// The parameter of this name.
  public Optional<Parameter> parameter(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
  }
}
