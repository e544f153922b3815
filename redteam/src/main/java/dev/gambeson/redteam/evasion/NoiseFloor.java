package dev.gambeson.redteam.evasion;

import java.util.Arrays;
import java.util.Optional;

/// Random valid changes within the budget: what happens without any skill. An attack that does no
/// better has shown nothing.
///
/// @param repeats random variants per row; a row counts as fooled when any of them fools the model
public record NoiseFloor(int repeats) implements Attack {
  /// Twenty variants per row.
  public static NoiseFloor standard() {
    return new NoiseFloor(20);
  }

  @Override
  public String name() {
    return "random noise, " + repeats + " tries";
  }

  @Override
  public Found[] search(Chunk chunk) {
    Questions questions = new Questions(chunk.space().width());
    for (int i = 0; i < chunk.size(); i++) {
      NoisyRows rows = new NoisyRows(chunk, i, chunk.random(i, "noise"));
      int count = Math.min(repeats, chunk.meter().remaining(i));
      for (int r = 0; r < count; r++) {
        questions.add(i, rows.next());
      }
    }
    int[] labels = chunk.meter().labels(questions);
    Found[] found = new Found[chunk.size()];
    Arrays.fill(found, Found.none(RowOutcome.HELD));
    for (int q = labels.length - 1; q >= 0; q--) {
      if (chunk.reached(labels[q], questions.owner(q))) {
        found[questions.owner(q)] =
            new Found(Optional.of(questions.row(q)), RowOutcome.HELD, false);
      }
    }
    return found;
  }
}
