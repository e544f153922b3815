package dev.gambeson.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// The law of every mergeable state: any order, any cut into parts and any tree of merges give the
/// state that one pass gives.
final class MergeLaw {
  private static final int TREES = 12;

  private MergeLaw() {}

  static <S, V> void holds(
      List<V> values, Supplier<S> empty, BiConsumer<S, V> add, BiConsumer<S, S> merge) {
    S once = empty.get();
    values.forEach(v -> add.accept(once, v));
    Random random = new Random(7);
    for (int tree = 0; tree < TREES; tree++) {
      List<V> shuffled = new ArrayList<>(values);
      Collections.shuffle(shuffled, random);
      List<S> parts = new ArrayList<>();
      int from = 0;
      while (from < shuffled.size()) {
        int to = Math.min(shuffled.size(), from + 1 + random.nextInt(shuffled.size()));
        S part = empty.get();
        shuffled.subList(from, to).forEach(v -> add.accept(part, v));
        parts.add(part);
        from = to;
      }
      parts.add(random.nextInt(parts.size() + 1), empty.get());
      while (parts.size() > 1) {
        S second = parts.remove(random.nextInt(parts.size()));
        merge.accept(parts.get(random.nextInt(parts.size())), second);
      }
      assertThat(parts.getFirst()).isEqualTo(once).hasSameHashCodeAs(once);
    }
  }
}
