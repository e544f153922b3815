package dev.gambeson.verification.fuzz;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whatever the bytes, a source gives a table or one message, in bounded time and memory.
public final class SourceTarget {
  private static final Path FILE =
      Path.of(
          System.getProperty("java.io.tmpdir"), "gambeson-fuzz-" + ProcessHandle.current().pid());

  private SourceTarget() {}

  /// One input of the fuzzer.
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    Files.write(FILE, data);
    try (BatchReader reader = Sources.open(FILE.toString()).open()) {
      for (Optional<Batch> next = reader.next(); next.isPresent(); next = reader.next()) {
        Batch batch = next.get();
        batch
            .columns()
            .forEach(c -> {
              for (int row = 0; row < batch.size(); row++) {
                c.text(row);
              }
            });
      }
      reader.sha256();
    } catch (GambesonException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("a refusal without words", e);
      }
    }
  }
}
