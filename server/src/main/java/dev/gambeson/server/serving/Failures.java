package dev.gambeson.server.serving;

/// What a failure says, fit for a log: one line, bounded.
final class Failures {
  private static final int MAX = 200;

  private Failures() {}

  static String words(Throwable e) {
    String text = String.valueOf(e.getMessage()).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    String cut = text.length() > MAX ? text.substring(0, MAX) + "…" : text;
    return e.getClass().getSimpleName() + ": " + cut;
  }

  /// Plain token of a failure, which can hold no input of a client.
  static String token(Throwable e) {
    return e instanceof Unavailable u ? u.reason() : e.getClass().getSimpleName();
  }

  /// Whether a failure speaks against the version, and not against what it was asked or how busy
  /// the house was.
  static boolean blamesVersion(Throwable e) {
    return !(e instanceof Unavailable u)
        || !(u.reason().equals("overloaded") || u.reason().equals("bad-input"));
  }
}
