package dev.gambeson.redteam.evasion;

import java.util.List;

/// Bisection from the original to an adversarial row, for many rows in lock step. In `LINF` the
/// change is clipped, otherwise it is scaled; both keep whole numbers and ranges valid at each
/// step.
final class BoundarySearch {
  private final Chunk chunk;

  BoundarySearch(Chunk chunk) {
    this.chunk = chunk;
  }

  /// Moves each walker from `from[i]` (adversarial) towards its original until the bracket is a
  /// share `tolerance` of its distance.
  void run(List<Walker> walkers, double tolerance) {
    Bracket[] brackets =
        walkers.stream()
            .map(w -> new Bracket(w, chunk.space(), chunk.threat().norm()))
            .toArray(Bracket[]::new);
    Questions questions = new Questions(chunk.space().width());
    while (true) {
      questions.clear();
      for (int i = 0; i < brackets.length; i++) {
        if (brackets[i].open(tolerance)
            && chunk.meter().remaining(brackets[i].walker.position) > 0) {
          questions.add(brackets[i].walker.position, brackets[i].middle());
        } else {
          brackets[i].close();
        }
      }
      if (questions.size() == 0) {
        break;
      }
      int[] labels = chunk.meter().labels(questions);
      int q = 0;
      for (Bracket bracket : brackets) {
        if (bracket.asking) {
          bracket.answer(chunk.reached(labels[q++], bracket.walker.position));
        }
      }
    }
    for (Bracket bracket : brackets) {
      bracket.walker.stand(bracket.row, chunk.space(), chunk.threat());
    }
  }

  /// The interval of one walker: `low` is not known to be adversarial, `high` is.
  private static final class Bracket {
    final Walker walker;
    private final MoveSpace space;
    private final boolean clip;
    private final double[] change;
    private final double full;
    private double low;
    private double high;
    private double[] row;
    private double[] asked;
    private boolean asking;

    Bracket(Walker walker, MoveSpace space, Norm norm) {
      this.walker = walker;
      this.space = space;
      this.clip = norm == Norm.LINF;
      this.change = space.change(walker.x0, walker.current);
      this.full = clip ? Norm.LINF.of(change) : 1;
      this.high = full;
      this.row = walker.current;
      this.asked = row;
    }

    boolean open(double tolerance) {
      asking = high > 0 && high - low > tolerance * high;
      return asking;
    }

    void close() {
      asking = false;
    }

    double[] middle() {
      // From nothing known, the first question tries the original numbers themselves.
      double middle = (low + high) / 2;
      double[] u = new double[change.length];
      for (int j = 0; j < u.length; j++) {
        u[j] = clip ? Math.clamp(change[j], -middle, middle) : middle * change[j];
      }
      asked = new double[row.length];
      space.place(walker.x0, row, u, asked);
      return asked;
    }

    void answer(boolean adversarial) {
      double middle = (low + high) / 2;
      if (adversarial) {
        high = middle;
        row = asked;
      } else {
        low = middle;
      }
    }
  }
}
