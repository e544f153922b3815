package dev.gambeson.data.profile;

import dev.gambeson.core.data.Cells;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is remembered of a column. While its distinct values are few they are counted one by one,
/// and everything else follows from the counts; afterwards it keeps [Sketches]. Which of the two
/// depends on the set of values, not on the order they came in. Not thread-safe.
final class ColumnProfile {
  private final ProfileOptions options;
  private long rows;
  private long missing;
  private @Nullable Levels levels;
  private Sketches sketches; // not used while there are levels

  private @Nullable NumberQueue queue; // made for the first number

  ColumnProfile(ProfileOptions options) {
    this.options = options;
    this.levels = new Levels(options.levels());
    this.sketches = new Sketches(options);
  }

  void add(Cells cells) {
    rows += cells.size();
    switch (cells) {
      case Cells.Texts texts -> addTexts(texts.values());
      case Cells.Numbers numbers -> addNumbers(numbers.values());
    }
  }

  private void addTexts(String[] values) {
    int i = 0;
    Levels few = levels;
    if (few != null) {
      for (; i < values.length; i++) {
        String value = values[i];
        if (value.isEmpty()) {
          missing++;
        } else if (!few.add(value, 1)) {
          giveUpLevels(few);
          break;
        }
      }
    }
    for (; i < values.length; i++) {
      String value = values[i];
      if (value.isEmpty()) {
        missing++;
      } else {
        sketches.add(value, 1);
      }
    }
  }

  private void addNumbers(double[] values) {
    NumberQueue repeats = queue == null ? new NumberQueue() : queue;
    queue = repeats;
    for (double value : values) {
      if (Double.isNaN(value)) {
        missing++;
      } else if (levels == null) {
        sketches.add(value, 1);
      } else {
        repeats.add(value, this::addText);
      }
    }
  }

  private void settle() {
    if (queue != null) {
      queue.drain(this::addText);
    }
  }

  private void addText(String text, long times) {
    Levels few = levels;
    if (few != null && !few.add(text, times)) {
      giveUpLevels(few);
      few = null;
    }
    if (few == null) {
      sketches.add(text, times);
    }
  }

  private void giveUpLevels(Levels few) {
    levels = null;
    few.forEach(sketches::add);
  }

  void merge(ColumnProfile other) {
    settle();
    other.settle();
    rows += other.rows;
    missing += other.missing;
    if (levels != null && other.levels == null) {
      giveUpLevels(levels);
    }
    if (other.levels == null) {
      sketches.merge(other.sketches);
    } else {
      other.levels.forEach(this::addText);
    }
  }

  long rows() {
    return rows;
  }

  long missing() {
    return missing;
  }

  /// Counts of every distinct value; null when they are too many.
  @Nullable Map<String, Long> levels() {
    settle();
    if (levels == null) {
      return null;
    }
    Map<String, Long> counts = new TreeMap<>();
    levels.forEach(counts::put);
    return counts;
  }

  /// The sketches of all values, whichever way they are kept.
  Sketches sketches() {
    settle();
    if (levels == null) {
      return sketches;
    }
    Sketches made = new Sketches(options);
    levels.forEach(made::add);
    return made;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ColumnProfile that
        && rows == that.rows
        && missing == that.missing
        && Objects.equals(levels(), that.levels())
        && sketches().equals(that.sketches());
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, missing, levels(), sketches());
  }
}
