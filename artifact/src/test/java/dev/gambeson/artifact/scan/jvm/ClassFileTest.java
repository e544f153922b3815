package dev.gambeson.artifact.scan.jvm;

import static dev.gambeson.artifact.scan.Scans.blocks;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.Scans;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassFileTest {
  static final class Starts {
    static Process run(String... command) throws IOException {
      return new ProcessBuilder(command).start();
    }
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = ClassFileTest.class.getResourceAsStream("ClassFileTest$Starts.class")) {
      return in.readAllBytes();
    }
  }

  @Test
  void aClassUnderTheNameOfAModelIsBlockedAndItsCallsAreNamed() throws IOException {
    blocks(scan("model.bin", bytes()), "GB-ART-024");
    assertThat(scan("model.bin", bytes()).flaws().getFirst().message())
        .contains("java.lang.ProcessBuilder");
  }

  @Test
  void aClassCutOffAnywhereInItsConstantsIsStillReported() throws IOException {
    byte[] bytes = bytes();
    for (int length = 8; length < 200; length++) {
      isNotClean(scan("model.bin", Arrays.copyOf(bytes, length)));
    }
  }

  @Test
  void damageIsAnsweredWithAVerdict() throws IOException {
    Scans.survivesDamage("A.class", bytes());
  }
}
