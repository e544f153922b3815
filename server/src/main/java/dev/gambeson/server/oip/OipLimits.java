package dev.gambeson.server.oip;

/// How large a request may be in every respect that an attacker chooses. All of it is checked
/// before memory is given out for it.
///
/// @param bodyBytes bytes of the whole body
/// @param depth how deep arrays and objects may nest
/// @param stringBytes characters of one string value
/// @param numberDigits characters of one number
/// @param nameBytes characters of one field name
/// @param elements elements of all tensors of a request together
/// @param tensors tensors of a request
/// @param rows rows of a request (the batch)
public record OipLimits(
    long bodyBytes,
    int depth,
    int stringBytes,
    int numberDigits,
    int nameBytes,
    int elements,
    int tensors,
    int rows) {
  public OipLimits {
    require("bodyBytes", bodyBytes, 1L << 30);
    require("depth", depth, 256);
    require("stringBytes", stringBytes, 1 << 24);
    require("numberDigits", numberDigits, 1000);
    require("nameBytes", nameBytes, 1 << 16);
    require("elements", elements, 1 << 27);
    require("tensors", tensors, 1 << 16);
    require("rows", rows, 1 << 24);
  }

  private static void require(String name, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "limit %s is %d, but must lie between 1 and %d.".formatted(name, value, most));
    }
  }

  /// 1 MB, 32 levels, strings of 64 kB, numbers of 64 digits, names of 64 characters, 262,144
  /// elements in 4,096 tensors, 4,096 rows.
  public static OipLimits defaults() {
    return new OipLimits(1 << 20, 32, 64 << 10, 64, 64, 1 << 18, 4096, 4096);
  }

  /// The same with another limit of the body.
  public OipLimits withBodyBytes(long bytes) {
    return new OipLimits(
        bytes, depth, stringBytes, numberDigits, nameBytes, elements, tensors, rows);
  }

  /// The same with another limit of the batch.
  public OipLimits withRows(int most) {
    return new OipLimits(
        bodyBytes, depth, stringBytes, numberDigits, nameBytes, elements, tensors, most);
  }
}
