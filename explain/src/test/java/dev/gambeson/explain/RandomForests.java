package dev.gambeson.explain;

import dev.gambeson.model.tree.Link;
import dev.gambeson.model.tree.TreeDraft;
import dev.gambeson.model.tree.TreeEnsemble;
import dev.gambeson.model.tree.TreeEnsembleBuilder;
import java.util.random.RandomGenerator;

/// Small random ensembles over inputs in [0, 1].
final class RandomForests {
  private RandomForests() {}

  static TreeEnsemble grow(RandomGenerator random, int trees, int width, int depth, Link link) {
    return grow(random, trees, width, depth, link, width);
  }

  /// Trees that ask about the first `used` of `width` columns.
  static TreeEnsemble grow(
      RandomGenerator random, int trees, int used, int depth, Link link, int width) {
    var builder = new TreeEnsembleBuilder("random", width, 1, false, link).doubleSums();
    builder.base(0, 0.3);
    for (int t = 0; t < trees; t++) {
      builder.add(tree(random, used, depth), 0);
    }
    return builder.build();
  }

  /// A heap-shaped tree in which some nodes stop early.
  private static TreeDraft tree(RandomGenerator random, int used, int depth) {
    int nodes = (1 << (depth + 1)) - 1;
    TreeDraft draft = new TreeDraft(nodes, 1);
    for (int n = nodes - 1; n >= 0; n--) {
      boolean inner = 2 * n + 2 < nodes && random.nextDouble() < 0.8;
      if (inner) {
        draft.atMost(n, random.nextInt(used), random.nextDouble(), 2 * n + 1, 2 * n + 2);
        draft.missing(n, random.nextBoolean());
      } else {
        draft.leaf(n, 0, random.nextGaussian());
      }
      draft.cover(n, 1 + random.nextInt(50));
    }
    return draft;
  }

  /// One tree that asks about every column once, in a chain.
  static TreeEnsemble chain(RandomGenerator random, int width) {
    TreeDraft draft = new TreeDraft(2 * width + 1, 1);
    for (int c = 0; c < width; c++) {
      draft.atMost(2 * c, c, 0.9, 2 * c + 2, 2 * c + 1);
      draft.leaf(2 * c + 1, 0, random.nextGaussian());
      draft.cover(2 * c, 2 * width - c).cover(2 * c + 1, 1);
    }
    draft.leaf(2 * width, 0, 5).cover(2 * width, width);
    return new TreeEnsembleBuilder("chain", width, 1, false, Link.LOGISTIC).add(draft, 0).build();
  }

  /// Pays 1 when two columns both exceed one half.
  static TreeEnsemble both(int a, int b) {
    TreeDraft draft = new TreeDraft(5, 1);
    draft.atMost(0, a, 0.5, 1, 2).atMost(2, b, 0.5, 3, 4).leaf(4, 0, 1);
    return new TreeEnsembleBuilder("both", 2, 1, false, Link.LOGISTIC).add(draft, 0).build();
  }

  static TreeEnsemble withoutCover() {
    TreeDraft draft = new TreeDraft(3, 1).atMost(0, 0, 0.5, 1, 2).withoutCover();
    return new TreeEnsembleBuilder("bare", 1, 1, false, Link.LOGISTIC).add(draft, 0).build();
  }

  static float[] rows(RandomGenerator random, int count, int width) {
    float[] rows = new float[count * width];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(20) == 0 ? Float.NaN : random.nextFloat();
    }
    return rows;
  }
}
