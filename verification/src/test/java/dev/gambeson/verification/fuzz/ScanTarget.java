package dev.gambeson.verification.fuzz;

import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.engine.ScanLimits;

/// Whatever the bytes, the scanner gives a report, the same twice, in bounded time and memory.
///
/// `-Dgambeson.fuzz.kind=pickle` forces one parser; without it the content decides.
public final class ScanTarget {
  private static final String KIND = System.getProperty("gambeson.fuzz.kind", "");
  private static final ArtifactScanner SCANNER =
      ArtifactScanner.withLimits(new ScanLimits(1 << 30, 64 << 20, 32 << 20, 100, 8, 1000, 200));

  private ScanTarget() {}

  /// One input of the fuzzer.
  public static void fuzzerTestOneInput(byte[] data) {
    FileReport once = scan(KIND, data);
    FileReport again = scan(KIND, data);
    if (!once.equals(again)) {
      throw new AssertionError("two scans differ: " + once + " and " + again);
    }
  }

  /// Scans as the kind, or by content when it is empty.
  static FileReport scan(String kind, byte[] data) {
    return kind.isEmpty() ? SCANNER.scan("f", data) : SCANNER.scanAs(kind, "f", data);
  }
}
