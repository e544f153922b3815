package dev.gambeson.artifact.scan.archive;

/// How to get at the bytes of a member.
@FunctionalInterface
interface Content {
  /// Unpacks at most so many bytes.
  ///
  /// @throws dev.gambeson.artifact.scan.engine.Malformed when it cannot be unpacked at all
  Unpacked open(long max);
}
