package dev.gambeson.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DumpTest {
  @Test
  void dump() throws IOException {
    for (Format f : Format.values()) {
      Files.write(Path.of("target/sample." + f.extension() + (f == Format.TEXT ? "" : "")), Renderers.of(f).render(SampleResults.adult()));
    }
  }
}
