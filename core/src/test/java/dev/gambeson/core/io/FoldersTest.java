package dev.gambeson.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir private Path folder;

  @Test
  void aFolderGoesWithItsContentAndWhatLinksLeadToStays() throws IOException {
    Path outside = Files.writeString(folder.resolve("kept"), "kept");
    Path inner = Files.createDirectories(folder.resolve("gone/deep"));
    Files.writeString(inner.resolve("file"), "x");
    Files.createSymbolicLink(inner.resolve("link"), outside);

    Folders.deleteQuietly(folder.resolve("gone"));

    assertThat(folder.resolve("gone")).doesNotExist();
    assertThat(outside).hasContent("kept");
  }

  @Test
  void aFolderThatIsNotThereIsNoTrouble() {
    Folders.deleteQuietly(folder.resolve("absent"));
    assertThat(folder).isEmptyDirectory();
  }
}
