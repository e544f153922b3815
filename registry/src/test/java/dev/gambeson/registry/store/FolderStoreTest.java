package dev.gambeson.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FolderStoreTest extends ObjectStoreContract {
  @Override
  ObjectStore open(Path folder) {
    return FolderStore.open(folder, Clock.systemUTC());
  }

  @Test
  void leftoversOfYesterdaysCrashAreSweptAndTodaysUploadsAreNot() throws IOException {
    Path old = Files.writeString(folder.resolve("staging/old.part"), "x");
    Path young = Files.writeString(folder.resolve("staging/young.part"), "x");
    Files.setLastModifiedTime(
        old, FileTime.from(Clock.systemUTC().instant().minus(Duration.ofDays(2))));

    open(folder).close();

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }
}
