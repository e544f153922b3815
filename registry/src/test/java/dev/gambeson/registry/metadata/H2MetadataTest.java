package dev.gambeson.registry.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2MetadataTest extends MetadataContract {
  @TempDir Path folder;

  @Override
  Database fresh() {
    return Database.embedded(folder, true, Duration.ofSeconds(1));
  }

  @Test
  void aMissingDatabaseIsNotMadeAnew() {
    assertThatThrownBy(
            () -> Database.embedded(folder.resolve("elsewhere"), false, Duration.ofSeconds(1)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("The database file is missing");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aPathThatH2WouldReadAsASettingIsRefused() {
    Path hostile = folder.resolve("x;INIT=RUNSCRIPT FROM 'evil.sql'");

    assertThatThrownBy(() -> Database.embedded(hostile, true, Duration.ofSeconds(1)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("contains ';'");
  }

  @Test
  void aDamagedDatabaseIsSaidToBeDamaged() throws IOException {
    database.close();
    Path file = folder.resolve("metadata.mv.db");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      for (long at = 0; at < Files.size(file); at += 64) {
        raw.seek(at);
        raw.write(0x5a);
      }
    }

    assertThatThrownBy(() -> Database.embedded(folder, false, Duration.ofSeconds(1)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("damaged");
    database = Database.embedded(folder.resolve("other"), true, Duration.ofSeconds(1));
  }
}
