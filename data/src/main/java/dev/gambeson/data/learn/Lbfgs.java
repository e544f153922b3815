package dev.gambeson.data.learn;

/// Minimises a smooth convex function: limited-memory BFGS (Nocedal 1980; Nocedal and Wright 2006,
/// algorithm 7.4) with a line search for the strong Wolfe conditions (algorithms 3.5 and 3.6).
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final double SUFFICIENT = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int LINE_STEPS = 25;

  private Lbfgs() {}

  /// A function and its gradient.
  @FunctionalInterface
  interface Objective {
    /// Fills `gradient` and returns the value at `x`.
    double at(double[] x, double[] gradient);
  }

  /// Where the search stood; a trial point of the line search.
  @SuppressWarnings("ArrayRecordComponent") // internal
  private record Trial(double step, double value, double slope, double[] x, double[] gradient) {}

  /// Moves `x` to a point where no entry of the gradient exceeds `tolerance`, or as far as
  /// `iterations` and rounding let it.
  ///
  /// @return the iterations done
  static int minimise(Objective f, double[] x, double tolerance, int iterations) {
    double[] gradient = new double[x.length];
    double value = f.at(x, gradient);
    History history = new History(x.length);
    for (int iteration = 0; iteration < iterations; iteration++) {
      double largest = largest(gradient);
      if (largest <= tolerance) {
        return iteration;
      }
      double[] direction = history.direction(gradient);
      double first = history.size == 0 ? Math.min(1, 1 / largest) : 1;
      Trial trial = search(f, x, value, gradient, direction, first);
      if (trial.value() >= value) { // no progress is left in double precision
        return iteration;
      }
      history.add(x, gradient, trial);
      value = trial.value();
      System.arraycopy(trial.x(), 0, x, 0, x.length);
      gradient = trial.gradient();
    }
    return iterations;
  }

  private static double largest(double[] gradient) {
    double largest = 0;
    for (double g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    return largest;
  }

  private static Trial search(
      Objective f, double[] x, double value, double[] gradient, double[] d, double first) {
    double slope = dot(gradient, d);
    Trial start = new Trial(0, value, slope, x, gradient);
    Trial low = start;
    double step = first;
    for (int i = 0; i < LINE_STEPS; i++) {
      Trial trial = evaluate(f, x, d, step);
      boolean high = trial.value() > value + SUFFICIENT * step * slope;
      if (high || (i > 0 && trial.value() >= low.value())) {
        return zoom(f, start, d, low, trial);
      }
      if (Math.abs(trial.slope()) <= -CURVATURE * slope) {
        return trial;
      }
      if (trial.slope() >= 0) {
        return zoom(f, start, d, trial, low);
      }
      low = trial;
      step *= 2;
    }
    return low;
  }

  /// Narrows an interval that holds a good step, by quadratic interpolation kept inside it.
  private static Trial zoom(Objective f, Trial start, double[] d, Trial low, Trial high) {
    Trial a = low;
    Trial b = high;
    for (int i = 0; i < LINE_STEPS; i++) {
      double width = b.step() - a.step();
      double rise = b.value() - a.value() - a.slope() * width;
      double ratio = rise > 0 ? -a.slope() * width / (2 * rise) : 0.5;
      Trial t = evaluate(f, start.x(), d, a.step() + width * Math.clamp(ratio, 0.1, 0.9));
      if (t.value() > start.value() + SUFFICIENT * t.step() * start.slope()
          || t.value() >= a.value()) {
        b = t;
      } else {
        if (Math.abs(t.slope()) <= -CURVATURE * start.slope()) {
          return t;
        }
        if (t.slope() * width >= 0) {
          b = a;
        }
        a = t;
      }
    }
    return a;
  }

  private static Trial evaluate(Objective f, double[] x, double[] d, double step) {
    double[] moved = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      moved[i] = x[i] + step * d[i];
    }
    double[] gradient = new double[x.length];
    double value = f.at(moved, gradient);
    return new Trial(step, value, dot(gradient, d), moved, gradient);
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /// The last steps and changes of the gradient: what is known of the curvature.
  private static final class History {
    private final double[][] steps = new double[MEMORY][];
    private final double[][] changes = new double[MEMORY][];
    private final double[] products = new double[MEMORY];
    private final int width;
    private int size;
    private int next;

    History(int width) {
      this.width = width;
    }

    void add(double[] x, double[] gradient, Trial trial) {
      double[] s = new double[width];
      double[] y = new double[width];
      for (int i = 0; i < width; i++) {
        s[i] = trial.x()[i] - x[i];
        y[i] = trial.gradient()[i] - gradient[i];
      }
      double product = dot(s, y);
      if (product > 1e-300) {
        steps[next] = s;
        changes[next] = y;
        products[next] = product;
        next = (next + 1) % MEMORY;
        size = Math.min(MEMORY, size + 1);
      }
    }

    /// Minus the approximate inverse Hessian times the gradient (two-loop recursion).
    double[] direction(double[] gradient) {
      double[] q = gradient.clone();
      double[] alpha = new double[MEMORY];
      for (int i = 1; i <= size; i++) {
        int at = Math.floorMod(next - i, MEMORY);
        alpha[at] = dot(steps[at], q) / products[at];
        axpy(-alpha[at], changes[at], q);
      }
      if (size > 0) {
        int last = Math.floorMod(next - 1, MEMORY);
        scale(products[last] / dot(changes[last], changes[last]), q);
      }
      for (int i = size; i >= 1; i--) {
        int at = Math.floorMod(next - i, MEMORY);
        axpy(alpha[at] - dot(changes[at], q) / products[at], steps[at], q);
      }
      scale(-1, q);
      return q;
    }

    private static void axpy(double a, double[] x, double[] y) {
      for (int i = 0; i < x.length; i++) {
        y[i] += a * x[i];
      }
    }

    private static void scale(double a, double[] x) {
      for (int i = 0; i < x.length; i++) {
        x[i] *= a;
      }
    }
  }
}
