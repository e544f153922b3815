package dev.gambeson.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.control.Holds.Hold;
import dev.gambeson.server.gateway.Step;
import dev.gambeson.server.state.Database;
import dev.gambeson.server.state.SqlHolds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private final InstantSource clock = InstantSource.fixed(NOW);
  private final List<Hold> gone = new ArrayList<>();
  @TempDir private Path folder;

  private Holds node(Database database, String name) {
    return new Holds(new SqlHolds(database), folder.resolve(name), clock, gone::add);
  }

  private static Hold block(String key, String client) {
    return new Hold(
        key, client, "", Step.BLOCKED, NOW, NOW.plusSeconds(60), "anna", "probing at night");
  }

  private Step step(Holds node, String client) {
    return node.step(client, "fraud", NOW);
  }

  @Test
  void aBlockAtOneNodeHoldsAtTheOtherAndSoDoesItsEnd() {
    try (Database database = Database.embedded(folder.resolve("db"))) {
      Holds one = node(database, "one");
      Holds two = node(database, "two");

      one.place(block("k", "acme/7"));
      two.refresh();
      assertThat(step(two, "acme/7")).isEqualTo(Step.BLOCKED);
      assertThat(step(two, "acme/8")).isEqualTo(Step.CLEAR);

      assertThat(two.lift("k")).isTrue();
      one.refresh();
      assertThat(step(one, "acme/7")).isEqualTo(Step.CLEAR);
      assertThat(gone).extracting(Hold::key).containsExactly("k");
    }
  }

  @Test
  void aRestartedNodeKnowsWhatAllShare() {
    try (Database database = Database.embedded(folder.resolve("db"))) {
      node(database, "one").place(block("k", "acme/7"));

      assertThat(step(node(database, "two"), "acme/7")).isEqualTo(Step.BLOCKED);
      assertThat(folder.resolve("one")).as("nothing is left to share").doesNotExist();
    }
  }

  @Test
  void whileTheDatabaseIsAwayABlockHoldsHereOutlivesTheProcessAndIsSharedLater() {
    Database lost = Database.embedded(folder.resolve("db"));
    Holds one = node(lost, "one");
    one.place(block("old", "acme/1"));
    lost.close();

    one.place(block("new", "acme/7"));
    assertThat(one.lift("old")).isTrue();
    assertThat(step(one, "acme/7")).isEqualTo(Step.BLOCKED);
    assertThat(step(one, "acme/1")).isEqualTo(Step.CLEAR);

    try (Database back = Database.embedded(folder.resolve("db"))) {
      Holds restarted = node(back, "one");
      assertThat(step(restarted, "acme/7")).isEqualTo(Step.BLOCKED);
      assertThat(step(restarted, "acme/1")).isEqualTo(Step.CLEAR);
      Holds other = node(back, "two");
      assertThat(step(other, "acme/7")).isEqualTo(Step.CLEAR);

      restarted.share();
      other.refresh();
      assertThat(step(other, "acme/7")).isEqualTo(Step.BLOCKED);
      assertThat(step(other, "acme/1")).isEqualTo(Step.CLEAR);
      assertThat(folder.resolve("one")).doesNotExist();
    }
  }

  @Test
  void aHoldOnEverybodyHoldsForAllAndEndsByItself() {
    try (Database database = Database.embedded(folder.resolve("db"))) {
      Holds one = node(database, "one");
      one.place(
          new Hold(
              "all", Holds.EVERYBODY, "fraud", Step.COARSENED, NOW, NOW.plusSeconds(5), "p", "r"));
      assertThat(one.step("x/y", "fraud", NOW)).isEqualTo(Step.COARSENED);
      assertThat(one.step("x/y", "other", NOW)).isEqualTo(Step.CLEAR);
      assertThat(one.step("x/y", "fraud", NOW.plusSeconds(5))).isEqualTo(Step.CLEAR);
    }
  }

  @Test
  void aDamagedFileStopsTheStartInsteadOfForgettingABlock() throws IOException {
    Files.writeString(folder.resolve("one"), "{\"placed\": [");
    try (Database database = Database.embedded(folder.resolve("db"))) {
      assertThatThrownBy(() -> node(database, "one"))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("cannot be read");
    }
  }
}
