package dev.gambeson.model.tree;

import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects trees, checks each (indices, cycles, depth, finite values) and lays them out flat.
/// Files come from outside: whatever does not hold is refused with [GambesonException].
public final class TreeEnsembleBuilder {
  /// Most nodes of one ensemble.
  public static final int MAX_NODES = 20_000_000;

  /// Longest path from a root to a leaf.
  public static final int MAX_DEPTH = 1_000;

  /// Most matrix columns.
  public static final int MAX_WIDTH = 1_000_000;

  /// Most outputs.
  public static final int MAX_OUTPUTS = 10_000;

  final String source;
  final int width;
  final int outputs;
  final int leafWidth;
  final Link link;
  final double[] base;
  final Ints roots = new Ints();
  final Ints treeOutput = new Ints();
  final Ints feature = new Ints();
  final Ints left = new Ints();
  final List<long[]> sets = new ArrayList<>();
  private final Ints boundBits = new Ints();
  private final Ints flagBits = new Ints();
  private final Doubles covers = new Doubles();
  private final Doubles leafValues = new Doubles();
  boolean floatSums = true;
  boolean hasCover = true;
  int depth;
  private boolean average;

  /// @param source what messages call the model, usually its file name
  /// @param width matrix columns
  /// @param outputs margins
  /// @param vectorLeaves whether every leaf holds one value per output, rather than one in all
  /// @param link how margins become scores
  public TreeEnsembleBuilder(
      String source, int width, int outputs, boolean vectorLeaves, Link link) {
    this.source = source;
    if (width < 1 || width > MAX_WIDTH) {
      throw bad("it says it has " + width + " features; 1 to " + MAX_WIDTH + " are possible");
    }
    if (outputs < 1 || outputs > MAX_OUTPUTS) {
      throw bad("it says it has " + outputs + " outputs; 1 to " + MAX_OUTPUTS + " are possible");
    }
    this.width = width;
    this.outputs = outputs;
    this.leafWidth = vectorLeaves ? outputs : 1;
    this.link = link;
    this.base = new double[outputs];
    roots.add(0);
  }

  /// Sets the margin before any tree speaks.
  public TreeEnsembleBuilder base(int output, double margin) {
    if (!Double.isFinite(margin)) {
      throw bad("its base score gives the margin " + margin);
    }
    base[output] = margin;
    return this;
  }

  /// Adds leaf values in double, as LightGBM and scikit-learn do, instead of float32.
  public TreeEnsembleBuilder doubleSums() {
    floatSums = false;
    return this;
  }

  /// Averages over trees instead of adding: leaf values are divided by the number of trees.
  public TreeEnsembleBuilder average() {
    average = true;
    return this;
  }

  /// Adds a tree.
  ///
  /// @param output the margin it adds to; ignored when leaves hold one value per output
  public TreeEnsembleBuilder add(TreeDraft tree, int output) {
    int number = treeOutput.size();
    if (output < 0 || output >= outputs) {
      throw bad("tree %d adds to output %d of %d".formatted(number, output, outputs));
    }
    if (tree.leafWidth != leafWidth) {
      throw new IllegalArgumentException("leaves of " + tree.leafWidth + " values");
    }
    if (feature.size() + (long) tree.nodes() > MAX_NODES) {
      throw bad("it has more than " + MAX_NODES + " nodes");
    }
    new TreeLayout(this, tree, number).run();
    hasCover &= tree.hasCover;
    treeOutput.add(output);
    roots.add(feature.size());
    return this;
  }

  void node(int column, float bound, byte flags, int leftOrValue, double cover) {
    feature.add(column);
    boundBits.add(Float.floatToRawIntBits(bound));
    flagBits.add(flags);
    left.add(leftOrValue);
    covers.add(cover);
  }

  int leafValues(double[] from, int at) {
    int start = leafValues.size();
    for (int i = 0; i < leafWidth; i++) {
      leafValues.add(from[at + i]);
    }
    return start;
  }

  /// The ensemble.
  public TreeEnsemble build() {
    if (treeOutput.size() == 0) {
      throw bad("it holds no trees");
    }
    return new TreeEnsemble(this);
  }

  GambesonException bad(String what) {
    return unreadable(source, what);
  }

  static GambesonException unreadable(String source, String what) {
    return GambesonException.badInput(unreadableMessage(source, what));
  }

  static GambesonException unreadable(String source, String what, Throwable cause) {
    return GambesonException.badInput(unreadableMessage(source, what), cause);
  }

  private static String unreadableMessage(String source, String what) {
    return "%s is not a tree ensemble that Gambeson can read: %s. Check that the file is whole, or export the model again."
        .formatted(source, what);
  }

  float[] bound() {
    float[] out = new float[boundBits.size()];
    int[] bits = boundBits.toArray();
    for (int i = 0; i < out.length; i++) {
      out[i] = Float.intBitsToFloat(bits[i]);
    }
    return out;
  }

  byte[] flags() {
    byte[] out = new byte[flagBits.size()];
    int[] bits = flagBits.toArray();
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) bits[i];
    }
    return out;
  }

  double[] cover() {
    return covers.toArray();
  }

  double[] values() {
    double[] out = leafValues.toArray();
    if (average) {
      int trees = treeOutput.size();
      Arrays.setAll(out, i -> out[i] / trees);
    }
    return out;
  }

  /// A growing array of ints.
  static final class Ints {
    private int[] items = new int[64];
    private int size;

    void add(int value) {
      if (size == items.length) {
        items = Arrays.copyOf(items, 2 * size);
      }
      items[size++] = value;
    }

    int size() {
      return size;
    }

    int[] toArray() {
      return Arrays.copyOf(items, size);
    }
  }

  /// A growing array of doubles.
  static final class Doubles {
    private double[] items = new double[64];
    private int size;

    void add(double value) {
      if (size == items.length) {
        items = Arrays.copyOf(items, 2 * size);
      }
      items[size++] = value;
    }

    int size() {
      return size;
    }

    double[] toArray() {
      return Arrays.copyOf(items, size);
    }
  }
}
