package dev.gambeson.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromotionTest {
  @TempDir Path root;
  private World world;

  @BeforeEach
  void open() throws IOException {
    world = new World(root);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aVersionGoesFromCandidateToLiveOnEvidenceAndApproval() throws IOException {
    Version v = world.model("fraud", "weights 1");

    Promotions.Moved moved = world.live(v);

    assertThat(v.stage()).isEqualTo(Stage.CANDIDATE);
    assertThat(moved.version().stage()).isEqualTo(Stage.LIVE);
    assertThat(world.registry.versions().live(world.otto, "fraud"))
        .singleElement()
        .satisfies(s -> {
          assertThat(s.number()).isEqualTo(1);
          assertThat(s.by()).isEqualTo("mia");
          assertThat(s.until()).isEmpty();
        });
  }

  @Test
  void rollbackMakesTheVersionBeforeLiveAgain() throws IOException {
    world.live(world.model("fraud", "weights 1"));
    world.live(world.model("fraud", "weights 2"));

    Promotions.Moved moved =
        world.registry.promotions().rollback(world.mia, "fraud", Optional.empty(), "drift");

    assertThat(moved.version().number()).isEqualTo(1);
    assertThat(moved.displaced()).contains(2);
    assertThat(world.registry.versions().find(world.mia, Ref.parse("fraud@live")).number())
        .isEqualTo(1);
    assertThat(world.registry.versions().find(world.mia, Ref.parse("fraud@2")).stage())
        .isEqualTo(Stage.RETIRED);
  }

  @Test
  void rollbackAfterTheEvidenceHasExpiredIsRefused() throws IOException {
    world.live(world.model("fraud", "weights 1"));
    world.clock.advance(Duration.ofDays(91));
    world.live(world.model("fraud", "weights 2"));

    assertThatThrownBy(
            () ->
                world
                    .registry
                    .promotions()
                    .rollback(world.mia, "fraud", Optional.empty(), "drift"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("older than 90 days");
  }
}
