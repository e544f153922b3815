package dev.gambeson.data.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableSummaryTest {
  private static final Random RANDOM = new Random(4);
  private static final TableProfile PROFILE = profile();

  private static TableProfile profile() {
    TableProfile profile = new TableProfile();
    List<List<String>> rows =
        java.util.stream.IntStream.range(0, 2000)
            .mapToObj(i ->
                List.of(
                    "" + i,
                    i % 10 == 0 ? "" : "" + RANDOM.nextGaussian(),
                    "job" + i % 3,
                    "2024-01-%02d".formatted(1 + i % 28),
                    "%s-%d".formatted("ab\"<\u0001é".substring(i % 6), i)))
            .toList();
    profile.add(Tables.batch(List.of("id", "x", "jo\"b", "day", "note"), rows));
    return profile;
  }

  private static TableSummary read(String json) {
    return TableSummary.read(json.getBytes(StandardCharsets.UTF_8), "profile.json");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10, 500, 5000})
  void whatIsWrittenIsReadAsTheSame(long least) {
    TableSummary summary = PROFILE.summary(least);
    assertThat(read(summary.json())).isEqualTo(summary);
    assertThat(read(summary.json()).json()).isEqualTo(summary.json());
  }

  @Test
  void theProfileOfNothingIsWrittenAndRead() {
    TableSummary summary = new TableProfile().summary(10);
    assertThat(read(summary.json())).isEqualTo(summary);
  }

  @Test
  void numbersBeyondMeasureAreWrittenAndRead() {
    TableSummary summary =
        Tables.numbers("c", Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE).summary();
    assertThat(read(summary.json())).isEqualTo(summary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"schema\":\"gambeson/profile/1\"|\"schema\":\"gambeson/profile/2\"|does not say",
        "\"rows\":2000|\"rows\":1999|counts 2000 cells of 1999 rows",
        "\"rows\":2000|\"rows\":-1|no whole number 'rows'",
        "\"rows\":2000|\"rows\":2e3|no whole number 'rows'",
        "\"rows\":2000|\"rows\":99999999999999999999|no whole number 'rows'",
        "\"least\":10|\"least\":0|below 1",
        "\"least\":10|\"least\":700|no counts in column 3",
        "\"missing\":200|\"missing\":9223372036854775807|beyond 2^63",
        "{\"decimal\"|{\"imaginary\"|'types' that are none in column 2",
        "\"name\":\"x\"|\"name\":\"id\"|names a column twice",
        "\"name\":\"x\"|\"name\":7|no 'name' in column 2",
        "[\"job0\",667]|[\"job0\",668]|'levels' of 2001 cells",
        "[\"job0\",667]|[\"job1\",667]|no counts",
        "[\"job0\",667]|[\"job0\",667,1]|no counts",
        "\"lengths\":[4,4]|\"lengths\":[5,4]|impossible 'lengths'",
        "\"width\":|\"width\":7,\"was\":|no number 'width'",
        "\"mean\":|\"mean\":1e999,\"was\":|no number 'mean'",
        "\"flaws\":0|\"flaws\":0,\"flaws\":1|not a data profile",
        "\"flaws\":0|\"flaws\":[[[[[[[[[0]]]]]]]]]|not a data profile"
      })
  void whatContradictsItselfIsRefused(String from, String to, String message) {
    String json = PROFILE.summary(10).json();
    assertThat(json).contains(from);
    assertThatThrownBy(() -> read(json.replace(from, to)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("profile.json")
        .hasMessageContaining(message);
  }

  @Test
  void bucketsOutOfOrderOrOfMoreCellsThanThereAreAreRefused() {
    String json = Tables.numbers("c", 1, 2, 2).summary().json();
    assertThat(json).contains("[[1.0,1.0,1],[2.0,2.0,2]]");
    for (String wrong :
        List.of(
            "[[2.0,2.0,2],[1.0,1.0,1]]",
            "[[1.0,1.0,1],[2.0,2.0,3]]",
            "[[1.0,1.0,1],[2.0,1.5,2]]",
            "[[1.0,1.0,0]]",
            "[[1.0,\"2\",1]]",
            "[[1.0,1e999,1]]",
            "{}",
            "[7]")) {
      assertThatThrownBy(() -> read(json.replace("[[1.0,1.0,1],[2.0,2.0,2]]", wrong)))
          .as(wrong)
          .isInstanceOf(GambesonException.class)
          .hasMessageStartingWith("profile.json has");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "null", "7", "{\"schema\":7}", "{"})
  void whatIsNoProfileIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(GambesonException.class)
        .hasMessageStartingWith("profile.json ");
  }

  /// Every cut and many changed bytes: read, or refused with a message; never anything else.
  @Test
  void damageIsReadOrRefused() {
    byte[] good = Tables.numbers("c", 1, 2, 2.5).summary().json().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(8);
    for (int i = 0; i < 4_000; i++) {
      byte[] bad = i < good.length ? java.util.Arrays.copyOf(good, i) : good.clone();
      for (int k = 0; i >= good.length && k < 1 + random.nextInt(3); k++) {
        bad[random.nextInt(bad.length)] =
            (byte) " 0123456789-.,:[]{}\"eatn\u0000\u00ff".charAt(random.nextInt(26));
      }
      try {
        assertThat(TableSummary.read(bad, "p").rows()).isGreaterThanOrEqualTo(0);
      } catch (GambesonException e) {
        assertThat(e).hasMessageStartingWith("p ");
      }
    }
  }
}
