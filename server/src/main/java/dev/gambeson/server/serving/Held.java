package dev.gambeson.server.serving;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A loaded version with what a house knows about its use.
final class Held {
  private static final Duration STEP = Duration.ofMillis(10);

  final ServableVersion version;
  final ErrorWatch watch;
  private final AtomicInteger under = new AtomicInteger();
  private final AtomicBoolean tripped = new AtomicBoolean();

  Held(ServableVersion version, ErrorWatch watch) {
    this.version = version;
    this.watch = watch;
  }

  void enter() {
    under.getAndIncrement();
  }

  void leave() {
    under.getAndDecrement();
  }

  int underWay() {
    return under.get();
  }

  /// True once: the version is reported for its errors one time, not by every request.
  boolean trip() {
    return tripped.compareAndSet(false, true);
  }

  /// The version got a part.
  void begin() {
    tripped.set(false);
    watch.begin();
  }

  /// Closes the version once nobody waits for it any more, or after `grace`.
  void drain(Duration grace) {
    Thread.ofVirtual()
        .name("gambeson-drain")
        .start(() -> {
          long steps = grace.dividedBy(STEP);
          while (under.get() > 0 && steps-- > 0 && sleep()) {}
          version.close();
        });
  }

  private static boolean sleep() {
    try {
      Thread.sleep(STEP);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
