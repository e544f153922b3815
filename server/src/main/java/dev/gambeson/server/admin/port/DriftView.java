package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Estimate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whether models in service are still themselves.
@FunctionalInterface
public interface DriftView {
  /// Every model version that is watched.
  List<Watched> watched();

  /// A watched version.
  ///
  /// @param model its name
  /// @param version its version
  /// @param since when its reference was taken
  /// @param rows seen since
  /// @param measures the questions asked of the whole: score drift, calibration, estimated quality
  /// @param from where the window of the inputs begins; it ends now
  /// @param features input drift, strongest first
  record Watched(
      String model,
      String version,
      Instant since,
      long rows,
      List<Measure> measures,
      Instant from,
      List<Feature> features) {
    public Watched {
      requireNonNull(model, "model");
      measures = List.copyOf(measures);
      features = List.copyOf(features);
    }
  }

  /// A question asked of the whole.
  ///
  /// @param check its id
  /// @param title its name
  /// @param state how it stands
  /// @param message one sentence
  /// @param estimate latest, if enough was seen
  /// @param limit the pass mark; NaN for none
  /// @param series over time, oldest first
  record Measure(
      String check,
      String title,
      State state,
      String message,
      Optional<Estimate> estimate,
      double limit,
      List<Moment> series) {
    public Measure {
      series = List.copyOf(series);
    }
  }

  /// Drift of an input.
  ///
  /// @param name of the feature
  /// @param state how it stands
  /// @param psi population stability index of the latest window
  /// @param limit the pass mark at this sample size
  /// @param n rows in the window
  /// @param bins the parts of its values, in their order
  record Feature(String name, State state, double psi, double limit, long n, List<Bin> bins) {
    public Feature {
      requireNonNull(name, "name");
      bins = List.copyOf(bins);
    }
  }

  /// A part of an input's values.
  ///
  /// @param name the range, the level, or what else it holds
  /// @param expected share in the reference
  /// @param seen share in the window
  record Bin(String name, double expected, double seen) {}

  /// How a question stands.
  enum State {
    STABLE,
    /// Over the mark in one window; an alarm needs two.
    SUSPECT,
    DRIFTED,
    /// Too little was seen.
    INCONCLUSIVE
  }
}
