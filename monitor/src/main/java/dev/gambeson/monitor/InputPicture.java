package dev.gambeson.monitor;

import static java.util.Objects.requireNonNull;

import dev.gambeson.monitor.drift.FeatureDrift;
import java.time.Instant;
import java.util.List;

/// How inputs lie beside the reference, to be looked at. Shares of groups alone, no row.
///
/// @param from where the newest windows with enough rows begin
/// @param to when the picture was taken
/// @param rows that they hold
/// @param enough whether that is as many as GB-MON-001 wants before it says anything
/// @param least smallest population stability index that counts, whatever chance says
/// @param features the largest index first; empty without rows
public record InputPicture(
    Instant from,
    Instant to,
    long rows,
    boolean enough,
    double least,
    List<FeatureDrift> features) {
  public InputPicture {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    features = List.copyOf(features);
  }
}
