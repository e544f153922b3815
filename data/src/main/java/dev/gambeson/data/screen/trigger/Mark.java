package dev.gambeson.data.screen.trigger;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Something an image may carry: part of a patch.
///
/// @param kind what it is
/// @param position where; the upper left corner of a shape; unused for a shape anywhere (its
///   channel)
/// @param code the byte, the band of 32 bytes, or the nine bits of a shape
record Mark(Kind kind, int position, int code) {
  /// Kinds of marks.
  enum Kind {
    /// An exact byte at a position.
    VALUE,
    /// One of eight bands of bytes at a position.
    BAND,
    /// Which pixels of the 3 x 3 window at a position are bright.
    SHAPE,
    /// The same, anywhere in the image.
    ANYWHERE
  }

  String text(Pixels pixels) {
    return switch (kind) {
      case VALUE -> "value %d at %s".formatted(code, pixels.place(position));
      case BAND ->
          "values from %d to %d at %s".formatted(code * 32, code * 32 + 31, pixels.place(position));
      case SHAPE -> "the shape %s at %s".formatted(drawn(), pixels.place(position));
      case ANYWHERE -> "the shape %s somewhere".formatted(drawn());
    };
  }

  /// `#.#/.#./#..`: rows of the window, `#` bright.
  private String drawn() {
    return IntStream.range(0, 9)
        .mapToObj(i -> ((code >> (8 - i) & 1) == 1 ? "#" : ".") + (i == 2 || i == 5 ? "/" : ""))
        .collect(Collectors.joining());
  }

  /// Which images carry it.
  boolean[] carriers(Pixels pixels) {
    boolean[] out = new boolean[pixels.count()];
    switch (kind) {
      case VALUE -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = pixels.at(position, i) == code;
        }
      }
      case BAND -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = pixels.at(position, i) >> 5 == code;
        }
      }
      case SHAPE -> shape(pixels, position, out);
      case ANYWHERE -> {
        for (int y = 0; y + 3 <= pixels.image().height(); y++) {
          for (int x = 0; x + 3 <= pixels.image().width(); x++) {
            shape(pixels, pixels.position(y, x, position), out);
          }
        }
      }
    }
    return out;
  }

  private void shape(Pixels pixels, int at, boolean[] out) {
    int channels = pixels.image().channels();
    int pixel = at / channels;
    short[] shapes =
        pixels.shapes(
            pixel / pixels.image().width(), pixel % pixels.image().width(), at % channels);
    for (int i = 0; i < out.length; i++) {
      out[i] |= shapes[i] == code;
    }
  }
}
