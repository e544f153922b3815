package dev.gambeson.data.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.data.contract.Contract.Operator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractReadingTest {
  private static final String FULL =
      """
      schema: gambeson/contract/1
      name: orders
      rows: {min: 1, max: 20000000}
      extra-columns: true
      ordered: true
      columns:
        id: {type: integer, unique: true, min: 1}
        country: {type: text, allowed: [AT, DE], coverage: 0.99, nulls: 0.1}
        ordered: {type: date, min: 2020-01-01, max: 2030-12-31}
        delivered: {type: date, nulls: 1, required: false, format: dd/MM/yyyy}
        net: {type: decimal, min: 0}
        tax: {type: decimal, min: 0}
        gross: {type: decimal}
        code: {type: text, regex: "[A-Z]{3}", length: {min: 3, max: 3}}
      keys: [[country, code]]
      dependencies: [{columns: [code], decides: country}]
      monotone: [{column: ordered, per: [country], strictly: true}]
      comparisons: [ordered <= delivered]
      sums: [{columns: [net, tax], equals: gross, tolerance: 0.01}]
      references: [{columns: [country], file: countries.csv, match: [code]}]
      """;

  private static Contract parse(String text) {
    return Contract.parse(text, Path.of("/folder"), "c.yaml");
  }

  private static String complaint(String text) {
    try {
      parse(text);
      return "none";
    } catch (GambesonException e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
      return e.getMessage();
    }
  }

  private static String withColumn(String rule) {
    return "schema: gambeson/contract/1\ncolumns:\n  a: " + rule + "\n";
  }

  @Test
  void everyKeyOfTheFormatIsRead() {
    Contract contract = parse(FULL);
    assertThat(contract.name()).isEqualTo("orders");
    assertThat(contract.minRows()).hasValue(1);
    assertThat(contract.maxRows()).hasValue(20_000_000);
    assertThat(contract.extraColumns()).isTrue();
    assertThat(contract.ordered()).isTrue();
    assertThat(contract.columns()).hasSize(8);
    assertThat(contract.column("country").orElseThrow().allowed())
        .hasValueSatisfying(a -> assertThat(a).containsExactly("AT", "DE"));
    assertThat(contract.column("ordered").orElseThrow().min()).isEqualTo(Optional.of("2020-01-01"));
    assertThat(contract.column("delivered").orElseThrow().required()).isFalse();
    assertThat(contract.comparisons().getFirst().operator()).isEqualTo(Operator.AT_MOST);
    assertThat(contract.references().getFirst().file()).isEqualTo(Path.of("/folder/countries.csv"));
    assertThat(contract.monotone().getFirst().strictly()).isTrue();
    assertThat(contract.sums().getFirst().tolerance()).isEqualTo(0.01);
  }

  @Test
  void aMistypedKeyIsAnsweredWithTheOneThatWasMeant() {
    assertThat(complaint(withColumn("{type: text, unqiue: true}")))
        .isEqualTo("c.yaml, columns.a: the unknown key 'unqiue'. Did you mean 'unique'?");
  }

  @Test
  void aMistypedTypeIsAnsweredWithTheOneThatWasMeant() {
    assertThat(complaint(withColumn("{type: interger}"))).contains("Did you mean 'integer'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: text, unique: yes please} | columns.a.unique: must be true or false",
        "{type: text, nulls: often} | columns.a.nulls: must be a number",
        "{type: text, allowed: AT} | columns.a.allowed: must be a list",
        "{type: text, allowed: [[AT]]} | columns.a.allowed: must hold single values only",
        "{type: text, allowed: [1]} | columns.a.allowed: 1 is a number in YAML; write the text in quotes",
        "{type: text, length: 3} | columns.a.length: must be a mapping of min, max",
        "{type: text, length: {min: 99999999999}} | columns.a.length.min: too large",
        "{unique: true} | columns.a: 'type' is missing",
        "text | columns.a: must be a mapping",
      })
  void aValueOfTheWrongFormIsNamedWithItsPlace(String rule, String message) {
    assertThat(complaint(withColumn(rule))).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "columns: {} | top level: 'schema' is missing",
        "schema: gambeson/contract/2 | needs 'schema: gambeson/contract/1'",
        "[] | top level: must be a mapping",
        "'' | top level: must be a mapping",
      })
  void whatIsNoContractIsRefused(String text, String message) {
    assertThat(
            complaint(
                text + "\ncolumns: {a: {type: text}}".repeat(text.startsWith("schema") ? 1 : 0)))
        .contains(message);
  }

  @Test
  void brokenYamlIsNamedWithItsLine() {
    assertThat(complaint("schema: gambeson/contract/1\ncolumns: [a\n  b: }")).contains("line ");
  }

  @Test
  void aColumnThatIsListedTwiceIsRefused() {
    assertThat(complaint(withColumn("{type: text}") + "  a: {type: date}\n"))
        .contains("no sound YAML")
        .contains("Duplicate");
  }

  @Test
  void anAliasIsRefusedInsteadOfBeingTakenForText() {
    assertThat(
            complaint(
                "schema: gambeson/contract/1\nname: &n x\ncolumns: {a: {type: text, regex: *n}}"))
        .contains("alias");
  }

  @ParameterizedTest
  @CsvSource({"a<=b", "a <= ", "a <> b", "a <= b <= c", "<= b"})
  void aComparisonOfAnotherFormIsRefused(String text) {
    assertThat(
            complaint(
                "schema: gambeson/contract/1\ncolumns: {a: {type: date}, b: {type: date}}\ncomparisons: ['"
                    + text
                    + "']"))
        .contains("is not of the form");
  }

  @Test
  void columnsWithSpacesCanBeCompared() {
    Contract contract =
        parse(
            "schema: gambeson/contract/1\ncolumns: {first day: {type: date}, last day: {type: date}}\ncomparisons: [first day <= last day]");
    assertThat(contract.comparisons().getFirst())
        .isEqualTo(new Contract.Comparison("first day", Operator.AT_MOST, "last day"));
  }

  @Test
  void aFileThatIsNotThereIsNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> Contract.read(folder.resolve("none.yaml")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void aFileThatIsTooLargeIsRefusedBeforeItIsParsed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("big.yaml");
    Files.write(file, new byte[(8 << 20) + 1]);
    assertThatThrownBy(() -> Contract.read(file)).hasMessageContaining("that is no contract");
  }

  @Test
  void aFileThatIsNotUtf8IsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("c.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
    assertThatThrownBy(() -> Contract.read(file)).hasMessageContaining("not UTF-8");
  }

  @Test
  void deepNestingEndsInAMessage() {
    assertThat(complaint("schema: " + "[".repeat(100_000))).contains("YAML");
  }
}
