package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesWatchedTest {
  @TempDir private Path folder;

  @Test
  void aChangeIsSeenOnceEvenWhenTheTimeIsKept() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "one");
    FileTime time = Files.getLastModifiedTime(file);
    FilesWatched watched = new FilesWatched(List.of(file));
    assertThat(watched.changed()).isFalse();
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, time);
    assertThat(watched.changed()).isTrue();
    assertThat(watched.changed()).isFalse();
  }

  @Test
  void aSwappedLinkIsAChangeAndAFileThatIsAwayIsWaitedFor() throws IOException {
    Files.writeString(folder.resolve("v1"), "one");
    Files.writeString(folder.resolve("v2"), "two");
    Path link = Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("v1"));
    FilesWatched watched = new FilesWatched(List.of(link));
    Files.delete(link);
    assertThat(watched.changed()).isFalse();
    Files.createSymbolicLink(link, Path.of("v2"));
    assertThat(watched.changed()).isTrue();
  }
}
