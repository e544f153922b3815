package dev.gambeson.server.control;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Queries answered and bits given away over time, as at most [#MOST] points. When they are full
/// every second one goes and points must lie twice as far apart: the curve keeps its shape however
/// long it gets. Thread-safe.
final class LearntCurve {
  static final int MOST = 64;
  private static final int POINT = 2 * Long.BYTES + Double.BYTES;

  private final List<Point> points = new ArrayList<>();
  private long step = 1_000;
  private long queries;
  private double bits;
  private Instant last = Instant.EPOCH;
  private boolean changed;

  /// Where it stood.
  ///
  /// @param time the moment
  /// @param queries rows answered until then
  /// @param bits given away until then
  record Point(Instant time, long queries, double bits) {}

  synchronized void add(Instant time, int rows, double more) {
    queries += rows;
    bits += more;
    last = time.isAfter(last) ? time : last;
    changed = true;
    if (points.isEmpty() || last.toEpochMilli() - points.getLast().time().toEpochMilli() >= step) {
      points.add(new Point(last, queries, bits));
      if (points.size() > MOST) {
        thin();
      }
    }
  }

  private void thin() {
    List<Point> fewer = new ArrayList<>();
    for (int i = 0; i < points.size(); i += 2) {
      fewer.add(points.get(i));
    }
    points.clear();
    points.addAll(fewer);
    step *= 2;
  }

  /// The points, oldest first, with where it stands now as the last.
  synchronized List<Point> points() {
    List<Point> all = new ArrayList<>(points);
    if (!all.isEmpty() && all.getLast().queries() < queries) {
      all.add(new Point(last, queries, bits));
    }
    return all;
  }

  /// Whether it has changed since it was last asked.
  synchronized boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  synchronized byte[] bytes() {
    List<Point> all = points();
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + all.size() * POINT);
    bytes.putLong(step);
    all.forEach(
        p -> bytes.putLong(p.time().toEpochMilli()).putLong(p.queries()).putDouble(p.bits()));
    return bytes.array();
  }

  /// @throws IllegalArgumentException when these are no bytes of a curve
  static LearntCurve of(byte[] content) {
    int rest = content.length - Long.BYTES;
    if (rest < 0 || rest % POINT != 0 || rest / POINT > MOST + 1) {
      throw new IllegalArgumentException("no curve: " + content.length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    LearntCurve curve = new LearntCurve();
    curve.step = Math.max(1, bytes.getLong());
    while (bytes.hasRemaining()) {
      curve.last = Instant.ofEpochMilli(bytes.getLong());
      curve.queries = bytes.getLong();
      curve.bits = bytes.getDouble();
      curve.points.add(new Point(curve.last, curve.queries, curve.bits));
    }
    return curve;
  }
}
