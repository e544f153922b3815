package dev.gambeson.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// The data sets, models and reference values that may lie beside the checkout, in `../shared`.
/// Tests that need them are skipped with a reason where they are absent.
public final class SharedData {
  private SharedData() {}

  /// The file or folder `../shared/<path>`; skips the calling test when it is absent.
  public static Path require(String path) {
    Path root = Path.of(System.getProperty("gambeson.root", ".")).toAbsolutePath().normalize();
    Path file = root.resolveSibling("shared").resolve(path);
    Assumptions.assumeTrue(
        Files.exists(file),
        () -> "needs " + file + ", which lies beside the developers' checkouts only");
    return file;
  }
}
