package dev.gambeson.artifact.scan.jvm;

import java.util.List;
import java.util.Optional;

/// What a stream says of a class: how its objects are laid out.
///
/// @param flags `SC_*` bits of the protocol
/// @param parent description of the super class, if that is serialisable too
record ClassDesc(String name, int flags, List<Field> fields, Optional<ClassDesc> parent) {
  static final int WRITE_METHOD = 1;
  static final int SERIALIZABLE = 2;
  static final int EXTERNALIZABLE = 4;
  static final int BLOCK_DATA = 8;
  static final int ENUM = 16;

  /// @param type first character of the type signature
  record Field(char type, String name) {}

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /// Bytes of one value of a primitive type; 0 for objects and arrays, -1 for what is no type.
  static int width(char type) {
    return switch (type) {
      case 'B', 'Z' -> 1;
      case 'C', 'S' -> 2;
      case 'I', 'F' -> 4;
      case 'J', 'D' -> 8;
      case 'L', '[' -> 0;
      default -> -1;
    };
  }
}
