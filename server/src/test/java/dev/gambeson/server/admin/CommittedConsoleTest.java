package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The console's built files as they are committed.
class CommittedConsoleTest {
  private static byte[] bytes(String name) throws IOException {
    try (InputStream in =
        Assets.class.getResourceAsStream("/dev/gambeson/server/console/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static List<String> lines() throws IOException {
    return new String(bytes("files.txt"), StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everyFileIsAsItsListSays() throws IOException {
    assertThat(lines()).hasSizeGreaterThan(3);
    for (String line : lines()) {
      String[] parts = line.split(" {2}", 2);
      assertThat(Sha256.of(bytes(parts[1]))).as(parts[1]).isEqualTo(parts[0]);
    }
  }

  @Test
  void licencesOfWhatIsBuiltInLieBesideIt() throws IOException {
    assertThat(new String(bytes("licences.txt"), StandardCharsets.UTF_8))
        .contains("Svelte", "uPlot", "MIT License");
  }

  @Test
  void nothingNamesAForeignHost() throws IOException {
    for (String line : lines()) {
      String name = line.split(" {2}", 2)[1];
      if (name.endsWith(".js") || name.endsWith(".css")) {
        assertThat(
                new String(bytes(name), StandardCharsets.UTF_8)
                    .replace("http://www.w3.org/", "")
                    .replace("https://svelte.dev/e/", "")
                    .replaceAll("http://www\\.w3\\.org/\\S+", ""))
            .as(name)
            .doesNotContain("https://", "http://");
      }
    }
  }
}
