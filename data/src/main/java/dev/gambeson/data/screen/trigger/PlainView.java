package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Rows as a learner should see them that must not learn a trigger: images averaged to at most 8 x
/// 8, where a small patch hardly matters and distances follow what is shown; other rows as they are
/// encoded. No defence by itself: a trigger of many columns remains.
public final class PlainView {
  private PlainView() {}

  /// One row per row of the subject.
  public static Rows of(ScreenSubject subject) {
    List<String> columns = subject.roles().features(subject.data().columnNames());
    Optional<Pixels> pixels =
        subject.image().flatMap(image -> Pixels.of(subject.data(), columns, image));
    return pixels
        .map(p -> p.pooled(IntStream.range(0, subject.size()).toArray()))
        .orElse(subject.features());
  }
}
