package dev.gambeson.cli.config;

import dev.gambeson.data.admit.AdmissionOrder;
import dev.gambeson.data.admit.BlendPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the configuration says about data that is to train something: for `check` and `admit`.
///
/// @param source column that says who supplied a row
/// @param time column that says when it came about
/// @param ids columns that name the row or the person
/// @param contract file with the contract
/// @param blend caps of single sources; the other pass marks of a blend are in the policy
/// @param mode whether rows may be held back
public record TrainingData(
    Optional<String> source,
    Optional<String> time,
    List<String> ids,
    Optional<Path> contract,
    BlendPolicy blend,
    AdmissionOrder.Mode mode) {
  /// Nothing said.
  public static final TrainingData NONE =
      new TrainingData(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          BlendPolicy.NONE,
          AdmissionOrder.Mode.HOLD);

  public TrainingData {
    ids = List.copyOf(ids);
  }
}
