package dev.gambeson.guard.detect;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The rows that one client asked last, as points: at most [#LENGTH], grown as needed. A half of
/// them are the latest; of what falls out of that half a quarter goes to random places of the
/// other, so that a patient attacker's rows stay for some hundreds of queries more.
final class History {
  static final int LENGTH = 256;
  private static final int LATEST = LENGTH / 2;
  private static final int FIRST = 16;
  static final int EARLY = 64;
  private static final int REMEMBERED = 4_096;

  /// Rows that were asked just now, and how many of them must be near for a search.
  private static final int LATELY = 16;

  private static final int SEARCH = 6;

  /// Steps in order of a coordinate, before its last change, that make a sorted batch, and how many
  /// rows after that change may share its value.
  private static final int ORDERED = 10;

  private static final int LEVEL = 64;

  private static final int NEAREST = 4;

  /// Hours after which a row is no longer compared with: a portfolio that is scored again every
  /// night lies close to itself of the night before.
  private static final int HOURS = 12;

  private final Coordinates space;
  private float[] block; // whole numbers; see [Points]
  private long[] hashes = new long[FIRST];
  private short[] labels = new short[FIRST];
  private int[] minutes = new int[FIRST];
  private final int[] lately = new int[LATELY]; // slots of the last rows
  private int count; // of rows so far, up to [#LATELY], then between it and twice it
  private final byte[] runs; // per coordinate: steps not down, not up, without change
  private int[] asked = new int[0]; // pairs of slots, the newer first
  private int size;
  private int next;
  private float[] early = new float[EARLY]; // ratios of the first queries
  private int earlyCount;

  History(Coordinates space) {
    this.space = space;
    this.runs = new byte[3 * space.width()];
    this.block = new float[space.width() * FIRST];
  }

  int size() {
    return size;
  }

  /// Whether this very row was asked: surely known of the rows kept, mostly of some thousand more.
  boolean contains(long hash) {
    for (int i = 0; i < size; i++) {
      if (hashes[i] == hash) {
        return true;
      }
    }
    int at = slot(hash);
    int tag = tag(hash);
    return asked.length > 0 && (asked[at] == tag || asked[at ^ 1] == tag);
  }

  private static int slot(long hash) {
    return (int) hash & (REMEMBERED - 1);
  }

  private static int tag(long hash) {
    return (int) (hash >>> 32) | 1;
  }

  private void remember(long hash) {
    if (asked.length == 0) {
      if (size < LENGTH / 2) {
        return;
      }
      asked = new int[REMEMBERED];
      for (int i = 0; i < size; i++) {
        remember(hashes[i]);
      }
    }
    int at = slot(hash);
    asked[at ^ 1] = asked[at];
    asked[at] = tag(hash);
  }

  /// Distances to the rows kept that are not too old, in ranges.
  ///
  /// @param first to the nearest
  /// @param twin to the nearest of those with more changes than an update has
  /// @param fourth to the fourth nearest
  /// @param opposite to the nearest that got another label
  /// @param step root mean square of the changed coordinates against the row where that is
  ///   smallest, of rows with more changes than an update has
  /// @param search share of the older rows that are nearer than the sixth nearest of the last
  ///   sixteen; NaN while there are too few. In a stream in no order it is what chance makes it
  record Distances(
      double first, double twin, double fourth, double opposite, double step, double search) {}

  Distances distances(Sighting s, long epochSecond, Points.Scratch scratch) {
    short[] x = s.point();
    Points.distances(space, x, block, hashes.length, 0, size, scratch);
    int[] squared = scratch.squared;
    int compared = forget(epochSecond, squared);
    scratch.compared = compared;
    int[] least = scratch.least;
    Points.smallest(squared, size, NEAREST, least);
    int nearest = Points.nearest(squared, size);
    int many = space.manyChanges();
    int step = Points.stride(x, block, hashes.length, 0, size, many, nearest, Points.FAR, scratch);
    int twin = Points.nearestChanged(x, block, hashes.length, size, many, squared);
    return new Distances(
        Points.distance(least[0]),
        Points.distance(twin),
        Points.distance(least[NEAREST - 1]),
        Points.distance(opposite(s.label(), squared)),
        Points.distance(step),
        search(squared, compared));
  }

  private int forget(long epochSecond, int[] squared) {
    int since = (int) (epochSecond / 60) - 60 * HOURS;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      boolean old = minutes[i] < since;
      squared[i] = old ? Points.FAR : squared[i];
      kept += old ? 0 : 1;
    }
    return kept;
  }

  private double search(int[] squared, int compared) {
    if (compared < 2 * LATELY || inOrder()) {
      return Double.NaN;
    }
    int[] last = new int[LATELY];
    for (int i = 0; i < LATELY; i++) {
      last[i] = squared[lately[i]];
    }
    Arrays.sort(last);
    int sixth = last[SEARCH - 1];
    int nearer = 1 - SEARCH;
    int asNear = 0;
    for (int i = 0; i < size; i++) {
      nearer += squared[i] < sixth ? 1 : 0;
      asNear += squared[i] == sixth ? 1 : 0;
    }
    return sixth < Points.FAR ? (nearer + 0.5 * asNear) / compared : Double.NaN;
  }

  /// Whether the last rows came sorted by a coordinate: then they lie close to each other for
  /// reasons of their own.
  boolean inOrder() {
    for (int c = 0; c < runs.length; c += 3) {
      int steady = runs[c + 2];
      if (steady < LEVEL && Math.max(runs[c], runs[c + 1]) >= steady + ORDERED) {
        return true;
      }
    }
    return false;
  }

  private int opposite(int label, int[] squared) {
    int least = Points.FAR;
    for (int i = 0; i < size && label >= 0; i++) {
      if (squared[i] < least && labels[i] != label && labels[i] >= 0) {
        least = squared[i];
      }
    }
    return least;
  }

  /// Whether the first [#EARLY] ratios are there.
  boolean knowsFirst() {
    return earlyCount == EARLY;
  }

  /// A ratio of distances in relation to what was usual in the first [#EARLY] queries (their
  /// median) once there were so many: how close the rows of its segment lie. What comes later does
  /// not move it, so nobody can get the detectors used to an attack.
  double relative(double ratio) {
    if (earlyCount < EARLY) {
      if (!Double.isNaN(ratio)) {
        early[earlyCount++] = (float) ratio;
        if (earlyCount == EARLY) {
          Arrays.sort(early);
          early = new float[] {early[EARLY / 2]};
        }
      }
      return ratio;
    }
    return ratio / early[0];
  }

  void add(Sighting s, long epochSecond, RandomGenerator random) {
    remember(s.hash());
    compare(s.point());
    int minute = (int) (epochSecond / 60);
    if (size < LENGTH) {
      if (size == hashes.length) {
        grow();
      }
      justAsked(size);
      set(size++, s.point(), s.hash(), (short) s.label(), minute);
      return;
    }
    if (random.nextInt(4) == 0) {
      int to = LATEST + random.nextInt(LENGTH - LATEST);
      set(to, point(next), hashes[next], labels[next], minutes[next]);
    }
    justAsked(next);
    set(next, s.point(), s.hash(), (short) s.label(), minute);
    next = (next + 1) % LATEST;
  }

  /// Takes down whether each coordinate rose, fell or stayed.
  private void compare(short[] point) {
    if (count == 0) {
      return;
    }
    int last = lately[(count - 1) % LATELY];
    for (int c = 0, at = last, r = 0; c < point.length; c++, at += hashes.length, r += 3) {
      float step = point[c] - block[at];
      runs[r] = longer(runs[r], step >= 0);
      runs[r + 1] = longer(runs[r + 1], step <= 0);
      runs[r + 2] = longer(runs[r + 2], step == 0);
    }
  }

  private static byte longer(byte run, boolean goesOn) {
    return (byte) (goesOn ? Math.min(Byte.MAX_VALUE, run + 1) : 0);
  }

  private short[] point(int slot) {
    short[] out = new short[space.width()];
    for (int c = 0; c < out.length; c++) {
      out[c] = (short) block[c * hashes.length + slot];
    }
    return out;
  }

  private void justAsked(int slot) {
    lately[count % LATELY] = slot;
    count = count == 2 * LATELY - 1 ? LATELY : count + 1;
  }

  private void set(int slot, short[] point, long hash, short label, int minute) {
    for (int c = 0; c < point.length; c++) {
      block[c * hashes.length + slot] = point[c];
    }
    hashes[slot] = hash;
    labels[slot] = label;
    minutes[slot] = minute;
  }

  private void grow() {
    int old = hashes.length;
    float[] wider = new float[block.length * 2];
    for (int c = 0; c < space.width(); c++) {
      System.arraycopy(block, c * old, wider, c * old * 2, old);
    }
    block = wider;
    hashes = Arrays.copyOf(hashes, old * 2);
    labels = Arrays.copyOf(labels, old * 2);
    minutes = Arrays.copyOf(minutes, old * 2);
  }

  /// Bytes it takes, about.
  int bytes() {
    return 420 + runs.length + block.length * 4 + hashes.length * 14 + asked.length * 4;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(size);
    out.writeInt(next);
    out.writeInt(earlyCount);
    out.writeInt(count);
    Bytes.write(out, lately);
    Bytes.write(out, early);
    Bytes.write(out, asked);
    out.write(runs);
    for (int i = 0; i < size; i++) {
      out.writeLong(hashes[i]);
      out.writeShort(labels[i]);
      out.writeInt(minutes[i]);
      for (short v : point(i)) {
        out.writeShort(v);
      }
    }
  }

  static History read(DataInputStream in, Coordinates space) throws IOException {
    History read = new History(space);
    int n = Bytes.count(in, LENGTH);
    read.next = in.readInt();
    read.earlyCount = in.readInt();
    read.count = in.readInt();
    Bytes.require(read.count >= 0 && read.count < 2 * LATELY, "a count of " + read.count);
    int[] lately = Bytes.ints(in, LATELY);
    Bytes.require(lately.length == LATELY, "the last rows");
    for (int i = 0; i < LATELY; i++) {
      Bytes.require(lately[i] >= 0 && lately[i] < Math.max(1, n), "a last row " + lately[i]);
      read.lately[i] = lately[i];
    }
    read.early = Bytes.floats(in, EARLY);
    boolean usual = read.early.length == 1 && read.earlyCount == EARLY && read.early[0] > 0;
    boolean soon = read.early.length == EARLY && read.earlyCount >= 0 && read.earlyCount < EARLY;
    read.asked = Bytes.ints(in, REMEMBERED);
    Bytes.require(read.asked.length == 0 || read.asked.length == REMEMBERED, "rows asked");
    for (int r = 0; r < read.runs.length; r++) {
      read.runs[r] = in.readByte();
      Bytes.require(read.runs[r] >= 0, "a run of " + read.runs[r]);
    }
    Bytes.require(usual || soon, "early distances");
    Bytes.require(read.next >= 0 && read.next < LATEST, "a history without its place");
    short[] point = new short[space.width()];
    for (int i = 0; i < n; i++) {
      long hash = in.readLong();
      short label = in.readShort();
      int minute = in.readInt();
      for (int c = 0; c < point.length; c++) {
        point[c] = in.readShort();
      }
      if (read.size == read.hashes.length) {
        read.grow();
      }
      read.set(read.size++, point, hash, label, minute);
    }
    return read;
  }
}
