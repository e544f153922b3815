package dev.gambeson.cli.data;

import dev.gambeson.cli.TinyCase;
import dev.gambeson.core.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Small tables for `check` and `admit`, and the command line to try them with.
final class DataCase {
  /// Leaves screens and personal data out: they have tests of their own.
  static final List<String> CONTRACT_ONLY =
      List.of("--checks", "GB-DATA", "--inconclusive", "report");

  static final String CONTRACT =
      """
      schema: gambeson/contract/1
      name: payments
      columns:
        id: {type: integer, unique: true}
        amount: {type: decimal, min: 0}
        partner: {type: text, allowed: [a, b, c]}
        y: {type: integer, allowed: ["0", "1"]}
      """;

  private DataCase() {}

  /// 600 payments of three partners; every row keeps the contract.
  static Path payments(Path file) throws IOException {
    return payments(file, 0, 600);
  }

  static Path payments(Path file, int from, int rows) throws IOException {
    RandomGenerator random = new Seed(from + 1).random();
    StringBuilder text = new StringBuilder("id,amount,partner,y\n");
    for (int i = from; i < from + rows; i++) {
      text.append(i).append(',').append(random.nextInt(100_000) / 100.0).append(',');
      text.append("abc".charAt(i % 3)).append(',').append(random.nextInt(2)).append('\n');
    }
    return Files.writeString(file, text);
  }

  static TinyCase.Ran run(Object... args) {
    return TinyCase.run(
        Stream.of(args)
            .flatMap(a -> a instanceof List<?> l ? l.stream() : Stream.of(a))
            .map(Object::toString)
            .toList());
  }
}
