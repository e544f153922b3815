package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.state.Database;
import dev.gambeson.server.state.SqlKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether the time of a wrong key tells anything. What guarantees it is the form of the code (one
/// HMAC whatever is asked, one comparison in constant time); the measurement sees a step left out,
/// not single nanoseconds.
class KeyTimingTest {
  private static final int ROUNDS = 400;
  private static final int CALLS = 200;
  @TempDir Path folder;

  @Test
  void theComparisonIsTheOneOfConstantTime() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("src")) ? here : here.resolve("server");
    Path code = root.resolve("src/main/java/dev/gambeson/server/identity");
    assertThat(Files.readString(code.resolve("StoredKey.java")))
        .contains("MessageDigest.isEqual(bytes, other)");
    String find = Files.readString(code.resolve("ApiKeys.java"));
    int mac = find.indexOf("pepper.mac(secret)", find.indexOf("Found find("));
    int firstAnswer = find.indexOf("return UNKNOWN", find.indexOf("Found find("));
    assertThat(mac).as("the HMAC is made before anything is answered").isBetween(1, firstAnswer);
  }

  @Test
  void anUnknownIdAndAWrongSecretTakeTheSameTime() {
    try (Database database = Database.embedded(folder)) {
      SecureRandom random = new SecureRandom();
      ApiKeys keys =
          new ApiKeys(
              new SqlKeyStore(database),
              Pepper.file(folder.resolve("pepper"), random),
              KeyRules.DEFAULT,
              InstantSource.system(),
              random);
      String right =
          keys.issue(
                  new KeyGrant("acme", "c", "partner", Set.of(), Map.of(), Set.of(), Set.of(), ""),
                  Duration.ofHours(1),
                  "test")
              .reveal();
      String unknown = KeyForm.make(random);
      String other = KeyForm.make(random);
      // The right id with another secret: the checksum is that of the whole, so it is made anew.
      String wrong = sameId(right, random);
      assertThat(keys.find(wrong)).isEqualTo(keys.find(unknown));

      double[] same = interval(() -> time(keys, unknown), () -> time(keys, other));
      double[] told = interval(() -> time(keys, unknown), () -> time(keys, wrong));

      assertThat(same).as("two unknown keys, as a yardstick").satisfies(KeyTimingTest::nothing);
      assertThat(told).as("an unknown id and a wrong secret").satisfies(KeyTimingTest::nothing);
    }
  }

  /// The HMAC is more than half of the whole: leaving it out would be seen, with room for noise.
  private static void nothing(double[] ratio) {
    assertThat(ratio[0]).isGreaterThan(0.75).isLessThanOrEqualTo(ratio[1]);
    assertThat(ratio[1]).isLessThan(1.33);
  }

  private static String sameId(String key, SecureRandom random) {
    String body = key.substring(0, 15) + KeyForm.make(random).substring(15, KeyForm.LENGTH - 7);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(body.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return body + Base32.encode((int) crc.getValue());
  }

  private static long time(ApiKeys keys, String key) {
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      keys.find(key);
    }
    return System.nanoTime() - start;
  }

  /// A 99.9 % interval of the ratio of medians, from the order statistics of the rounds' ratios;
  /// what is compared takes turns within each round.
  private static double[] interval(LongSupplier a, LongSupplier b) {
    double[] ratios = new double[ROUNDS];
    for (int i = -100; i < ROUNDS; i++) {
      boolean first = (i & 1) == 0;
      long one = first ? a.getAsLong() : b.getAsLong();
      long two = first ? b.getAsLong() : a.getAsLong();
      if (i >= 0) {
        ratios[i] = first ? (double) two / one : (double) one / two;
      }
    }
    Arrays.sort(ratios);
    int width = (int) Math.ceil(3.29 * Math.sqrt(ROUNDS) / 2);
    return new double[] {ratios[ROUNDS / 2 - width], ratios[ROUNDS / 2 + width]};
  }
}
