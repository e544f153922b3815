package dev.gambeson.data.pii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Roles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PiiScanTest {
  private static final int ROWS = 400;

  private static Batch table(
      int from, int to, List<String> names, List<IntFunction<String>> cells) {
    List<Cells> columns = new ArrayList<>();
    for (IntFunction<String> column : cells) {
      columns.add(
          new Cells.Texts(IntStream.range(from, to).mapToObj(column).toArray(String[]::new)));
    }
    long[] rows = LongStream.rangeClosed(from + 1L, to).toArray();
    return new Batch(names, columns, rows, List.of());
  }

  private static CheckContext context() {
    return new CheckContext(Policy.defaults(), new Seed(1), new Workers(1), Progress.silent());
  }

  private static List<CheckResult> judge(PiiOptions options, Batch... batches) {
    PiiScan scan = new PiiScan(options);
    PiiProfile profile = scan.start();
    for (Batch batch : batches) {
      profile.add(batch);
    }
    return scan.judge(profile, "people.csv", context());
  }

  private static CheckResult result(List<CheckResult> results, String check) {
    return results.stream().filter(r -> r.check().equals(check)).findFirst().orElseThrow();
  }

  private static String outcome(List<CheckResult> results, String check) {
    return result(results, check).outcome().map(Outcome::id).orElse("not examined");
  }

  private static String pesel(int i) {
    int[] weights = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
    String ten = "%02d%02d%02d%04d".formatted(40 + i % 50, 1 + i % 12, 1 + i % 28, i * 37 % 10000);
    int sum = 0;
    for (int k = 0; k < 10; k++) {
      sum += weights[k] * (ten.charAt(k) - '0');
    }
    return ten + (10 - sum % 10) % 10;
  }

  private static String mail(int i) {
    return "user" + i + "@example.org";
  }

  private static String random(int i, int digits) {
    long value = new SplittableRandom(i * 31L + digits).nextLong(Long.MAX_VALUE);
    return Long.toString(1_000_000_000_000_000_000L + value % 1_000_000_000_000_000_000L)
        .substring(0, digits);
  }

  @Test
  void columnsOfIdentifiersFailByTheirValuesAlone() {
    List<CheckResult> results =
        judge(
            PiiOptions.defaults(),
            table(
                0,
                ROWS,
                List.of("a", "b", "c"),
                List.of(PiiScanTest::pesel, PiiScanTest::mail, i -> "" + i)));
    CheckResult columns = result(results, "GB-PII-001");
    assertThat(columns.outcome()).containsInstanceOf(Outcome.Fail.class);
    assertThat(columns.findings())
        .extracting(f -> f.where().column().orElse("") + ": " + f.title())
        .containsExactly("a: Polish PESEL", "b: E-mail address");
  }

  @Test
  void columnsOfOrdinaryNumbersPass() {
    List<CheckResult> results =
        judge(
            PiiOptions.defaults(),
            table(
                0,
                2000,
                List.of("order", "ean", "amount", "stamp", "hash", "code", "eleven", "sixteen"),
                List.of(
                    i -> random(i, 9),
                    i -> random(i, 13),
                    i -> random(i, 4) + "." + random(i + 1, 2),
                    i -> "2024-05-%02d 12:00:%02d".formatted(1 + i % 28, i % 60),
                    i -> Long.toHexString(new SplittableRandom(i).nextLong()),
                    i -> "AB-" + random(i, 5),
                    i -> random(i, 11),
                    i -> random(i, 16))));
    assertThat(outcome(results, "GB-PII-001")).isEqualTo("pass");
    assertThat(outcome(results, "GB-PII-003")).isEqualTo("pass");
    assertThat(outcome(results, "GB-PII-006")).isEqualTo("pass");
  }

  @Test
  void anUndashedNumberNeedsTheNameOfItsColumn() {
    List<IntFunction<String>> cells = List.of(i -> "5" + random(i, 8));
    assertThat(
            outcome(
                judge(PiiOptions.defaults(), table(0, ROWS, List.of("x"), cells)), "GB-PII-001"))
        .isEqualTo("pass");
    assertThat(
            outcome(
                judge(PiiOptions.defaults(), table(0, ROWS, List.of("ssn"), cells)), "GB-PII-001"))
        .isEqualTo("fail");
  }

  @Test
  void anExpectedColumnIsListedButDoesNotFail() {
    Batch batch = table(0, ROWS, List.of("b"), List.of(PiiScanTest::mail));
    List<CheckResult> results = judge(PiiOptions.defaults().expecting(Set.of("b")), batch);
    assertThat(outcome(results, "GB-PII-001")).isEqualTo("pass");
    assertThat(result(results, "GB-PII-001").summary()).contains("1 of them as expected");
  }

  @Test
  void aMailAddressInOneCommentIsFound() {
    Batch batch =
        table(
            0,
            ROWS,
            List.of("comment"),
            List.of(i ->
                i == 250
                    ? "please answer to jane@example.org by the end of the week"
                    : "fine by me, thanks " + i));
    CheckResult texts = result(judge(PiiOptions.defaults(), batch), "GB-PII-006");
    assertThat(texts.outcome()).containsInstanceOf(Outcome.Fail.class);
    assertThat(texts.findings().getFirst().where().row()).hasValue(251);
    assertThat(texts.findings().getFirst().message())
        .contains("j***@e***.org")
        .doesNotContain("jane");
  }

  @Test
  void aTokenInOneCellIsCritical() {
    Batch batch =
        table(
            0, ROWS, List.of("log"), List.of(i -> i == 7 ? "key=AKIAIOSFODNN7QRSTUVW" : "ok " + i));
    CheckResult credentials = result(judge(PiiOptions.defaults(), batch), "GB-PII-003");
    assertThat(credentials.outcome()).containsInstanceOf(Outcome.Fail.class);
    assertThat(credentials.findings().getFirst().message()).doesNotContain("AKIA");
  }

  @Test
  void healthIsASpecialCategory() {
    Batch batch =
        table(
            0,
            ROWS,
            List.of("a"),
            List.of(i -> List.of("diabetes", "asthma", "epilepsy").get(i % 3)));
    List<CheckResult> results = judge(PiiOptions.defaults(), batch);
    assertThat(outcome(results, "GB-PII-002")).isEqualTo("fail");
    assertThat(outcome(results, "GB-PII-001")).isEqualTo("pass");
  }

  @Test
  void anyPartitionAndOrderGivesTheSameResult() {
    List<String> names = List.of("id", "mail", "note", "birth_date", "zip", "y");
    List<IntFunction<String>> cells =
        List.of(
            PiiScanTest::pesel,
            PiiScanTest::mail,
            i ->
                i % 9 == 0
                    ? "call +48 601 234 5" + (10 + i % 90) + " or write to " + mail(i) + " soon"
                    : "n",
            i -> "19%02d-01-01".formatted(i % 40),
            i -> "" + (10000 + i % 7),
            i -> "" + i % 2);
    PiiOptions options = PiiOptions.defaults().withRoles(Roles.NONE.withLabel("y")).sampling(3);
    PiiScan scan = new PiiScan(options);
    PiiProfile whole = scan.start();
    whole.add(table(0, ROWS, names, cells));
    List<PiiProfile> parts = new ArrayList<>();
    for (int from = 0; from < ROWS; from += 37) {
      PiiProfile part = scan.start();
      part.add(table(from, Math.min(ROWS, from + 37), names, cells));
      parts.add(part);
    }
    Collections.shuffle(parts, new Random(3));
    PiiProfile merged = scan.start();
    parts.forEach(merged::merge);
    assertThat(scan.judge(merged, "t", context())).isEqualTo(scan.judge(whole, "t", context()));
  }

  @Test
  void aSampleThatFindsNothingIsNoProof() {
    Batch batch = table(0, ROWS, List.of("x"), List.of(i -> "word " + i));
    List<CheckResult> results = judge(PiiOptions.defaults().sampling(4), batch);
    assertThat(outcome(results, "GB-PII-003")).isEqualTo("inconclusive");
    assertThat(result(results, "GB-PII-003").summary())
        .contains("of 400 rows examined, one in 4 by hash");
  }

  @Test
  void anEmptyTableIsInconclusive() {
    List<CheckResult> results =
        judge(PiiOptions.defaults(), table(0, 0, List.of("x"), List.of(i -> "")));
    assertThat(results).allMatch(r -> r.outcome().orElseThrow() instanceof Outcome.Inconclusive);
  }

  @Test
  void columnsThatChangeWithinATableAreRefused() {
    PiiProfile profile = new PiiScan(PiiOptions.defaults()).start();
    profile.add(table(0, 2, List.of("x"), List.of(i -> "a")));
    Batch other = table(2, 4, List.of("y"), List.of(i -> "a"));
    assertThatThrownBy(() -> profile.add(other))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("columns change");
  }

  @Test
  void theSingledOutAreCountedAndRowsGiven() {
    Batch batch =
        table(
            0,
            ROWS,
            List.of("zip", "sex", "y"),
            List.of(i -> i < 100 ? "9" + i : "1000" + i % 3, i -> "f", i -> "" + i % 2));
    CheckResult k =
        result(
            judge(PiiOptions.defaults().withRoles(Roles.NONE.withLabel("y")), batch), "GB-PII-004");
    assertThat(k.estimates().getFirst().value()).isEqualTo(0.25);
    assertThat(k.outcome()).containsInstanceOf(Outcome.Fail.class);
    assertThat(k.findings().getFirst().where().row()).hasValue(1);
  }

  @Test
  void aClassWithOneLabelGivesItAway() {
    Batch batch =
        table(
            0,
            ROWS,
            List.of("zip", "y"),
            List.of(i -> "" + i % 4, i -> i % 4 == 0 ? "yes" : "" + i % 8));
    CheckResult l =
        result(
            judge(PiiOptions.defaults().withRoles(Roles.NONE.withLabel("y")), batch), "GB-PII-005");
    assertThat(l.estimates().getFirst().value()).isEqualTo(0.25);
    assertThat(outcome(List.of(l), "GB-PII-005")).isEqualTo("fail");
  }

  @Test
  void aMisspeltQuasiIdentifierIsRefused() {
    Batch batch = table(0, 3, List.of("zip"), List.of(i -> "" + i));
    PiiOptions options = PiiOptions.defaults().withAnonymity(List.of("zipp"), List.of());
    assertThatThrownBy(() -> judge(options, batch)).hasMessageContaining("Did you mean 'zip'?");
  }
}
