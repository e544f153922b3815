package dev.gambeson.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registry whose key-encryption key is in a KMS: any Tink client on the class path, here
/// `crypt.TestKms`.
class KmsTest {
  @TempDir Path root;

  @Test
  void aKeyFileIsReplacedByAKmsAndContentOpensWithTheKmsAlone() throws IOException {
    try (World world = new World(root)) {
      world.live(world.model("fraud", "weights 1"));
      Upkeep.Rotated rotated =
          world.registry.upkeep().rotateKey(world.ada, Optional.of("test-kms://one"));
      assertThat(rotated.address()).isEqualTo("test-kms://one");
      for (Path file : keyFiles()) {
        Files.delete(file);
      }
      world.reopen();
      world.model("fraud", "weights 2");
      assertThat(world.registry.upkeep().verify(world.otto, true, Progress.silent()).problems())
          .isEmpty();
      world.registry.upkeep().rotateKey(world.ada, Optional.of("test-kms://two"));
      world.reopen();
      assertThat(world.registry.upkeep().verify(world.otto, true, Progress.silent()).objects())
          .isEqualTo(2);
    }
  }

  @Test
  void aKmsThatRefusesLeavesTheRegistryAsItWas() throws IOException {
    try (World world = new World(root)) {
      world.model("fraud", "weights 1");
      assertThatThrownBy(
              () -> world.registry.upkeep().rotateKey(world.ada, Optional.of("test-kms://denied")))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("test-kms://denied")
          .hasMessageContaining("access denied");
      world.reopen();
      assertThat(world.registry.upkeep().verify(world.otto, true, Progress.silent()).problems())
          .isEmpty();
    }
  }

  private Iterable<Path> keyFiles() throws IOException {
    try (var files = Files.list(root.resolve("keys"))) {
      return files.filter(f -> f.toString().endsWith(".key")).toList();
    }
  }
}
