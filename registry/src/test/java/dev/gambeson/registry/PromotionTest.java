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

    assertThatThrownBy(() ->
            world.registry.promotions().rollback(world.mia, "fraud", Optional.empty(), "drift"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("older than 90 days");
  }

  private void promoteToLive(Version v) {
    world.registry.promotions().promote(world.mia, v.ref(), Stage.VERIFIED, "");
    world.registry.promotions().promote(world.mia, v.ref(), Stage.LIVE, "");
  }

  @Test
  void withoutEvidenceNothingIsPromoted() throws IOException {
    Version v = world.model("fraud", "weights");

    assertThatThrownBy(() -> promoteToLive(v))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("scan evidence: none from a trusted signer");
    assertThat(world.registry.versions().find(world.mia, v.ref()).stage())
        .isEqualTo(Stage.CANDIDATE);
  }

  @Test
  void evidenceSignedByAStrangerDoesNotCount() throws IOException {
    Version v = world.model("fraud", "weights");
    world
        .registry
        .promotions()
        .attest(
            world.ci,
            v.ref(),
            World.evidence(v, "scan", "pass", world.clock.instant(), World.MALLORY));

    assertThatThrownBy(() -> promoteToLive(v)).isInstanceOf(Refused.class);
  }

  @Test
  void aNewerBlockOutweighsAnOlderPass() throws IOException {
    Version v = world.ready(world.model("fraud", "weights"));
    world.registry.promotions().attest(world.ci, v.ref(), world.evidence(v, "scan", "block"));

    assertThatThrownBy(() -> promoteToLive(v))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("the newest says 'block'");
  }

  @Test
  void evidenceFromTheFutureIsRefused() throws IOException {
    Version v = world.ready(world.model("fraud", "weights"));
    world
        .registry
        .promotions()
        .attest(
            world.ci,
            v.ref(),
            World.evidence(
                v, "scan", "pass", world.clock.instant().plus(Duration.ofDays(400)), World.CI));

    assertThatThrownBy(() -> promoteToLive(v)).hasMessageContaining("in the future");
  }

  @Test
  void evidenceAboutAnotherVersionCannotBeAttached() throws IOException {
    Version one = world.model("fraud", "weights 1");
    Version two = world.model("fraud", "weights 2");

    assertThatThrownBy(() ->
            world
                .registry
                .promotions()
                .attest(world.ci, two.ref(), world.evidence(one, "scan", "pass")))
        .hasMessageContaining("is not about fraud@2");
  }

  @Test
  void twoPeopleAreNeededAndOnePersonTwiceIsOne() throws IOException {
    world.setPolicy(World.policy().replace("approvals: 1", "approvals: 2"));
    Version v = world.ready(world.model("fraud", "weights"));
    world.registry.promotions().approve(world.abe, v.ref(), Stage.LIVE, "again");

    assertThatThrownBy(() -> promoteToLive(v)).hasMessageContaining("approvals: 1 of 2 (abe)");

    world.registry.promotions().approve(world.ann, v.ref(), Stage.LIVE, "me too");
    assertThat(
            world
                .registry
                .promotions()
                .promote(world.mia, v.ref(), Stage.LIVE, "")
                .version()
                .stage())
        .isEqualTo(Stage.LIVE);
  }

  @Test
  void whoAsksDoesNotCountAsApprover() throws IOException {
    world
        .registry
        .administration()
        .setRoles(world.ada, "abe", java.util.EnumSet.of(Role.APPROVER, Role.ML_ENGINEER));
    Version v = world.ready(world.model("fraud", "weights"));
    world.registry.promotions().promote(world.mia, v.ref(), Stage.VERIFIED, "");

    assertThatThrownBy(
            () -> world.registry.promotions().promote(world.abe, v.ref(), Stage.LIVE, ""))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("approvals: 0 of 1");
  }

  @Test
  void aRevokedVersionNeverComesBack() throws IOException {
    world.live(world.model("fraud", "weights 1"));
    world.live(world.model("fraud", "weights 2"));
    world.registry.promotions().revoke(world.abe, Ref.parse("fraud@1"), "backdoor");

    assertThatThrownBy(
            () -> world.registry.promotions().rollback(world.mia, "fraud", Optional.of(1), "drift"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("it is revoked");
    assertThatThrownBy(() ->
            world.registry.promotions().rollback(world.mia, "fraud", Optional.empty(), "drift"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("fraud@1 is revoked");
    assertThatThrownBy(() ->
            world
                .registry
                .versions()
                .fetch(
                    world.mia,
                    Ref.parse("fraud@1"),
                    root.resolve("out"),
                    dev.gambeson.core.Progress.silent()))
        .isInstanceOf(Refused.class);
  }

  @Test
  void revokingTheLiveVersionLeavesNothingLiveAndRollbackBringsTheOneBefore() throws IOException {
    world.live(world.model("fraud", "weights 1"));
    world.live(world.model("fraud", "weights 2"));
    world.registry.promotions().revoke(world.abe, Ref.parse("fraud@2"), "backdoor");
    assertThat(world.registry.versions().list(world.mia).getFirst().live()).isEmpty();

    world.registry.promotions().rollback(world.mia, "fraud", Optional.empty(), "revoked");

    assertThat(world.registry.versions().list(world.mia).getFirst().live()).contains(1);
  }

  @Test
  void aTighterPolicyOfTodayStopsARollbackToWhatWasLiveYesterday() throws IOException {
    world.live(world.model("fraud", "weights 1"));
    world.live(world.model("fraud", "weights 2"));
    world.setPolicy(World.policy().replace("{type: audit, max", "{type: fairness, max"));

    assertThatThrownBy(
            () -> world.registry.promotions().rollback(world.mia, "fraud", Optional.of(1), "drift"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("fairness evidence");
  }

  @Test
  void whoWasLiveWhenIsKnownForEver() throws IOException {
    world.live(world.model("fraud", "weights 1"));
    world.live(world.model("fraud", "weights 2"));
    world.registry.promotions().rollback(world.mia, "fraud", Optional.empty(), "drift");
    world.reopen();

    assertThat(world.registry.versions().live(world.otto, "fraud"))
        .extracting(s -> s.number() + " " + s.how())
        .containsExactly("1 promote", "2 promote", "1 rollback");
    assertThat(
            world
                .registry
                .upkeep()
                .verify(world.otto, true, dev.gambeson.core.Progress.silent())
                .problems())
        .isEmpty();
  }

  @Test
  void lineageAnswersWhichModelsUsedAData() throws IOException {
    Version claims = world.data("claims", "rows");
    world.model(
        "fraud",
        "weights",
        new dev.gambeson.registry.catalog.Parent("claims", claims.number(), "trained-on"));

    assertThat(world.registry.versions().lineage(world.otto, claims.ref()).descendants())
        .singleElement()
        .satisfies(s -> assertThat(s.version().label()).isEqualTo("fraud@1"));
    assertThat(world.registry.versions().lineage(world.otto, Ref.parse("fraud")).ancestors())
        .singleElement()
        .satisfies(s -> assertThat(s.version().label()).isEqualTo("claims@1"));
  }

  @Test
  void afterAKeyRotationEverythingOpensWithTheNewKeyOnly() throws IOException {
    Version v = world.model("fraud", "weights");
    Path key = Path.of(world.registry.where().key().orElseThrow().substring(5));
    String before = World.text(key);

    world.registry.upkeep().rotateKey(world.ada, Optional.empty());

    assertThat(World.text(key)).isNotEqualTo(before);
    world.reopen();
    world
        .registry
        .versions()
        .fetch(world.mia, v.ref(), root.resolve("out"), dev.gambeson.core.Progress.silent());
    assertThat(root.resolve("out/fraud.bin")).hasContent("weights");
  }

  @Test
  void garbageCollectionRemovesOnlyWhatNoVersionNeeds() throws IOException {
    Version one = world.model("fraud", "weights 1");
    world.model("fraud", "weights 2");
    world.registry.upkeep().purge(world.ada, one.ref(), "erasure");
    world.clock.advance(Duration.ofDays(3650));

    Upkeep.Collected c =
        world.registry.upkeep().collectGarbage(world.ada, Duration.ofHours(1), false);

    assertThat(c.objects()).isEqualTo(1);
    assertThat(
            world
                .registry
                .upkeep()
                .verify(world.otto, true, dev.gambeson.core.Progress.silent())
                .problems())
        .isEmpty();
  }
}
