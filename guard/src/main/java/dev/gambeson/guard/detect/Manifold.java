package dev.gambeson.guard.detect;

import dev.gambeson.core.Shuffles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// A sample of the training data, to ask how far a row lies from it. Approximate: only the points
/// of the cells nearest to the row are looked at (an inverted file, Jégou et al. 2011, section 4);
/// the same row always gets the same answer, which is all that calibration needs.
final class Manifold {
  /// Most training rows kept.
  static final int MOST = 5_000;

  private static final int PROBES = 3;

  private final Coordinates space;
  private final float[] leaders; // coordinate by coordinate, whole numbers
  private final int[] starts; // per cell, and the end
  private final float[] points; // coordinate by coordinate, cells one after the other

  private Manifold(Coordinates space, float[] leaders, int[] starts, float[] points) {
    this.space = space;
    this.leaders = leaders;
    this.starts = starts;
    this.points = points;
  }

  static Manifold of(Coordinates space, short[][] sample, RandomGenerator random) {
    int cells = Math.clamp(Math.round(Math.sqrt(sample.length)), 1, 64);
    int[] chosen = Arrays.copyOf(Shuffles.shuffled(sample.length, random), cells);
    short[][] first = Arrays.stream(chosen).mapToObj(i -> sample[i]).toArray(short[][]::new);
    float[] leaders = columns(space, first);
    List<List<short[]>> members = new ArrayList<>();
    for (int c = 0; c < cells; c++) {
      members.add(new ArrayList<>());
    }
    Points.Scratch scratch = new Points.Scratch();
    for (short[] p : sample) {
      Points.distances(space, p, leaders, cells, 0, cells, scratch);
      members.get(Points.nearest(scratch.squared, cells)).add(p);
    }
    int[] starts = new int[cells + 1];
    List<short[]> ordered = new ArrayList<>();
    for (int c = 0; c < cells; c++) {
      ordered.addAll(members.get(c));
      starts[c + 1] = ordered.size();
    }
    return new Manifold(space, leaders, starts, columns(space, ordered.toArray(short[][]::new)));
  }

  private static float[] columns(Coordinates space, short[][] rows) {
    float[] out = new float[space.width() * rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < space.width(); c++) {
        out[c * rows.length + i] = rows[i][c];
      }
    }
    return out;
  }

  int size() {
    return starts[starts.length - 1];
  }

  /// The training row nearest to a point.
  ///
  /// @param index which one
  /// @param away its distance, in ranges
  /// @param stride smallest root mean square of the changed coordinates, of all rows looked at
  record Nearest(int index, double away, double stride) {}

  Nearest nearest(short[] x, Points.Scratch scratch) {
    int cells = starts.length - 1;
    Points.distances(space, x, leaders, cells, 0, cells, scratch);
    int[] probed = new int[Math.min(PROBES, cells)];
    for (int p = 0; p < probed.length; p++) {
      probed[p] = Points.nearest(scratch.squared, cells);
      scratch.squared[probed[p]] = Points.FAR;
    }
    int best = Points.FAR;
    int where = 0;
    int stride = Points.FAR;
    for (int cell : probed) {
      for (int from = starts[cell]; from < starts[cell + 1]; from += Points.BLOCK) {
        int n = Math.min(Points.BLOCK, starts[cell + 1] - from);
        Points.distances(space, x, points, size(), from, n, scratch);
        int nearest = Points.nearest(scratch.squared, n);
        if (scratch.squared[nearest] < best) {
          best = scratch.squared[nearest];
          where = from + nearest;
        }
        stride = Points.stride(x, points, size(), from, n, 0, nearest, stride, scratch);
      }
    }
    return new Nearest(where, Points.distance(best), Points.distance(stride));
  }

  void write(DataOutputStream out) throws IOException {
    Bytes.write(out, shorts(leaders));
    Bytes.write(out, starts);
    Bytes.write(out, shorts(points));
  }

  private static short[] shorts(float[] values) {
    short[] out = new short[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (short) values[i];
    }
    return out;
  }

  private static float[] floats(short[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  static Manifold read(DataInputStream in, Coordinates space) throws IOException {
    short[] leaders = Bytes.shorts(in, 64 * space.width());
    int[] starts = Bytes.ints(in, 65);
    short[] points = Bytes.shorts(in, MOST * space.width());
    Bytes.require(starts.length >= 2 && starts[0] == 0, "no cells");
    for (int c = 1; c < starts.length; c++) {
      Bytes.require(starts[c] >= starts[c - 1], "cells out of order");
    }
    Bytes.require(
        leaders.length == (starts.length - 1) * space.width()
            && points.length == starts[starts.length - 1] * space.width(),
        "points that do not fit their cells");
    return new Manifold(space, floats(leaders), starts, floats(points));
  }
}
