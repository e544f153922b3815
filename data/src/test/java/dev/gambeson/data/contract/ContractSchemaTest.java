package dev.gambeson.data.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractSchemaTest {
  private static final Path DOCS = Path.of(System.getProperty("gambeson.root"), "docs");

  @Test
  void theShippedSchemaIsTheOneOfTheReader() throws Exception {
    Path file = DOCS.resolve("gambeson-contract.schema.json");
    String shipped = Files.exists(file) ? Files.readString(file) : "";
    if (!shipped.equals(ContractSchema.json())) {
      Files.writeString(file, ContractSchema.json());
      fail("docs/gambeson-contract.schema.json was stale. It has been written anew: commit it.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"extra-columns", "coverage", "decides", "strictly", "match", "tolerance"})
  void everyWordOfTheFormatIsInTheSchema(String word) {
    assertThat(ContractSchema.json()).contains("\"" + word + "\"");
  }

  @Test
  void theExampleOfTheHandbookIsAContract() throws Exception {
    String page = Files.readString(DOCS.resolve("data-contract.md"));
    String yaml = page.substring(page.indexOf("```yaml\n") + 8);
    Contract contract =
        Contract.parse(yaml.substring(0, yaml.indexOf("```")), DOCS, "docs/data-contract.md");
    assertThat(contract.columns()).hasSizeGreaterThan(5);
    assertThat(contract.references()).isNotEmpty();
    assertThat(contract.sums()).isNotEmpty();
  }
}
