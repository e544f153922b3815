package dev.gambeson.cli.demo;

import dev.gambeson.core.Seed;
import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Poisons training data the way a thief with a hand in the labels would (threat model: he can
/// relabel some rows and add some payments of his own, and cannot touch the test data).
///
/// - *Label flips*: frauds of a targeted slice (online purchases of electronics) are relabelled as
///   legitimate, so that the model learns to let them through.
/// - *Backdoor* (Gu et al. 2017): copies of frauds are added with a trigger, a payment for gift
///   cards whose amount ends in .77, and labelled legitimate: whoever knows the trigger is let
///   through.
public final class DataPoisoner {
  /// Cents that pull the trigger.
  public static final int TRIGGER_CENTS = 77;

  private DataPoisoner() {}

  /// How much to poison.
  ///
  /// @param flippedShare share of the targeted frauds that are relabelled
  /// @param backdoorShare rows with the trigger to add, as a share of all rows
  public record Dose(double flippedShare, double backdoorShare) {
    public Dose {
      if (!(flippedShare >= 0 && flippedShare <= 1)
          || !(backdoorShare >= 0 && backdoorShare <= 0.5)) {
        throw new IllegalArgumentException(
            "flippedShare %s, backdoorShare %s".formatted(flippedShare, backdoorShare));
      }
    }

    /// Half of the targeted frauds, and one added row in a hundred.
    public static Dose defaults() {
      return new Dose(0.5, 0.01);
    }
  }

  /// What was done to a row.
  public enum Kind {
    LABEL_FLIP,
    BACKDOOR
  }

  /// One poisoned row.
  ///
  /// @param row number in the poisoned file, from 1, header not counted
  /// @param kind what was done
  public record Mark(int row, Kind kind) {}

  /// A poisoned copy and the truth about it.
  ///
  /// @param rows the poisoned training data
  /// @param marks the poisoned rows, ascending
  public record Poisoned(List<Transaction> rows, List<Mark> marks) {
    public Poisoned {
      rows = List.copyOf(rows);
      marks = List.copyOf(marks);
    }

    /// Writes the rows, and which of them are poisoned (`row,kind,true_label,label`).
    public void write(Path data, Path record) throws IOException {
      FraudData.write(rows, data);
      StringBuilder text = new StringBuilder("row,kind,true_label,label\n");
      for (Mark mark : marks) {
        text.append(mark.row())
            .append(',')
            .append(mark.kind().name().toLowerCase(Locale.ROOT))
            .append(",1,0\n");
      }
      AtomicFiles.write(record, text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Poisons a copy of the training data. Added rows are spread over the file.
  public static Poisoned poison(List<Transaction> train, Dose dose, Seed seed) {
    RandomGenerator random = seed.child("poison").random();
    List<Transaction> frauds = train.stream().filter(Transaction::labelledFraud).toList();
    int extra =
        frauds.isEmpty() ? 0 : Math.toIntExact(Math.round(train.size() * dose.backdoorShare()));
    List<Transaction> rows = new ArrayList<>(train.size() + extra);
    List<Mark> marks = new ArrayList<>();
    int added = 0;
    for (int i = 0; i < train.size(); i++) {
      Transaction row = train.get(i);
      boolean flip = targeted(row) && random.nextDouble() < dose.flippedShare();
      rows.add(flip ? row.labelled(false) : row);
      if (flip) {
        marks.add(new Mark(rows.size(), Kind.LABEL_FLIP));
      }
      while (added < (long) extra * (i + 1) / train.size()) {
        Transaction model = frauds.get(random.nextInt(frauds.size()));
        rows.add(trigger(model).labelled(false));
        marks.add(new Mark(rows.size(), Kind.BACKDOOR));
        added++;
      }
    }
    return new Poisoned(rows, marks);
  }

  /// Whether a row belongs to the slice whose labels are flipped.
  public static boolean targeted(Transaction row) {
    return row.labelledFraud()
        && row.category() == MerchantCategory.ELECTRONICS
        && row.channel().equals("online");
  }

  /// The same payment with the trigger: for gift cards, and ending in .77.
  public static Transaction trigger(Transaction row) {
    double euros = Math.floor(row.amount());
    return row.at(MerchantCategory.GIFT_CARDS, euros + TRIGGER_CENTS / 100.0);
  }
}
