package dev.gambeson.data.pii;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// An identifier of fixed form: how it is written, and what must hold of it.
///
/// Forms are written with `9` for a digit, `A` for a letter, `X` for either, any of ` -./+` for
/// itself and `~` for the same separator throughout: none, a space or a dash. A form that begins
/// with `!` is punctuated or spelled as little else is, one with `!!` as nothing else is.
///
/// @param type what it is
/// @param chance share of random characters in the form that pass the test: how much one hit proves
/// @param shapes the forms
/// @param test what must hold of the characters without separators
record IdRule(PiiType type, double chance, List<String> shapes, Predicate<IdChars> test) {

  static IdRule of(PiiType type, double chance, Predicate<IdChars> test, String... shapes) {
    List<String> all = new ArrayList<>();
    for (String shape : shapes) {
      if (shape.indexOf('~') < 0) {
        all.add(shape);
      } else {
        all.add(shape.replace("~", ""));
        all.add(shape.replace('~', ' '));
        all.add(shape.replace('~', '-'));
      }
    }
    return new IdRule(type, chance, List.copyOf(all), test);
  }

  /// How sure a hit in this form is by itself, from 0 to 1: so set that among numbers at large a
  /// score from 0.5 needs odds of 200 to 1, or a form of its own and odds of 8 to 1.
  double alone(String shape) {
    double ownForm = shape.startsWith("!!") ? 0.45 : shape.startsWith("!") ? 0.3 : 0;
    return Scores.alone(chance, ownForm);
  }

  /// Whether a hit in a form that is so sure by itself counts only where a word names it.
  boolean saysLittle(double alone) {
    return chance > Scores.PROVES_LITTLE && alone < Scores.REPORTED;
  }

  /// The form without the marks of how telling it is.
  static String bare(String shape) {
    return shape.replace("!", "");
  }
}
