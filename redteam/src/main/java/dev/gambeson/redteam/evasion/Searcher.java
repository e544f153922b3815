package dev.gambeson.redteam.evasion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One row under random search: the best variant so far and how to propose the next.
final class Searcher {
  private final int position;
  private final double[] x0;
  private final MoveSpace space;
  private final ThreatModel threat;
  private final Optional<ImageShape> image;
  private final RandomGenerator random;
  private final int[] movable;
  private final boolean categories;

  private double[] best;
  private double bestMargin = Double.POSITIVE_INFINITY;
  private double firstMargin = Double.NaN;
  private boolean moved;
  private boolean fooled;
  private int idle;

  Searcher(Chunk chunk, int position, Optional<ImageShape> image, RandomGenerator random) {
    this.position = position;
    this.x0 = chunk.originals()[position];
    this.space = chunk.space();
    this.threat = chunk.threat();
    this.image = image;
    this.random = random;
    this.best = x0;
    this.movable = movable();
    this.categories = threat.maxCategorical() > 0 && space.categorical.length > 0;
  }

  /// Numeric features that the budget lets move at all: a whole number may be out of reach.
  private int[] movable() {
    int[] found = new int[space.numeric.length];
    int n = 0;
    for (int j = 0; j < found.length; j++) {
      double x = x0[space.numeric[j]];
      double reach = Math.min(threat.epsilon(), 1e12);
      if (space.value(j, x, reach) > x || space.value(j, x, -reach) < x) {
        found[n++] = j;
      }
    }
    return Arrays.copyOf(found, n);
  }

  int position() {
    return position;
  }

  int idle() {
    return idle;
  }

  boolean fooled() {
    return fooled;
  }

  /// How many features can move.
  int freedom() {
    return movable.length + (categories ? space.categorical.length : 0);
  }

  /// What is asked before the search: the original first, so that a flat response shows.
  List<double[]> openings(int categoricalLimit) {
    List<double[]> rows = new ArrayList<>();
    rows.add(x0);
    if (categories) {
      rows.addAll(CategoricalMoves.singles(space, x0, x0, random, categoricalLimit));
    }
    rows.add(place(x0, image.isPresent() ? stripes(image.get()) : corner()));
    return rows;
  }

  void answer(double[] row, double margin, boolean reached) {
    if (Double.isNaN(firstMargin)) {
      firstMargin = margin;
    }
    moved |= margin != firstMargin;
    if (fooled) {
      return;
    }
    idle++;
    // Equal margins are taken too: on a plateau the search must be able to drift.
    if (reached || margin <= bestMargin) {
      idle = reached || margin < bestMargin ? 0 : idle;
      bestMargin = margin;
      best = row;
      fooled = reached;
    }
  }

  Found found(Chunk chunk) {
    if (fooled) {
      return Found.at(best);
    }
    boolean unasked = chunk.meter().used(position) < 2 && freedom() > 0;
    return new Found(
        Optional.empty(), unasked ? RowOutcome.BUDGET : RowOutcome.HELD, freedom() > 0 && !moved);
  }

  double[] proposal(double share) {
    double[] template = best;
    if (categories && (movable.length == 0 || random.nextInt(5) == 0)) {
      template = otherCategories();
      if (movable.length == 0 || random.nextBoolean()) {
        return place(template, space.change(x0, best));
      }
    }
    double[] u = space.change(x0, best);
    if (image.isPresent()) {
      square(image.get(), u, share);
    } else {
      block(u, share);
    }
    return place(template, u);
  }

  private double[] place(double[] template, double[] u) {
    if (threat.norm() != Norm.LINF) {
      double factor = threat.epsilon() / threat.norm().of(u);
      for (int j = 0; j < u.length && Double.isFinite(factor); j++) {
        u[j] *= factor;
      }
    }
    double[] row = new double[x0.length];
    space.project(threat.norm(), threat.epsilon(), x0, template, u, row);
    return row;
  }

  private double[] corner() {
    double[] u = new double[space.numeric.length];
    for (int j : movable) {
      u[j] = side();
    }
    return u;
  }

  private double side() {
    return random.nextBoolean() ? threat.epsilon() : -threat.epsilon();
  }

  /// Vertical stripes one pixel wide, a sign per channel and column (paper, section 3.3).
  private double[] stripes(ImageShape shape) {
    double[] u = new double[shape.size()];
    for (int c = 0; c < shape.channels(); c++) {
      for (int x = 0; x < shape.width(); x++) {
        double side = side();
        for (int y = 0; y < shape.height(); y++) {
          u[(c * shape.height() + y) * shape.width() + x] = side;
        }
      }
    }
    return u;
  }

  private void square(ImageShape shape, double[] u, double share) {
    int smaller = Math.min(shape.height(), shape.width());
    int side = (int) Math.round(Math.sqrt(share * shape.height() * shape.width()));
    side = Math.clamp(side, 1, Math.max(1, smaller - 1));
    int top = random.nextInt(shape.height() - side + 1);
    int left = random.nextInt(shape.width() - side + 1);
    for (int c = 0; c < shape.channels(); c++) {
      double value = side();
      for (int y = top; y < top + side; y++) {
        for (int x = left; x < left + side; x++) {
          u[(c * shape.height() + y) * shape.width() + x] = value;
        }
      }
    }
  }

  /// New values for a random block of coordinates: mostly corners of the budget, where a locally
  /// linear model is weakest, sometimes a point inside.
  private void block(double[] u, double share) {
    int size = Math.max(1, (int) Math.round(share * movable.length));
    for (int i = 0; i < size; i++) {
      int j = movable[random.nextInt(movable.length)];
      u[j] = random.nextInt(5) > 0 ? side() : threat.epsilon() * (2 * random.nextDouble() - 1);
    }
  }

  private double[] otherCategories() {
    double[] template = best.clone();
    if (space.categoricalChanges(x0, best) >= threat.maxCategorical()) {
      int[] changed = Arrays.stream(space.categorical).filter(f -> best[f] != x0[f]).toArray();
      int back = changed[random.nextInt(changed.length)];
      template[back] = x0[back];
    }
    CategoricalMoves.change(space, template, random);
    if (space.categoricalChanges(x0, template) > threat.maxCategorical()) {
      return best;
    }
    return template;
  }
}
