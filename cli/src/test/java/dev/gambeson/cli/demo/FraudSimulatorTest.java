package dev.gambeson.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FraudSimulatorTest {
  private static final FraudData DATA =
      FraudSimulator.simulate(FraudOptions.defaults(), new Seed(42));

  private static List<Transaction> all() {
    return Stream.concat(DATA.train().stream(), DATA.test().stream()).toList();
  }

  private static double mean(
      List<Transaction> rows, Predicate<Transaction> which, ToDoubleFunction<Transaction> value) {
    return rows.stream().filter(which).mapToDouble(value).average().orElseThrow();
  }

  private static double share(Scenario scenario, Predicate<Transaction> what) {
    return mean(all(), t -> t.scenario() == scenario, t -> what.test(t) ? 1 : 0);
  }

  @Test
  void theRowsAreAsManyAsAskedAndInOrderOfTime() {
    assertThat(DATA.train()).hasSize(20_000);
    assertThat(DATA.test()).hasSize(10_000);
    assertThat(all()).isSortedAccordingTo((a, b) -> Long.compare(a.second(), b.second()));
  }

  @Test
  void theShareOfFraudIsAsAskedAndSimilarInBothParts() {
    assertThat(mean(all(), _ -> true, t -> t.isFraud() ? 1 : 0)).isCloseTo(0.015, within(1e-9));
    // frauds come in incidents of about four; 0.005 is four standard errors of the smaller part
    assertThat(mean(DATA.train(), _ -> true, t -> t.isFraud() ? 1 : 0))
        .isCloseTo(0.015, within(0.005));
    assertThat(mean(DATA.test(), _ -> true, t -> t.isFraud() ? 1 : 0))
        .isCloseTo(0.015, within(0.005));
  }

  @Test
  void theSameSeedGivesTheSameFilesAndAnotherSeedOthers(@TempDir Path folder) throws IOException {
    DATA.write(folder.resolve("a"));
    FraudSimulator.simulate(FraudOptions.defaults(), new Seed(42)).write(folder.resolve("b"));
    FraudSimulator.simulate(FraudOptions.defaults(), new Seed(43)).write(folder.resolve("c"));

    assertThat(folder.resolve("b/train.csv")).hasSameBinaryContentAs(folder.resolve("a/train.csv"));
    assertThat(folder.resolve("b/test.csv")).hasSameBinaryContentAs(folder.resolve("a/test.csv"));
    assertThat(Files.readString(folder.resolve("c/train.csv")))
        .isNotEqualTo(Files.readString(folder.resolve("a/train.csv")));
  }

  @Test
  void theFileHasItsHeaderAndAsManyCellsInEveryRow(@TempDir Path folder) throws IOException {
    DATA.write(folder);

    List<String> lines = Files.readAllLines(folder.resolve("test.csv"));

    assertThat(lines).hasSize(10_001).allMatch(l -> l.split(",", -1).length == 16);
    assertThat(lines.getFirst()).startsWith("amount,").endsWith(",is_fraud");
  }

  @Test
  void legitimateAmountsFollowTheHabitOfTheCustomer() {
    double[] logs =
        all().stream()
            .filter(t -> !t.isFraud() && t.category() != MerchantCategory.CASH)
            .mapToDouble(t -> Math.log(t.amountVsHabit()))
            .toArray();
    double mean = java.util.Arrays.stream(logs).average().orElseThrow();
    double variance =
        java.util.Arrays.stream(logs).map(v -> (v - mean) * (v - mean)).average().orElseThrow();

    // log-normal around the habit, standard deviation uniform between 0.45 and 0.70
    assertThat(mean).isCloseTo(0, within(0.02));
    assertThat(Math.sqrt(variance)).isBetween(0.52, 0.64);
  }

  @Test
  void merchantCategoriesComeAsOftenAsDocumented() {
    for (MerchantCategory category :
        List.of(MerchantCategory.GROCERY, MerchantCategory.FUEL, MerchantCategory.ELECTRONICS)) {
      double share = mean(all(), t -> !t.isFraud(), t -> t.category() == category ? 1 : 0);
      // customers' mixes are disturbed by exp(0.5 N), so a share may be off by a fifth
      assertThat(share).isCloseTo(category.share(), within(0.2 * category.share()));
    }
  }

  @Test
  void everyScenarioOccursAndBearsItsMarks() {
    for (Scenario scenario : Scenario.values()) {
      assertThat(all()).anyMatch(t -> t.scenario() == scenario);
    }
    assertThat(mean(all(), t -> t.scenario() == Scenario.CARD_TESTING, Transaction::inLast24h))
        .isGreaterThan(2);
    assertThat(share(Scenario.CARD_TESTING, t -> t.amount() < 6)).isGreaterThan(0.7);
    assertThat(share(Scenario.STOLEN_CARD, t -> t.distanceKm() > 30)).isGreaterThan(0.99);
    assertThat(share(Scenario.STOLEN_CARD, t -> t.channel().equals("online"))).isZero();
    assertThat(share(Scenario.ACCOUNT_TAKEOVER, Transaction::newDevice)).isEqualTo(1);
    assertThat(
            mean(all(), t -> t.scenario() == Scenario.ACCOUNT_TAKEOVER, Transaction::amountVsHabit))
        .isGreaterThan(1.5);
    assertThat(share(Scenario.LEGITIMATE, Transaction::newDevice)).isBetween(0.005, 0.03);
  }

  @Test
  void noSingleMarkGivesFraudAway() {
    assertThat(all()).anyMatch(t -> !t.isFraud() && t.newDevice());
    assertThat(all()).anyMatch(t -> !t.isFraud() && t.distanceKm() > 500);
    assertThat(all()).anyMatch(t -> !t.isFraud() && t.amountVsHabit() > 4);
    assertThat(all()).anyMatch(t -> t.isFraud() && t.distanceKm() < 10);
  }

  @Test
  void lateAndMissingReportsLeaveFraudsUnlabelled() {
    FraudData late =
        FraudSimulator.simulate(new FraudOptions(20_000, 10_000, 0.05, 0.2, 10), new Seed(1));
    double early = mean(late.train(), Transaction::isFraud, t -> t.labelledFraud() ? 1 : 0);
    double recent = mean(late.test(), Transaction::isFraud, t -> t.labelledFraud() ? 1 : 0);

    assertThat(early).isCloseTo(0.79, within(0.06));
    assertThat(recent).isLessThan(early - 0.1);
    assertThat(late.train()).noneMatch(t -> !t.isFraud() && t.labelledFraud());
  }

  @Test
  void impossibleOptionsAreRefused() {
    assertThatThrownBy(() -> new FraudOptions(20_000, 10, 0.015, 0, 0))
        .hasMessageContaining("at least 100");
    assertThatThrownBy(() -> new FraudOptions(20_000, 1000, 0.9, 0, 0))
        .hasMessageContaining("fraudShare 0.9");
  }
}
