package dev.gambeson.server.oip;

/// Sizes of a tensor.
public final class Shape {
  /// Most dimensions of a tensor.
  public static final int MAX_RANK = 8;

  private Shape() {}

  /// Number of elements.
  ///
  /// @param most how many are allowed
  /// @throws BadRequest for a negative size, too many dimensions or too many elements
  public static int elements(String name, long[] shape, int most) {
    if (shape.length == 0 || shape.length > MAX_RANK) {
      throw new BadRequest(
          "bad-shape",
          "Tensor '%s' must have 1 to %d dimensions, not %d."
              .formatted(name, MAX_RANK, shape.length));
    }
    long product = 1;
    boolean empty = false;
    for (long size : shape) {
      if (size < 0) {
        throw new BadRequest(
            "bad-shape", "Tensor '%s': a size of its shape is below 0.".formatted(name));
      }
      empty |= size == 0;
      // Both factors are at most 2^31, so the product cannot overflow.
      product = empty ? 0 : product * Math.min(size, Integer.MAX_VALUE);
      if (product > most) {
        throw new BadRequest(
            "too-many-elements",
            "Tensor '%s' has more than the %d elements that are allowed.".formatted(name, most));
      }
    }
    return (int) product;
  }
}
