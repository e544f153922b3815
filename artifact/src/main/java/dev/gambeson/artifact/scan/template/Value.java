package dev.gambeson.artifact.scan.template;

import java.util.Set;
import java.util.TreeSet;

/// What is known of an expression before anything runs.
///
/// @param texts the strings it can be, as far as they follow from literals
/// @param isBuilt whether it can be a string that the template puts together at run time
/// @param isContent whether it comes from what people write in messages
record Value(Set<String> texts, boolean isBuilt, boolean isContent) {
  /// Data, numbers, truth values: nothing a name can be made of.
  static final Value NONE = new Value(Set.of(), false, false);

  /// A string of unknown content.
  static final Value BUILT = new Value(Set.of(), true, false);

  /// What people write.
  static final Value CONTENT = new Value(Set.of(), false, true);

  private static final int MOST = 16;
  private static final int LONGEST = 512;

  static Value of(String text) {
    return text.length() > LONGEST ? BUILT : new Value(Set.of(text), false, false);
  }

  static Value of(Set<String> texts, boolean isBuilt, boolean isContent) {
    boolean isTooMuch = texts.size() > MOST || texts.stream().anyMatch(t -> t.length() > LONGEST);
    return new Value(isTooMuch ? Set.of() : Set.copyOf(texts), isBuilt || isTooMuch, isContent);
  }

  boolean isText() {
    return isBuilt || !texts.isEmpty();
  }

  Value or(Value other) {
    if (other.equals(NONE)) {
      return this;
    }
    Set<String> all = new TreeSet<>(texts);
    all.addAll(other.texts);
    return of(all, isBuilt || other.isBuilt, isContent || other.isContent);
  }

  /// The same, put together with something unknown.
  Value built() {
    return new Value(Set.of(), true, isContent);
  }

  /// The two strings joined, where both are known.
  static Value joined(Value left, Value right) {
    boolean isContent = left.isContent || right.isContent;
    if (left.texts.isEmpty()
        || right.texts.isEmpty()
        || left.isBuilt
        || right.isBuilt
        || left.texts.size() * right.texts.size() > MOST) {
      return new Value(Set.of(), true, isContent);
    }
    Set<String> all = new TreeSet<>();
    left.texts.forEach(a -> right.texts.forEach(b -> all.add(a + b)));
    return of(all, false, isContent);
  }
}
