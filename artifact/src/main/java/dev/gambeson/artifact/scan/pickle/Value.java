package dev.gambeson.artifact.scan.pickle;

/// Values of the symbolic machine, each a `long`: four bits that say what it is, 60 bits that say
/// which. No object is made per value, so that a structure which would expand exponentially in
/// Python costs nothing, and memory does not grow with the literals of a file.
///
/// Strings and byte strings are the offset of their opcode; lists, dictionaries and sets likewise:
/// that is their identity. An instance is the global it was made from and the offset of the opcode
/// that made it.
final class Value {
  /// A number, a truth value, None.
  static final int LITERAL = 0;

  /// An integer of at most 60 bits.
  static final int INT = 1;

  static final int STRING = 2;
  static final int BYTES = 3;

  /// Something imported: index into the globals.
  static final int GLOBAL = 4;

  /// Index into the cells: length, then elements.
  static final int TUPLE = 5;

  static final int LIST = 6;
  static final int DICT = 7;
  static final int SET = 8;
  static final int INSTANCE = 9;

  /// An object that the application supplies: for a storage its number of elements, or -1.
  static final int PERSISTENT = 10;

  /// A buffer that the application supplies.
  static final int BUFFER = 11;

  /// The result of something that the machine does not follow.
  static final int COMPUTED = 12;

  static final long NONE = of(LITERAL, 0);
  static final long TRUE = of(LITERAL, 1);
  static final long FALSE = of(LITERAL, 2);
  static final long EMPTY_TUPLE = of(TUPLE, -1);

  /// A tuple whose elements were not kept.
  static final long OPAQUE_TUPLE = of(TUPLE, -2);

  private static final int OFFSET_BITS = 44;
  private static final long SPECIAL = 1L << 50;

  private Value() {}

  static long of(int tag, long payload) {
    return payload << 4 | tag;
  }

  static int tag(long value) {
    return (int) value & 15;
  }

  static boolean is(long value, int tag) {
    return ((int) value & 15) == tag;
  }

  static long payload(long value) {
    return value >> 4;
  }

  static long integer(long number) {
    return number << 4 >> 4 == number ? of(INT, number) : NONE;
  }

  /// A string or byte string.
  ///
  /// @param isSpecial whether it may begin with an underscore, as names of special attributes do
  static long text(int tag, long offset, boolean isSpecial) {
    return of(tag, isSpecial ? offset | SPECIAL : offset);
  }

  /// Where the opcode of a string stands.
  static long offset(long text) {
    return payload(text) & ~SPECIAL;
  }

  /// Whether a string may begin with an underscore.
  static boolean isSpecial(long text) {
    return (payload(text) & SPECIAL) != 0;
  }

  static long instance(int global, long offset) {
    return of(INSTANCE, (long) global << OFFSET_BITS | offset);
  }

  /// The global that an instance was made from.
  static int maker(long instance) {
    return (int) (payload(instance) >>> OFFSET_BITS);
  }

  /// The opcode that made an instance.
  static long origin(long instance) {
    return payload(instance) & (1L << OFFSET_BITS) - 1;
  }
}
