package dev.gambeson.cli.demo;

import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Simulated payments.
///
/// @param train the earlier ones
/// @param test the later ones
public record FraudData(List<Transaction> train, List<Transaction> test) {
  public FraudData {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /// Writes `train.csv` and `test.csv` into a folder, which is made if it is missing.
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(train, folder.resolve("train.csv"));
    write(test, folder.resolve("test.csv"));
  }

  /// Writes payments as CSV: a header, then a row each.
  public static void write(List<Transaction> payments, Path file) throws IOException {
    StringBuilder text = new StringBuilder(100 * (payments.size() + 1));
    text.append(String.join(",", Transaction.COLUMNS)).append('\n');
    for (Transaction payment : payments) {
      text.append(payment.csv()).append('\n');
    }
    AtomicFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
