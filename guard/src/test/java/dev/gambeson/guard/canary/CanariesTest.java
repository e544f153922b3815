package dev.gambeson.guard.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.Samples;
import dev.gambeson.guard.canary.Bait.Label;
import dev.gambeson.guard.input.InputProfile;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class CanariesTest {
  private static final FeatureSpace SPACE = space();
  private static final Rows REAL = rows(2000, 1);
  private static final InputProfile PROFILE = InputProfile.of(SPACE, REAL);
  private static final MacKey KEY = MacKey.of(new byte[32]);
  private static final Label LABEL =
      new Label(
          "b1", "sandbox of partner X", "fraud desk", "leak test", Samples.NOON.plusSeconds(60));
  private static final Bait BAIT =
      new BaitMaker(SPACE, PROFILE, REAL, rows(3000, 2), KEY).make(LABEL, 50, new Seed(9).random());

  private final List<Alert> alerts = new ArrayList<>();
  private final BaitMatcher matcher = matcher(KEY, BAIT.set());

  private static FeatureSpace space() {
    List<Feature> features = new ArrayList<>();
    for (int f = 0; f < 9; f++) {
      features.add(new Feature.Numeric("n" + f, false, -1e6, 1e6, 100, false));
    }
    for (int f = 0; f < 3; f++) {
      features.add(new Feature.Categorical("c" + f, List.of("x", "y", "z"), false));
    }
    return new FeatureSpace(features);
  }

  /// Numbers that hang together through one hidden cause, two decimals; three categories.
  private static Rows rows(int n, long seed) {
    RandomGenerator random = new Seed(seed).random();
    double[] values = new double[n * 12];
    for (int i = 0; i < n; i++) {
      double cause = random.nextGaussian();
      for (int f = 0; f < 9; f++) {
        double value = 1000 + 100 * (0.7 * cause + 0.7 * random.nextGaussian());
        values[i * 12 + f] = Math.rint(value * 100) / 100;
      }
      for (int f = 9; f < 12; f++) {
        values[i * 12 + f] = random.nextInt(3);
      }
    }
    return new Rows(n, 12, values);
  }

  private static BaitMatcher matcher(MacKey key, BaitSet... sets) {
    return new BaitMatcher(SPACE, PROFILE, List.of(sets), key);
  }

  private CanaryWatch watch(Decoys.Decoy... decoys) {
    int[] n = new int[1];
    CanaryWatch watch = new CanaryWatch(alerts::add, () -> "a" + n[0]++);
    watch.plant(Map.of("fraud", matcher), new Decoys(List.of(decoys), KEY));
    return watch;
  }

  private static Rows changed(int row, double factor, double by) {
    double[] values = BAIT.rows().row(row);
    for (int f = 0; f < 9; f++) {
      values[f] = values[f] * factor + by;
    }
    return Rows.of(values);
  }

  @Test
  void baitIsRecognisedAndHonestRecordsAreNot() {
    for (int row = 0; row < 50; row++) {
      assertThat(matcher.exact(BAIT.rows(), row, Samples.NOON))
          .contains(new BaitMatcher.Hit(row, LABEL, row, true));
    }
    Rows honest = rows(20_000, 3);
    for (int row = 0; row < honest.count(); row++) {
      assertThat(matcher.exact(honest, row, Samples.NOON)).isEmpty();
    }
  }

  @Test
  void baitHoldsItsDigitsThroughOtherWaysOfWriting() {
    assertThat(matcher.exact(changed(0, 1 + 1e-9, 0), 0, Samples.NOON)).isPresent();
    assertThat(CanonicalForm.significant(1000)).isEqualTo(CanonicalForm.significant(1000.0000001));
    assertThat(CanonicalForm.significant(999_999.7))
        .isEqualTo(CanonicalForm.significant(1_000_000));
    assertThat(CanonicalForm.significant(-0.0)).isEqualTo(CanonicalForm.significant(0));
    assertThat(CanonicalForm.significant(12.3456)).isNotEqualTo(CanonicalForm.significant(12.3457));
    assertThat(CanonicalForm.significant(1.23456)).isNotEqualTo(CanonicalForm.significant(12.3456));
  }

  @Test
  void aRoundedCopyIsAFuzzyHitAndHonestRecordsSeldomAre() {
    int hits = 0;
    for (int row = 0; row < 50; row++) {
      double[] values = BAIT.rows().row(row);
      for (int f = 0; f < 9; f++) {
        values[f] = Math.rint(values[f]); // cents cut off
      }
      hits += matcher.match(Rows.of(values), 0, Samples.NOON).isPresent() ? 1 : 0;
    }
    assertThat(hits).isGreaterThanOrEqualTo(45);
    Rows honest = rows(20_000, 4);
    int mistaken = 0;
    for (int row = 0; row < honest.count(); row++) {
      mistaken += matcher.match(honest, row, Samples.NOON).isPresent() ? 1 : 0;
    }
    assertThat(mistaken).isZero();
  }

  @Test
  void anotherKeySeesNothing() {
    BaitMatcher blind = matcher(MacKey.of("another key, long enough".getBytes()), BAIT.set());
    assertThat(blind.match(BAIT.rows(), 0, Samples.NOON)).isEmpty();
  }

  @Test
  void anExpiredSetIsSilentButStillKeptOutOfTraining() {
    assertThat(matcher.exact(BAIT.rows(), 0, Samples.NOON.plusSeconds(60))).isEmpty();
    double[][] blend = {BAIT.rows().row(0), REAL.row(0), BAIT.rows().row(1), REAL.row(1)};
    Rows kept = matcher.dropFrom(Rows.of(blend));
    assertThat(kept.count()).isEqualTo(2);
    assertThat(kept.row(0)).containsExactly(REAL.row(0));
  }

  @Test
  void theSetSurvivesJsonAndShowsNoRecord() {
    JsonMapper mapper = JsonMapper.builder().build();
    String json = mapper.writeValueAsString(BAIT.set());
    assertThat(mapper.readValue(json, BaitSet.class)).isEqualTo(BAIT.set());
    for (double value : BAIT.rows().row(0)) {
      if (value > 3) {
        assertThat(json).doesNotContain(Double.toString(value));
      }
    }
  }

  @Test
  void baitIsNoRealRecordAndLooksLikeOne() {
    assertThat(BAIT.collision()).isLessThan(1e-9);
    for (int row = 0; row < 50; row++) {
      for (int f = 0; f < 9; f++) {
        assertThat(BAIT.rows().at(row, f)).isBetween(500.0, 1500.0);
      }
    }
  }

  @Test
  void aTableOfCategoriesAloneIsRefused() {
    FeatureSpace plain =
        new FeatureSpace(
            List.of(
                new Feature.Categorical("a", List.of("x", "y"), false),
                new Feature.Numeric("age", true, 18, 90, 12, true)));
    RandomGenerator random = new Seed(1).random();
    double[] values = new double[4000];
    for (int i = 0; i < 2000; i++) {
      values[2 * i] = random.nextInt(2);
      values[2 * i + 1] = 18 + random.nextInt(60);
    }
    Rows rows = new Rows(2000, 2, values);
    BaitMaker maker = new BaitMaker(plain, InputProfile.of(plain, rows), rows, rows, KEY);
    assertThatThrownBy(() -> maker.make(LABEL, 5, random))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("No bait for 'sandbox of partner X'")
        .hasMessageContaining("decoy");
  }

  @Test
  void aSetWithoutAnOwnerIsRefused() {
    assertThatThrownBy(() -> new Label("b1", "x", " ", "y", Samples.NOON))
        .hasMessageContaining("owner");
  }

  @Test
  void anExactHitAlertsAtOnceWithoutTheRecord() {
    Query query = Samples.query(Samples.client(), BAIT.rows().slice(0, 1));
    assertThat(watch().look(query)).hasSize(1);
    assertThat(alerts).hasSize(1);
    Alert alert = alerts.getFirst();
    assertThat(alert.check()).isEqualTo("GB-GRD-040");
    assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(alert.subject().client()).isEqualTo("c1");
    assertThat(alert.message()).contains("sandbox of partner X").contains("fraud desk");
    assertThat(alert.toString()).doesNotContain(Double.toString(BAIT.rows().at(0, 0)));
  }

  @Test
  void oneFuzzyHitIsChanceAndTwoDifferentOnesAreAnAlert() {
    CanaryWatch watch = watch();
    Rows near = null;
    Rows other = null;
    for (int row = 0; row < 50 && other == null; row++) {
      Rows copy = changed(row, 1, 0.004);
      if (matcher.match(copy, 0, Samples.NOON).filter(h -> !h.exact()).isPresent()) {
        if (near == null) {
          near = copy;
        } else {
          other = copy;
        }
      }
    }
    watch.look(Samples.query(Samples.client(), near));
    watch.look(Samples.query(Samples.client(), near));
    assertThat(alerts).isEmpty();
    watch.look(Samples.query(Samples.client(), other));
    assertThat(alerts).extracting(Alert::check).containsExactly("GB-GRD-041");
  }

  @Test
  void anyUseOfADecoyIsAnAlert() {
    CanaryWatch watch =
        watch(
            new Decoys.Decoy(Decoys.Kind.MODEL, "credit-score-full", LABEL),
            new Decoys.Decoy(Decoys.Kind.KEY, Decoys.mark(KEY, "gbk_live_decoy"), LABEL));
    assertThat(decoy(watch, "fraud", Samples.NOON)).isFalse();
    assertThat(watch.key("gbk_live_real", "192.0.2.7", Samples.NOON)).isFalse();
    assertThat(alerts).isEmpty();
    assertThat(decoy(watch, "credit-score-full", Samples.NOON)).isTrue();
    assertThat(watch.key("gbk_live_decoy", "192.0.2.7", Samples.NOON)).isTrue();
    assertThat(alerts).hasSize(2).allMatch(a -> !a.toString().contains("gbk_live_decoy"));
  }

  private static boolean decoy(CanaryWatch watch, String model, Instant now) {
    return watch.model(Optional.of(Samples.client()), model, "192.0.2.7", now);
  }

  @Test
  void whoeverGoesOnUsingADecoyAlertsOnceAMinute() {
    CanaryWatch watch = watch(new Decoys.Decoy(Decoys.Kind.MODEL, "credit-score-full", LABEL));
    for (int second = 0; second < 130; second += 10) {
      assertThat(decoy(watch, "credit-score-full", Samples.NOON.plusSeconds(second))).isTrue();
    }
    assertThat(alerts).hasSize(3);
    assertThat(watch.model(Optional.empty(), "credit-score-full", "192.0.2.9", Samples.NOON))
        .as("a stranger counts by himself")
        .isTrue();
    assertThat(alerts).hasSize(4);
  }

  @Test
  void whatIsTakenUpAgainAlertsNoMoreAndOtherModelsHaveNoBait() {
    CanaryWatch watch = watch();
    Rows bait = BAIT.rows().slice(0, 1);
    Query other = new Query("q", Samples.client(), "churn", "v1", bait, Samples.NOON);
    assertThat(watch.look(other)).isEmpty();
    watch.plant(Map.of(), Decoys.none());
    assertThat(watch.look(Samples.query(Samples.client(), bait))).isEmpty();
    assertThat(alerts).isEmpty();
  }

  @Test
  void goldenQueriesTellAnotherModelAndAForgedFile() throws NoSuchAlgorithmException {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Answer answer = Samples.binary(0.7f, 0.2f);
    GoldenQueries golden =
        GoldenQueries.of("fraud", "v1", REAL.slice(0, 2), answer, 1e-5).signedBy(keys.getPrivate());
    assertThat(golden.isSignedBy(keys.getPublic())).isTrue();
    assertThat(golden.mismatch(answer)).isEmpty();
    assertThat(golden.mismatch(Samples.binary(0.700005f, 0.2f))).isEmpty();
    assertThat(golden.mismatch(Samples.binary(0.7001f, 0.2f))).isPresent();
    assertThat(golden.mismatch(Samples.binary(0.3f, 0.2f)).orElseThrow()).contains("label");
    assertThat(golden.mismatch(Samples.binary(Float.NaN, 0.2f))).isPresent();
    assertThat(golden.mismatch(answer.labelsOnly())).isPresent();
    assertThat(golden.question().row(1)).containsExactly(REAL.row(1));
    JsonMapper mapper = JsonMapper.builder().build();
    String json = mapper.writeValueAsString(golden);
    assertThat(mapper.readValue(json, GoldenQueries.class).isSignedBy(keys.getPublic())).isTrue();
    String forged = json.replace("\"v1\"", "\"v2\"");
    assertThat(mapper.readValue(forged, GoldenQueries.class).isSignedBy(keys.getPublic()))
        .isFalse();
  }
}
