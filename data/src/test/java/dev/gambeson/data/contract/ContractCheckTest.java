package dev.gambeson.data.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractCheckTest {
  private static Contract contract(String columns, String rest) {
    return Contract.parse(
        "schema: gambeson/contract/1\ncolumns: {" + columns + "}\n" + rest, Path.of(""), "c.yaml");
  }

  private static Finding only(CheckResult result) {
    assertThat(result.findings()).hasSize(1);
    return result.findings().getFirst();
  }

  @Test
  void aTableThatKeepsItsContractPasses() {
    var results =
        Tables.check(
            contract(
                "a: {type: integer, min: 1, unique: true}, b: {type: text, allowed: [x, y]}", ""),
            Tables.of("a,b", "1,x", "2,y", "3,x"));
    assertThat(results).filteredOn(r -> r.outcome().isPresent()).isNotEmpty();
    assertThat(results)
        .filteredOn(r -> r.outcome().isPresent())
        .allMatch(r -> r.outcome().get().id().equals("pass"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: integer} | x | GB-DATA-014 | types",
        "{type: integer} | 3.0 | GB-DATA-014 | types",
        "{type: integer} | 1234567890123456789 | GB-DATA-014 | types",
        "{type: decimal} | 1e999 | GB-DATA-014 | types",
        "{type: decimal} | NaN | GB-DATA-014 | types",
        "{type: boolean} | maybe | GB-DATA-014 | types",
        "{type: date} | 2023-02-29 | GB-DATA-014 | types",
        "{type: date, format: dd/MM/yyyy} | 2023-01-01 | GB-DATA-014 | types",
        "{type: timestamp} | 2023-01-01T25:00 | GB-DATA-014 | types",
        "{type: integer} | '' | GB-DATA-015 | empty cells",
        "{type: integer, min: 1} | 0 | GB-DATA-015 | values",
        "{type: integer, max: 1} | 2 | GB-DATA-015 | values",
        "{type: date, min: 2020-01-01} | 2019-12-31 | GB-DATA-015 | values",
        "{type: text, length: {max: 2}} | abc | GB-DATA-015 | values",
        "{type: text, regex: '[a-z]'} | ab | GB-DATA-015 | values",
        "{type: text, format: email} | a@b | GB-DATA-015 | values",
        "{type: text, allowed: [a]} | b | GB-DATA-015 | values",
        "{type: decimal, allowed: [1.5]} | 1.6 | GB-DATA-015 | values",
      })
  void aCellThatBreaksItsRuleIsFoundWithItsRow(String rule, String cell, String id, String aspect) {
    String good =
        rule.contains("date") && rule.contains("format")
            ? "02/01/2023"
            : rule.contains("date") || rule.contains("timestamp")
                ? "2023-01-02"
                : rule.contains("email")
                    ? "a@b.ch"
                    : rule.contains("decimal") ? "1.5" : rule.contains("text") ? "a" : "1";
    var results = Tables.check(contract("a: " + rule, ""), Tables.of("a", good, cell, good));
    CheckResult result = Tables.aspect(results, id, aspect);
    assertThat(result.outcome().orElseThrow().id()).isEqualTo("fail");
    assertThat(only(result).where().row()).hasValue(2);
    assertThat(only(result).where().column()).isEqualTo(Optional.of("a"));
    assertThat(only(result).message()).startsWith("1 of ");
    assertThat(results)
        .filteredOn(r -> r.outcome().isPresent() && r.outcome().get().id().equals("fail"))
        .hasSize(1);
  }

  @Test
  void numbersOfTheSourceCountAsNumbers() {
    Batch batch =
        new Batch(
            List.of("a", "b", "c"),
            List.of(
                new Cells.Numbers(new double[] {1, 2.5, Double.NaN}),
                new Cells.Numbers(new double[] {1, 0, 2}),
                new Cells.Numbers(new double[] {7, 8, 9})),
            new long[] {1, 2, 3},
            List.of());
    var results =
        Tables.check(
            contract(
                "a: {type: integer, nulls: 1}, b: {type: boolean}, c: {type: text, allowed: ['7', '8']}",
                ""),
            batch);
    assertThat(Tables.aspect(results, "GB-DATA-014", "types").findings())
        .extracting(f -> f.where().row().getAsLong())
        .containsExactlyInAnyOrder(2L, 3L);
    assertThat(only(Tables.aspect(results, "GB-DATA-015", "values")).where().row()).hasValue(3);
  }

  @Test
  void missingExtraAndMovedColumnsAreTold() {
    var results =
        Tables.check(
            contract("a: {type: text}, b: {type: text}, amount: {type: text}", "ordered: true"),
            Tables.of("b,a,amuont", "1,2,3"));
    assertThat(Tables.aspect(results, "GB-DATA-014", "columns").findings())
        .extracting(Finding::title)
        .containsExactlyInAnyOrder("Missing column", "Unexpected column", "Column out of order");
    assertThat(Tables.aspect(results, "GB-DATA-014", "columns").findings().getFirst().message())
        .contains("There is a column 'amuont' that the contract does not know.");
  }

  @Test
  void anOptionalColumnMayBeAbsentAndItsRulesAreThenNotExamined() {
    var results =
        Tables.check(
            contract(
                "a: {type: text}, b: {type: date, required: false}", "monotone: [{column: b}]"),
            Tables.of("a", "1"));
    assertThat(Tables.outcome(results, "GB-DATA-014", "columns")).isEqualTo("pass");
    assertThat(Tables.outcome(results, "GB-DATA-016", "growth")).isEqualTo("not examined");
  }

  @Test
  void aShareOfNullsIsJudgedOverTheWholeTable() {
    Contract contract = contract("a: {type: text, nulls: 0.5}", "");
    assertThat(
            Tables.outcome(
                Tables.check(contract, Tables.of("a", "", "x")), "GB-DATA-015", "empty cells"))
        .isEqualTo("pass");
    assertThat(
            Tables.outcome(
                Tables.check(contract, Tables.of("a", "", "", "x")), "GB-DATA-015", "empty cells"))
        .isEqualTo("fail");
  }

  @Test
  void aSetMayBeCoveredInPart() {
    Contract contract = contract("a: {type: text, allowed: [x], coverage: 0.5}", "");
    assertThat(
            Tables.outcome(
                Tables.check(contract, Tables.of("a", "x", "y")), "GB-DATA-015", "values"))
        .isEqualTo("pass");
    assertThat(
            Tables.outcome(
                Tables.check(contract, Tables.of("a", "x", "y", "z")), "GB-DATA-015", "values"))
        .isEqualTo("fail");
  }

  @ParameterizedTest
  @CsvSource({"3,pass", "2,fail", "6,fail"})
  void theNumberOfRowsIsLimited(int rows, String outcome) {
    String[] lines = new String[rows + 1];
    java.util.Arrays.fill(lines, "x");
    var results =
        Tables.check(contract("x: {type: text}", "rows: {min: 3, max: 5}"), Tables.of(lines));
    assertThat(Tables.outcome(results, "GB-DATA-014", "number of rows")).isEqualTo(outcome);
  }

  @Test
  void repeatedKeysAreCountedAfterTheFirstAndEmptyOnesNotAtAll() {
    var results =
        Tables.check(
            contract(
                "a: {type: text, unique: true, nulls: 1}, b: {type: text, nulls: 1}",
                "keys: [[a, b]]"),
            Tables.of("a,b", "1,x", "1,y", ",x", ",x", "1,x"));
    CheckResult keys = Tables.aspect(results, "GB-DATA-016", "keys");
    assertThat(keys.findings())
        .extracting(Finding::message)
        .containsExactlyInAnyOrder(
            "2 of 5 rows repeat an earlier value of 'a' (40.0 %). First: row 2, row 5.",
            "1 of 5 rows repeat an earlier key [a, b] (20.0 %). First: row 5.");
  }

  @Test
  void aDependencyCostsTheFewestRowsThatMakeItHold() {
    var results =
        Tables.check(
            contract(
                "zip: {type: text}, city: {type: text}",
                "dependencies: [{columns: [zip], decides: city}]"),
            Tables.of("zip,city", "1,Wein", "1,Wien", "2,Graz", "1,Wien", "3,Linz", "3,Lins"));
    assertThat(only(Tables.aspect(results, "GB-DATA-016", "dependencies")).message())
        .startsWith("2 of 6 rows")
        .endsWith("First: row 1, row 6.");
  }

  @Test
  void growthIsJudgedAcrossBatchesThatComeInAnyOrder() {
    Contract contract = contract("t: {type: timestamp, nulls: 1}", "monotone: [{column: t}]");
    Batch table =
        Tables.of("t", "2024-01-01", "2024-01-02", "", "2024-01-01", "2024-01-05", "2024-01-05");
    var results =
        Tables.check(
            contract,
            Tables.slice(table, 3, 6),
            Tables.slice(table, 0, 2),
            Tables.slice(table, 2, 3));
    assertThat(only(Tables.aspect(results, "GB-DATA-016", "growth")).message())
        .startsWith("1 of 6 rows")
        .endsWith("First: row 4.");
  }

  @Test
  void growthPerKeyComparesRowsOfOneKeyOnly() {
    var results =
        Tables.check(
            contract(
                "k: {type: text}, t: {type: integer}",
                "monotone: [{column: t, per: [k], strictly: true}]"),
            Tables.of("k,t", "a,5", "b,1", "a,6", "b,1", "a,2"));
    assertThat(only(Tables.aspect(results, "GB-DATA-016", "growth")).message())
        .startsWith("2 of 5 rows")
        .endsWith("First: row 4, row 5.");
  }

  @Test
  void comparisonsAndSumsAreTestedWhereAllCellsArePresent() {
    var results =
        Tables.check(
            contract(
                "a: {type: decimal, nulls: 1}, b: {type: decimal, nulls: 1}, c: {type: decimal}",
                "comparisons: [a <= b]\nsums: [{columns: [a, b], equals: c, tolerance: 0.01}]"),
            Tables.of("a,b,c", "1,2,3", "2,1,3", ",1,9", "0.1,0.2,0.3", "1,2,3.02"));
    assertThat(Tables.aspect(results, "GB-DATA-015", "between columns").findings())
        .extracting(f -> f.where().row().getAsLong())
        .containsExactlyInAnyOrder(2L, 5L);
  }

  @Test
  void referencesAreLookedUpInTheOtherTable(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("codes.csv"), "code,name\n01,one\n02,two\n");
    Contract contract =
        Contract.parse(
            "schema: gambeson/contract/1\ncolumns: {c: {type: text, nulls: 1}}\n"
                + "references: [{columns: [c], file: codes.csv, match: [code]}]",
            folder,
            "c.yaml");
    var results = Tables.check(contract, Tables.of("c", "01", "1", "", "02"));
    assertThat(only(Tables.aspect(results, "GB-DATA-016", "references")).where().row()).hasValue(2);
  }

  @Test
  void aReferenceToAMissingFileIsRefusedBeforeAnyRowIsRead() {
    Contract contract =
        contract("c: {type: text}", "references: [{columns: [c], file: no.csv, match: [code]}]");
    assertThatThrownBy(() -> ContractCheck.of(contract)).isInstanceOf(GambesonException.class);
  }

  @Test
  void texsThatMayBeSomebodysAreShownAsTheirShape() {
    var results =
        Tables.check(
            contract("n: {type: text, regex: '[a-z]+'}, i: {type: integer, max: 9}", ""),
            Tables.of("n,i", "Ada Lovelace 1815,10", "x,436641234567"));
    String all = results.toString();
    assertThat(all).contains("shape Aaa Aaaaaaaa 9999").contains("'10'").contains("999999999999");
    assertThat(all).doesNotContain("Lovelace").doesNotContain("436641234567");
  }

  @Test
  void aSlipInASetIsShownWithWhatWasMeant() {
    var results =
        Tables.check(
            contract("n: {type: text, allowed: [Germany, Austria]}", ""), Tables.of("n", "Grmany"));
    assertThat(only(Tables.aspect(results, "GB-DATA-015", "values")).message())
        .contains("'Grmany' (meant 'Germany'?)");
  }

  @Test
  void thePolicyMayAllowAShare() {
    Contract contract = contract("a: {type: integer, max: 1}", "");
    ContractCheck check = ContractCheck.of(contract);
    ContractProfile profile = check.start();
    profile.add(Tables.of("a", "1", "2", "1", "1"));
    Policy policy =
        new Policy(
            Policy.defaults().failOn(),
            false,
            Map.of(
                "GB-DATA-015",
                new Policy.CheckPolicy(true, Optional.empty(), Map.of("max-share", 0.25))),
            List.of());
    CheckResult result =
        Tables.aspect(check.judge(profile, "t", Tables.context(policy)), "GB-DATA-015", "values");
    assertThat(result.outcome().orElseThrow().id()).isEqualTo("pass");
    assertThat(only(result).severity().name()).isEqualTo("INFO");
  }

  @Test
  void anEmptyTableIsNoPass() {
    var results = Tables.check(contract("a: {type: text}", ""), Tables.of("a"));
    assertThat(results)
        .allMatch(r -> r.outcome().isPresent() && r.outcome().get().id().equals("inconclusive"));
  }

  @Test
  void theAnswerDoesNotDependOnBatchesOrderOrMerging() {
    Contract contract =
        contract(
            "k: {type: integer, max: 30}, t: {type: decimal, nulls: 0.2}, s: {type: text, unique: true, allowed: [a, b]}",
            """
            keys: [[k, s]]
            dependencies: [{columns: [k], decides: s}]
            monotone: [{column: t}, {column: t, per: [s]}]
            comparisons: [k <= t]
            """);
    SplittableRandom random = new SplittableRandom(7);
    String[] lines = new String[400];
    lines[0] = "k,t,s";
    for (int i = 1; i < lines.length; i++) {
      String t = random.nextInt(9) == 0 ? "" : Integer.toString(i / 2 + random.nextInt(6));
      lines[i] = random.nextInt(40) + "," + t + "," + "abc".charAt(random.nextInt(3));
    }
    Batch table = Tables.of(lines);
    ContractCheck check = ContractCheck.of(contract);
    ContractProfile whole = check.start();
    whole.add(table);
    var expected = check.judge(whole, "t", Tables.context(Policy.defaults()));
    for (int round = 0; round < 20; round++) {
      ContractProfile left = check.start();
      ContractProfile right = check.start();
      for (Batch piece : Tables.shredded(table, random)) {
        (random.nextBoolean() ? left : right).add(piece);
      }
      left.merge(right);
      assertThat(check.judge(left, "t", Tables.context(Policy.defaults()))).isEqualTo(expected);
    }
  }

  @Test
  void aThousandColumnsWorkInOnePass() {
    StringBuilder columns = new StringBuilder();
    String[] lines = {"", "", ""};
    for (int c = 0; c < 1000; c++) {
      String comma = c == 0 ? "" : ",";
      columns.append(comma).append("c").append(c).append(": {type: integer, max: 998}");
      lines[0] += comma + "c" + c;
      lines[1] += comma + c;
      lines[2] += comma + 0;
    }
    var results = Tables.check(contract(columns.toString(), ""), Tables.of(lines));
    assertThat(only(Tables.aspect(results, "GB-DATA-015", "values")).where().column())
        .isEqualTo(Optional.of("c999"));
  }

  @Test
  void findingsOfAWideTableAreBounded() {
    StringBuilder columns = new StringBuilder("a: {type: text}");
    for (int c = 0; c < 5000; c++) {
      columns.append(", c").append(c).append(": {type: text}");
    }
    var results = Tables.check(contract(columns.toString(), ""), Tables.of("a", "x"));
    CheckResult result = Tables.aspect(results, "GB-DATA-014", "columns");
    assertThat(result.findings()).hasSize(100);
    assertThat(result.summary()).contains("5,000 of 5,002").contains("The first 100 are listed");
  }

  @Test
  void aColumnInWhichNothingRepeatsIsTestedToItsEnd() {
    String[] lines = new String[10_001];
    for (int i = 1; i < lines.length; i++) {
      lines[i] = "C" + i;
    }
    lines[0] = "c";
    lines[9_000] = "D9000";
    lines[50] = "D50";
    var results = Tables.check(contract("c: {type: text, regex: 'C[0-9]+'}", ""), Tables.of(lines));
    assertThat(only(Tables.aspect(results, "GB-DATA-015", "values")).message())
        .startsWith("2 of 10,000")
        .contains("row 50", "row 9000");
  }
}
