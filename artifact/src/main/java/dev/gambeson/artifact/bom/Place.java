package dev.gambeson.artifact.bom;

/// A place in a file.
///
/// @param file path under the folder that was examined, with `/`
/// @param line from 1; 0 when the whole file is meant
public record Place(String file, int line) {
  /// The whole file.
  public static Place of(String file) {
    return new Place(file, 0);
  }

  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}
