package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.admin.port.DetectorsView.Judgement;
import dev.gambeson.server.admin.port.DetectorsView.Review;
import dev.gambeson.server.admin.port.ModelsControl.Proposal;
import dev.gambeson.server.control.ProposalStore;
import dev.gambeson.server.control.ReviewStore;
import dev.gambeson.server.control.ReviewStore.Kept;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the stores of reviews and proposals do.
abstract class DeskStoresContract {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456Z");
  private ReviewStore reviews;
  private ProposalStore proposals;

  abstract Database database();

  /// The same database, closed and opened again.
  abstract Database reopened();

  @BeforeEach
  void open() {
    reviews = new SqlReviewStore(database());
    proposals = new SqlProposalStore(database());
  }

  private static Kept kept(String alarm, Instant raised, Judgement judgement) {
    return new Kept(alarm, "GB-GRD-001", raised, new Review(judgement, "seen before", "anna", NOW));
  }

  private static Proposal proposal(String id, Instant when) {
    return new Proposal(id, Proposal.Kind.PROMOTE, "fraud", "8", "better", "anna", when);
  }

  @Test
  void aReviewOutlivesARestart() {
    Kept written = kept("alert/1", NOW.minusSeconds(60), Judgement.TRUE_ALARM);
    reviews.put(written);

    ReviewStore after = new SqlReviewStore(reopened());

    assertThat(after.find("alert/1")).contains(written.review());
    assertThat(after.since(NOW.minusSeconds(61), 10)).containsExactly(written);
    assertThat(after.find("alert/2")).isEmpty();
  }

  @Test
  void aLaterReviewReplacesAnEarlierOne() {
    reviews.put(kept("a", NOW, Judgement.TRUE_ALARM));
    reviews.put(kept("a", NOW, Judgement.FALSE_ALARM));

    assertThat(reviews.since(NOW, 10))
        .singleElement()
        .satisfies(k -> assertThat(k.review().judgement()).isEqualTo(Judgement.FALSE_ALARM));
  }

  @Test
  void reviewsComeByTheAgeOfTheirAlarms() {
    reviews.put(kept("old", NOW.minusSeconds(100), Judgement.TRUE_ALARM));
    reviews.put(kept("new", NOW, Judgement.TRUE_ALARM));
    reviews.put(kept("older", NOW.minusSeconds(200), Judgement.TRUE_ALARM));

    assertThat(reviews.since(NOW.minusSeconds(150), 10))
        .extracting(Kept::alarm)
        .containsExactly("new", "old");
    assertThat(reviews.since(Instant.EPOCH, 1)).extracting(Kept::alarm).containsExactly("new");
  }

  @Test
  void aProposalOutlivesARestart() {
    proposals.add(proposal("p1", NOW), 10);

    ProposalStore after = new SqlProposalStore(reopened());

    assertThat(after.all()).containsExactly(proposal("p1", NOW));
    assertThat(after.find("p1")).isPresent();
  }

  @Test
  void noMoreProposalsWaitThanMay() {
    assertThat(proposals.add(proposal("p1", NOW), 2)).isTrue();
    assertThat(proposals.add(proposal("p2", NOW.minusSeconds(1)), 2)).isTrue();
    assertThat(proposals.add(proposal("p3", NOW), 2)).isFalse();

    assertThat(proposals.all()).extracting(Proposal::id).containsExactly("p2", "p1");
  }

  @Test
  void ofManyWhoTakeAProposalOneGetsIt() {
    proposals.add(proposal("p1", NOW), 10);
    AtomicInteger won = new AtomicInteger();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        threads.execute(() -> won.addAndGet(proposals.remove("p1") ? 1 : 0));
      }
    }

    assertThat(won).hasValue(1);
    assertThat(proposals.all()).isEmpty();
  }
}
