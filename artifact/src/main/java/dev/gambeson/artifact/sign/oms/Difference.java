package dev.gambeson.artifact.sign.oms;

/// A way in which a folder is not what was signed.
public sealed interface Difference {
  /// The file, as it was signed or as it lies there now.
  String name();

  /// A signed file has another content.
  record Changed(String name, String signed, String found) implements Difference {}

  /// A signed file is not there.
  record Missing(String name) implements Difference {}

  /// A signed file lies there under another name.
  record Renamed(String name, String now) implements Difference {}

  /// A file lies there that nobody signed.
  record Unsigned(String name) implements Difference {}

  /// Something lies there that is no regular file: a link, a pipe, a device.
  record Odd(String name, String what) implements Difference {}
}
