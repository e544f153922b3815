package dev.gambeson.guard.input;

import java.util.List;

/// Where training rows lie jointly, and how far off the honest ones were: what tells a row unlike
/// any training row.
///
/// @param centre mean of the scaled features
/// @param precision inverse of their shrunk covariance, row-major
/// @param distances distances of held-out training rows, ascending: what a distance is judged by
public record Manifold(List<Double> centre, List<Double> precision, List<Double> distances) {
  public Manifold {
    centre = List.copyOf(centre);
    precision = List.copyOf(precision);
    distances = List.copyOf(distances);
  }
}
