package dev.gambeson.report.internal;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Numbers and places in words.
public final class Figures {
  private static final Pattern SHARE =
      Pattern.compile(
          "(?i)^(the same, for a fresh)|^(the )?((balanced|robust) )?(share|accuracy|agreement|TPR|fidelity)\\b|\\brate$");
  private static final Pattern DIFFERENCE =
      Pattern.compile("(?i)\\b(minus|difference|drop|gap|excess|ratio)\\b");

  private Figures() {}

  /// A number of three significant decimals, with a real minus sign.
  public static String number(double value) {
    double size = Math.abs(value);
    String text =
        size >= 0.001 && size < 1
            ? trim(String.format(Locale.ROOT, "%.3f", value))
            : Text.number(value);
    return text.replace('-', '−').replace("e−", "e-");
  }

  private static String trim(String decimals) {
    return decimals.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  /// A count with thin groups of three.
  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /// `0.62 [0.58, 0.66]`, or the bare number when it is exact.
  public static String withInterval(Estimate e) {
    if (!e.isDefined()) {
      return "undefined";
    }
    return isExact(e) ? value(e) : value(e) + " " + interval(e);
  }

  /// Whether an estimate is a share of something, to be read as a percentage. Differences of shares
  /// are not.
  public static boolean isShare(Estimate e) {
    return SHARE.matcher(e.name()).find()
        && !DIFFERENCE.matcher(e.name()).find()
        && e.low() >= 0
        && e.high() <= 1;
  }

  /// A share as a percentage, for people: `54.7 %`, `0.16 %`, `< 0.01 %`.
  public static String percent(double share) {
    return fixed(share).replaceFirst("(\\.\\d*?)0+ %$", "$1 %").replace(". %", " %");
  }

  private static String fixed(double share) {
    if (share > 0 && share < 0.00005) {
      return "< 0.01 %";
    }
    return String.format(Locale.ROOT, share >= 0.01 || share == 0 ? "%.1f" : "%.2f", 100 * share)
        + " %";
  }

  /// A few rows in many are counted: `26 of 16,281` says more than 0.16 %.
  private static String share(Estimate e) {
    double rows = e.value() * e.n();
    boolean few = isExact(e) && e.value() < 0.01 && Math.abs(rows - Math.rint(rows)) < 1e-6;
    return few
        ? count(Math.round(rows)) + " of " + count(e.n())
        : isExact(e) ? percent(e.value()) : fixed(e.value());
  }

  /// The value: a share as a percentage, another number in as many decimals as its interval.
  public static String value(Estimate e) {
    if (isShare(e)) {
      return share(e);
    }
    return !e.isDefined() ? "undefined" : isExact(e) ? number(e.value()) : decimal(e.value(), e);
  }

  /// `[0.580, 0.660]`, to the first digit that the interval leaves open.
  public static String interval(Estimate e) {
    if (isShare(e)) {
      return "[" + fixed(e.low()) + ", " + fixed(e.high()) + "]";
    }
    return "[" + decimal(e.low(), e) + ", " + decimal(e.high(), e) + "]";
  }

  private static String decimal(double v, Estimate e) {
    double size = Math.max(Math.abs(e.low()), Math.abs(e.high()));
    if (!Double.isFinite(size) || size >= 1e7) {
      return number(v);
    }
    int open = (int) Math.floor(-Math.log10((e.high() - e.low()) / 2)) + 1;
    int decimals = Math.clamp(open, size <= 1 ? 3 : 0, 9);
    return String.format(Locale.ROOT, "%,." + decimals + "f", v).replace('-', '−');
  }

  /// Whether there is no interval to show.
  public static boolean isExact(Estimate e) {
    return !(e.low() < e.high());
  }

  /// `path, row 3, column age, byte 77`; empty when nothing is known.
  public static String place(Where where) {
    List<String> parts = new ArrayList<>();
    where.path().ifPresent(parts::add);
    where.row().ifPresent(r -> parts.add("row " + r));
    where.column().ifPresent(c -> parts.add("column " + c));
    where.offset().ifPresent(o -> parts.add("byte " + o));
    return String.join(", ", parts);
  }

  /// The last part of a path.
  public static String fileName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  /// A size in bytes, for people.
  public static String bytes(long n) {
    if (n < 1000) {
      return n + " B";
    }
    String[] units = {"kB", "MB", "GB", "TB"};
    double size = n;
    int unit = -1;
    while (size >= 999.5 && unit < units.length - 1) {
      size /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
  }

  /// `1 finding`, `2 findings`.
  public static String plural(long n, String one) {
    return plural(n, one, one + "s");
  }

  /// `1 entry`, `2 entries`.
  public static String plural(long n, String one, String many) {
    return count(n) + " " + (n == 1 ? one : many);
  }
}
