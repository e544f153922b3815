package dev.gambeson.guard.detect;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/// A subject's query rate against its own past: windows of five minutes, a baseline that moves with
/// a half-life of some hours, and a factor for each hour of the week once it was seen.
///
/// The e-value of a window is the likelihood ratio of a negative binomial count at four times the
/// expected rate against one at it; the shape of 2 allows for bursts with a standard deviation of
/// 70 % of the mean. Unlike the conformal detectors this rests on that model: a client with heavier
/// bursts raises more alarms than the budget says. What a window held before is expected again for
/// some days: a batch that comes every night is no spike.
final class RateWatch {
  private static final long WINDOW = 300;
  private static final int HOURS = 168;
  private static final int WARM = 24; // windows before it speaks
  private static final double TIMES = 4;
  private static final double SHAPE = 2;
  private static final double LEAST = 5; // queries a window
  private static final double MOVE = 1.0 / 48;
  private static final double HOUR_MOVE = 0.2;
  private static final long LONG_GAP = 12;
  private static final double FADE = Math.pow(0.5, 1.0 / 576); // two days of windows

  private long window = -1;
  private long count;
  private long closed;
  private double base;
  private double peak; // of a window, fading
  private final float[] hours = new float[HOURS];

  RateWatch() {
    Arrays.fill(hours, 1);
  }

  /// Counts rows; the e-value of the windows that ended, 1 when none did.
  double count(int rows, long epochSecond) {
    long now = epochSecond / WINDOW;
    double e = 1;
    if (window < 0) {
      window = now;
    }
    long gap = Math.min(now - window, LONG_GAP);
    for (long i = 0; i < gap; i++) {
      e *= close(window + i, i == 0 ? count : 0);
    }
    if (now > window) {
      window = now;
      count = 0;
    }
    count += rows;
    return Math.min(1e100, e);
  }

  private double close(long ended, long n) {
    int hour = (int) Math.floorMod(ended * WINDOW / 3600, (long) HOURS);
    double expected = Math.max(peak, Math.max(LEAST, base * hours[hour]));
    double e = closed >= WARM ? ratio(n, expected) : 1;
    // What counts as normal cannot be raised faster than by four times a window.
    double seen = closed == 0 ? n : Math.min((double) n, TIMES * expected);
    double factor = Math.clamp(seen / Math.max(LEAST, base), 0.25, 4.0);
    peak = Math.max(seen, peak * FADE);
    base += (closed < WARM ? 1.0 / (closed + 1) : MOVE) * (seen / hours[hour] - base);
    hours[hour] += (float) (closed < WARM ? 0 : HOUR_MOVE / 12 * (factor - hours[hour]));
    closed++;
    return e;
  }

  /// Likelihood ratio of a negative binomial count, [#TIMES] times the mean against the mean.
  static double ratio(long n, double mean) {
    double more = TIMES * mean;
    double log =
        n * (Math.log(more / (more + SHAPE)) - Math.log(mean / (mean + SHAPE)))
            + SHAPE * (Math.log(mean + SHAPE) - Math.log(more + SHAPE));
    return Math.exp(Math.min(200, log));
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(window);
    out.writeLong(count);
    out.writeLong(closed);
    out.writeDouble(base);
    out.writeDouble(peak);
    Bytes.write(out, hours);
  }

  static RateWatch read(DataInputStream in) throws IOException {
    RateWatch read = new RateWatch();
    read.window = in.readLong();
    read.count = in.readLong();
    read.closed = in.readLong();
    read.base = Bytes.amount(in);
    read.peak = Bytes.amount(in);
    float[] hours = Bytes.floats(in, HOURS);
    Bytes.require(hours.length == HOURS && read.count >= 0 && read.closed >= 0, "a rate");
    for (int h = 0; h < HOURS; h++) {
      Bytes.require(hours[h] >= 0.1 && hours[h] <= 10, "an hour's factor of " + hours[h]);
      read.hours[h] = hours[h];
    }
    return read;
  }
}
