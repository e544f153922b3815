package dev.gambeson.data.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Batch;
import dev.gambeson.data.admit.RowRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractRulesTest {
  private static final Batch TABLE =
      Tables.of(
          "id,a,b,zip,city",
          "1,1,2,10,Wien",
          "1,x,2,10,Wien",
          "2,,2,10,Wein",
          "3,5,4,20,Graz",
          "4,1,2,20,Graz");

  private static List<String> held(Contract contract, Batch... batches) {
    ContractCheck check = ContractCheck.of(contract);
    ContractProfile seen = check.start();
    for (Batch batch : batches) {
      seen.add(batch);
    }
    List<String> held = new ArrayList<>();
    for (RowRule rule : ContractRules.of(seen)) {
      for (Batch batch : batches) {
        rule.judge(
            batch,
            (row, reason) -> held.add(rule.check() + " " + batch.rowNumbers()[row] + " " + reason));
      }
    }
    return held;
  }

  private static Contract contract(String nulls) {
    return Contract.parse(
        """
        schema: gambeson/contract/1
        columns:
          id: {type: integer, unique: true}
          a: {type: integer, nulls: %s}
          b: {type: integer}
          zip: {type: text}
          city: {type: text}
        comparisons: [a <= b]
        dependencies: [{columns: [zip], decides: city}]
        """
            .formatted(nulls),
        Path.of(""),
        "c");
  }

  @Test
  void everyRowThatBreaksARuleOfItsOwnIsHeldWithTheReason() {
    assertThat(held(contract("0"), TABLE))
        .containsExactlyInAnyOrder(
            "GB-DATA-014 2 column 'a' breaks 'type integer'",
            "GB-DATA-015 3 column 'a' is empty",
            "GB-DATA-015 4 breaks 'a <= b'",
            "GB-DATA-016 2 column 'id': an earlier row has the same value",
            "GB-DATA-016 3 breaks the dependency 'zip decides city'");
  }

  @Test
  void anEmptyCellWithinAnAllowedShareHoldsNoRow() {
    assertThat(held(contract("0.1"), TABLE)).noneMatch(h -> h.contains("empty"));
  }

  @Test
  void theSameRowsAreHeldHoweverTheTableIsCut() {
    assertThat(held(contract("0"), Tables.slice(TABLE, 3, 5), Tables.slice(TABLE, 0, 3)))
        .containsExactlyInAnyOrderElementsOf(held(contract("0"), TABLE));
  }

  @Test
  void noReasonHoldsAValue() {
    Contract contract =
        Contract.parse(
            "schema: gambeson/contract/1\ncolumns: {n: {type: text, allowed: [x@y.ch], format: email}}",
            Path.of(""),
            "c");
    assertThat(held(contract, Tables.of("n", "Lovelace")))
        .isNotEmpty()
        .noneMatch(h -> h.contains("Lovelace"));
  }
}
