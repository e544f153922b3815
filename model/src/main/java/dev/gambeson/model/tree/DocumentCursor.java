package dev.gambeson.model.tree;

import java.util.function.Consumer;

/// A forward-only view of a JSON-shaped document, whatever its encoding. Each call consumes exactly
/// one value; a handler must consume the value it is called for.
interface DocumentCursor {
  /// Reads an object and calls `field` with each name, in file order.
  void object(Consumer<String> field);

  /// Reads an array and calls `element` for each element.
  void array(Runnable element);

  /// Reads an array of numbers (or truth values: 1 and 0), each rounded to float32.
  float[] floats();

  /// Reads an array of whole numbers (or truth values: 1 and 0).
  int[] ints();

  /// Reads a text, or any single value as text.
  String text();

  /// Reads a value and forgets it.
  void skip();
}
