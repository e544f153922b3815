package dev.gambeson.guard.detect;

import java.util.Arrays;

/// How strange one query is in the context of its client's own queries, one number per
/// [Detector.Kind#SCORED] detector, the smaller the stranger; NaN where it cannot be said.
/// Distances to own rows are taken in relation to the distance to the training data at that place,
/// so that a client who asks about one dense segment only does not look like one who repeats
/// himself.
final class Scores {
  private Scores() {}

  /// @param slack added to both distances of a ratio, so that two tiny ones say little
  static double[] of(
      Sighting s, History history, long epochSecond, double slack, Points.Scratch scratch) {
    double[] scores = new double[Detector.SCORED];
    Arrays.fill(scores, Double.NaN);
    scores[Detector.SMALL_MARGIN.index] = s.margin();
    scores[Detector.OFF_DATA.index] = -s.away();
    if (history.size() > 0) {
      History.Distances d = history.distances(s, epochSecond, scratch);
      double scale = s.away() + slack;
      double near = (d.first() + slack) / scale;
      double little = slack / Math.sqrt(s.point().length);
      double step = finite((d.step() + little) / (s.stride() + little));
      scores[Detector.NEAR_COPY.index] = step;
      scores[Detector.CLOSER.index] = history.relative(step) / Math.sqrt(scale);
      scores[Detector.VARIANTS.index] = finite((d.fourth() + slack) / scale);
      scores[Detector.BOUNDARY_WALK.index] = finite((d.opposite() + slack) / scale);
      scores[Detector.NEW_GROUND.index] = -finite(near);
      scores[Detector.LONE_TWIN.index] =
          finite((d.twin() + slack) / ((d.fourth() + slack) * Math.sqrt(scale)));
      scores[Detector.LOCAL_SEARCH.index] = d.search();
    }
    return scores;
  }

  private static double finite(double v) {
    return v < Double.POSITIVE_INFINITY ? v : Double.NaN;
  }
}
