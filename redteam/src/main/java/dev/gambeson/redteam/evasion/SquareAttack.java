package dev.gambeson.redteam.evasion;

import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The score-based random search of Andriushchenko, Croce, Flammarion and Hein (2020, "Square
/// Attack", algorithms 1 and 2): it keeps a change at the corner of the budget and swaps parts of
/// it whenever that lowers the margin. One query a step.
///
/// Images are changed in squares after vertical stripes, as in the paper. Other inputs are changed
/// in blocks of random coordinates, with proposals for the categories in between, after every
/// single categorical change was tried. In `L2` and `L1` a proposal is scaled to the full budget:
/// that is not the windowed construction of the paper.
///
/// @param share share of the coordinates changed by the first proposals (the paper's `p`)
/// @param image the shape of an image input
/// @param patience proposals without any progress after which a row that is no image is left alone,
///   per movable feature, at least 150; 0 spends the budget
public record SquareAttack(double share, Optional<ImageShape> image, int patience)
    implements Attack {
  private static final int LEAST_PATIENCE = 150;

  public SquareAttack {
    if (!(share > 0 && share <= 1) || patience < 0) {
      throw new IllegalArgumentException(
          "share %s must be in (0, 1], patience %d at least 0".formatted(share, patience));
    }
  }

  /// For tables: half of the coordinates at first, patience of 25 proposals a feature.
  public static SquareAttack tabular() {
    return new SquareAttack(0.5, Optional.empty(), 25);
  }

  /// For images: the paper's squares with `p` = 0.8.
  public static SquareAttack image(ImageShape shape) {
    return new SquareAttack(0.8, Optional.of(shape), 0);
  }

  @Override
  public String name() {
    return "Square (scores)";
  }

  @Override
  public Found[] search(Chunk chunk) {
    image.ifPresent(shape -> requireFits(shape, chunk.space()));
    Margin margin = new Margin(chunk.threat(), chunk.meter().classes());
    List<Searcher> searchers = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      searchers.add(new Searcher(chunk, i, image, chunk.random(i, "square")));
    }
    first(searchers, chunk, margin);
    for (int step = 0; ; step++) {
      double blocks = share * shrinking(step, chunk.threat().queryBudget());
      List<Searcher> active = searchers.stream().filter(s -> active(s, chunk)).toList();
      if (active.isEmpty()) {
        break;
      }
      ask(active, chunk, margin, blocks);
    }
    return searchers.stream().map(s -> s.found(chunk)).toArray(Found[]::new);
  }

  private static void requireFits(ImageShape shape, MoveSpace space) {
    if (shape.size() != space.width() || space.numeric.length != space.width()) {
      throw GambesonException.usage(
          "An image of %d x %d x %d has %d values, but %d of the model's %d inputs can move."
              .formatted(
                  shape.channels(),
                  shape.height(),
                  shape.width(),
                  shape.size(),
                  space.numeric.length,
                  space.width()));
    }
  }

  private boolean active(Searcher s, Chunk chunk) {
    int allowed = Math.max(LEAST_PATIENCE, patience * s.freedom());
    return !s.fooled()
        && s.freedom() > 0
        && chunk.meter().remaining(s.position()) > 0
        && (patience == 0 || image.isPresent() || s.idle() < allowed);
  }

  /// The original, the single categorical changes and a first full change.
  private static void first(List<Searcher> searchers, Chunk chunk, Margin margin) {
    Questions questions = new Questions(chunk.space().width());
    for (Searcher s : searchers) {
      List<double[]> rows = s.openings(chunk.meter().remaining(s.position()) / 4);
      int room = Math.min(rows.size(), chunk.meter().remaining(s.position()));
      rows.subList(0, room).forEach(r -> questions.add(s.position(), r));
    }
    answer(searchers, questions, chunk, margin);
  }

  private static void ask(List<Searcher> searchers, Chunk chunk, Margin margin, double blocks) {
    Questions questions = new Questions(chunk.space().width());
    searchers.forEach(s -> questions.add(s.position(), s.proposal(blocks)));
    answer(searchers, questions, chunk, margin);
  }

  private static void answer(
      List<Searcher> searchers, Questions questions, Chunk chunk, Margin margin) {
    Searcher[] owner = new Searcher[chunk.size()];
    searchers.forEach(s -> owner[s.position()] = s);
    float[] scores = chunk.meter().scores(questions);
    for (int q = 0; q < questions.size(); q++) {
      int position = questions.owner(q);
      double value = margin.of(scores, q, chunk.truth()[position]);
      boolean reached = chunk.reached(margin.label(scores, q), position);
      owner[position].answer(questions.row(q), value, reached);
    }
  }

  /// The paper's schedule: the share halves at these steps of a budget of 10,000.
  private static double shrinking(int step, int budget) {
    int scaled = (int) (step * 10_000L / budget);
    int[] halvings = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};
    double factor = 1;
    for (int at : halvings) {
      factor = scaled > at ? factor / 2 : factor;
    }
    return factor;
  }
}
