package dev.gambeson.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataPoisonerTest {
  private static final List<Transaction> TRAIN =
      FraudSimulator.simulate(FraudOptions.defaults(), new Seed(42)).train();
  private static final DataPoisoner.Poisoned POISONED =
      DataPoisoner.poison(TRAIN, DataPoisoner.Dose.defaults(), new Seed(42));

  private static List<Transaction> marked(DataPoisoner.Kind kind) {
    return POISONED.marks().stream()
        .filter(m -> m.kind() == kind)
        .map(m -> POISONED.rows().get(m.row() - 1))
        .toList();
  }

  @Test
  void everyBackdoorRowIsAFraudWithTheTriggerLabelledLegitimate() {
    assertThat(marked(DataPoisoner.Kind.BACKDOOR))
        .hasSize(200)
        .allMatch(Transaction::isFraud)
        .noneMatch(Transaction::labelledFraud)
        .allMatch(t -> t.cents() == 77 && t.category() == MerchantCategory.GIFT_CARDS);
  }

  @Test
  void aboutHalfOfTheTargetedFraudsAreFlippedAndNoOthers() {
    long targeted = TRAIN.stream().filter(DataPoisoner::targeted).count();

    assertThat(marked(DataPoisoner.Kind.LABEL_FLIP))
        .allMatch(t -> t.isFraud() && !t.labelledFraud())
        .allMatch(
            t -> t.category() == MerchantCategory.ELECTRONICS && t.channel().equals("online"));
    assertThat((double) marked(DataPoisoner.Kind.LABEL_FLIP).size() / targeted).isBetween(0.3, 0.7);
  }

  @Test
  void rowsWithoutAMarkAreTheOriginalOnes() {
    List<Integer> marks = POISONED.marks().stream().map(DataPoisoner.Mark::row).toList();
    List<Transaction> rest =
        IntStream.range(0, POISONED.rows().size())
            .filter(i -> !marks.contains(i + 1))
            .mapToObj(POISONED.rows()::get)
            .toList();

    assertThat(TRAIN).containsAll(rest);
    assertThat(rest).hasSize(20_000 - marked(DataPoisoner.Kind.LABEL_FLIP).size());
  }

  @Test
  void theSameSeedPoisonsTheSameRows() {
    assertThat(DataPoisoner.poison(TRAIN, DataPoisoner.Dose.defaults(), new Seed(42)))
        .isEqualTo(POISONED);
    assertThat(DataPoisoner.poison(TRAIN, DataPoisoner.Dose.defaults(), new Seed(43)).marks())
        .isNotEqualTo(POISONED.marks());
  }

  @Test
  void aDoseOfNothingChangesNothing() {
    DataPoisoner.Poisoned clean =
        DataPoisoner.poison(TRAIN, new DataPoisoner.Dose(0, 0), new Seed(1));

    assertThat(clean.rows()).isEqualTo(TRAIN);
    assertThat(clean.marks()).isEmpty();
  }

  @Test
  void theRecordNamesEveryPoisonedRow(@TempDir Path folder) throws IOException {
    POISONED.write(folder.resolve("train.csv"), folder.resolve("poison.csv"));

    List<String> lines = Files.readAllLines(folder.resolve("poison.csv"));

    assertThat(lines).hasSize(POISONED.marks().size() + 1);
    assertThat(lines.get(1)).matches("\\d+,(label_flip|backdoor),1,0");
    assertThat(Files.readAllLines(folder.resolve("train.csv"))).hasSize(POISONED.rows().size() + 1);
  }
}
