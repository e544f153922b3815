package dev.gambeson.cli.data;

import static dev.gambeson.cli.data.DataCase.CONTRACT_ONLY;
import static dev.gambeson.cli.data.DataCase.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gambeson.cli.TinyCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `gambeson check`, `admit` and `provenance`, as docs/data.md tells it.
class AdmitCommandTest {
  private static final int FINDINGS = 1;
  private static final int COULD_NOT_RUN = 2;
  private static final int USAGE = 4;

  @TempDir private Path folder;
  private Path clean;
  private Path dirty;
  private Path contract;

  @BeforeEach
  void write() throws IOException {
    clean = DataCase.payments(folder.resolve("clean.csv"));
    String text = Files.readString(clean);
    dirty = folder.resolve("dirty.csv");
    Files.writeString(dirty, text + "600,-5,a,1\n601,7,z,0\n602,8,b,0,surplus\n");
    contract = Files.writeString(folder.resolve("contract.yaml"), DataCase.CONTRACT);
  }

  private TinyCase.Ran check(Object... args) {
    return run("check", List.of(args), CONTRACT_ONLY);
  }

  private TinyCase.Ran admit(Object... args) {
    return run("admit", List.of(args), CONTRACT_ONLY);
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  private static void clean(TinyCase.Ran ran) {
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
  }

  @Test
  void aTableThatKeepsItsContractPasses() {
    clean(check(clean, "--contract", contract, "--label", "y", "--source", "partner"));
  }

  @Test
  void aTableThatBreaksItFailsWithTheRow() {
    TinyCase.Ran ran = check(dirty, "--contract", contract, "--format", "json");
    assertThat(ran.code()).as(ran.err()).isEqualTo(FINDINGS);
    assertThat(ran.out()).contains("\"row\" : 601").contains("GB-DATA-010");
  }

  @Test
  void admissionHoldsBackWhatBreaksTheContractAndAdmitsTheRest() throws IOException {
    Path set = folder.resolve("set");
    clean(admit(dirty, "--contract", contract, "--output", set));
    JsonNode counts = json(set.resolve("manifest.json")).path("counts");
    assertThat(counts.path("admitted").asInt()).isEqualTo(600);
    assertThat(counts.path("held").asInt()).isEqualTo(2);
    assertThat(counts.path("unreadable").asInt()).isEqualTo(1);
    assertThat(Files.readAllLines(set.resolve("quarantine.jsonl"))).hasSize(3);
    assertThat(Files.readString(set.resolve("data.csv"))).doesNotContain("-5", "surplus");
  }

  @Test
  void inRefuseModeNothingIsAdmittedAndNothingIsLeftBehind() throws IOException {
    Path set = folder.resolve("set");
    TinyCase.Ran ran = admit(dirty, "--contract", contract, "--output", set, "--mode", "refuse");
    assertThat(ran.code()).isEqualTo(FINDINGS);
    assertThat(ran.err()).contains("not admitted");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(clean, dirty, contract);
    }
  }

  @Test
  void anExistingFolderIsNeverTouched() throws IOException {
    Path set = Files.createDirectory(folder.resolve("set"));
    Files.writeString(set.resolve("mine"), "1");
    assertThat(admit(clean, "--output", set).code()).isEqualTo(USAGE);
    assertThat(set.resolve("mine")).hasContent("1");
  }

  @Test
  void theCellsOfHeldRowsAreKeptOnlyOnRequest() throws IOException {
    Path set = folder.resolve("set");
    clean(admit(dirty, "--contract", contract, "--output", set, "--keep-rows"));
    assertThat(Files.readString(set.resolve("quarantine.jsonl"))).contains("\"amount\":\"-5\"");
  }

  @Test
  void aReferenceMustBeUntouchedAndSignedByTheKeyThatIsAskedFor() throws IOException {
    clean(run("keygen", folder.resolve("d.key")));
    clean(run("keygen", folder.resolve("other.key")));
    Path april = folder.resolve("april");
    clean(admit(clean, "--output", april, "--key", folder.resolve("d.key")));
    Path may = DataCase.payments(folder.resolve("may.csv"), 1000, 300);
    Path pub = folder.resolve("d.key.pub");
    clean(check(may, "--reference", april, "--reference-key", pub));
    TinyCase.Ran foreign =
        check(may, "--reference", april, "--reference-key", folder.resolve("other.key.pub"));
    assertThat(foreign.code()).isEqualTo(COULD_NOT_RUN);
    assertThat(foreign.err()).contains("was not signed by the key");
    Files.writeString(april.resolve("data.csv"), "id,amount,partner,y\n1,1,a,1\n");
    assertThat(check(may, "--reference", april).err()).contains("is not what was admitted");
  }

  @Test
  void capsOfTheBlendAreAppliedAndTheExcessIsInTheQuarantine() throws IOException {
    Path blend =
        Files.writeString(folder.resolve("blend.yaml"), "sources: {a: 0.2}\nmin-sources: 3\n");
    Path set = folder.resolve("set");
    assertThat(check(clean, "--source", "partner", "--blend", blend).code()).isEqualTo(FINDINGS);
    TinyCase.Ran tooMany = admit(clean, "--source", "partner", "--blend", blend, "--output", set);
    assertThat(tooMany.code()).as("100 of 600 rows are more than a tenth").isEqualTo(FINDINGS);
    assertThat(set).doesNotExist();
    Path config =
        Files.writeString(
            folder.resolve("gambeson.yaml"),
            """
            data: {source: partner}
            blend: {sources: {a: 0.2}, min-sources: 3}
            policy: {checks: {GB-DATA-030: {max-held: 0.3}}}
            """);
    clean(admit(clean, "--config", config, "--output", set));
    JsonNode sources = json(set.resolve("manifest.json")).path("sources");
    assertThat(sources.path("a").asInt()).isEqualTo(100);
    assertThat(sources.path("b").asInt()).isEqualTo(200);
    assertThat(Files.readString(set.resolve("quarantine.jsonl"))).contains("GB-DATA-031");
  }

  @Test
  void provenanceDrawsParentsSourcesAndSuppliers() throws IOException {
    Path april = folder.resolve("april");
    clean(admit(clean, "--source", "partner", "--output", april));
    Path may = folder.resolve("may");
    Path rows = DataCase.payments(folder.resolve("may.csv"), 1000, 300);
    clean(admit(rows, "--source", "partner", "--reference", april, "--output", may));
    String tree = run("provenance", may).out();
    assertThat(tree).contains("made of:", "may.csv", "april", "clean.csv", "reference");
    assertThat(run("provenance", folder, "--of", clean).out()).contains("april", "may");
    assertThat(run("provenance", folder, "--of", "a").out()).contains("200 rows", "100 rows");
    assertThat(run("provenance", folder, "--of", "nobody").code()).isEqualTo(3);
    assertThat(run("provenance", may, "--format", "dot").out()).startsWith("digraph");
    String html = run("provenance", may, "--format", "html").out();
    assertThat(html).contains("<svg", "default-src &#39;none&#39;").doesNotContain("<script");
    JsonNode graph = JsonMapper.shared().readTree(run("provenance", may, "--format", "json").out());
    assertThat(graph.path("schema").asString()).isEqualTo("gambeson/provenance/1");
    assertThat(graph.path("nodes").size()).isEqualTo(7);
  }

  @Test
  void namesFromDataCannotBreakOutOfThePicture() throws IOException {
    Path evil = folder.resolve("<script>alert(1)<!--.csv");
    Files.copy(clean, evil);
    clean(admit(evil, "--output", folder.resolve("set")));
    assertThat(run("provenance", folder.resolve("set"), "--format", "html").out())
        .doesNotContain("<script>alert")
        .contains("&lt;script&gt;");
  }

  @Test
  void theEventsFitTheSchemaOfOpenLineage() throws IOException {
    Path set = folder.resolve("set");
    clean(admit(dirty, "--contract", contract, "--label", "y", "--output", set));
    Path events = folder.resolve("events.ndjson");
    clean(run("provenance", set, "--openlineage", events));
    List<String> lines = Files.readAllLines(events);
    assertThat(lines).hasSize(2);
    Schema event = schema("https://openlineage.io/spec/2-0-2/OpenLineage.json");
    for (String line : lines) {
      assertThat(event.validate(line, InputFormat.JSON)).isEmpty();
    }
    JsonNode complete = JsonMapper.shared().readTree(lines.get(1));
    JsonNode input = complete.path("inputs").get(0);
    JsonNode output = complete.path("outputs").get(0);
    fits(input.path("facets"), "facets/1-2-0/SchemaDatasetFacet.json");
    fits(input.path("inputFacets"), "facets/1-1-0/DataQualityAssertionsDatasetFacet.json");
    fits(output.path("facets"), "facets/1-2-0/ColumnLineageDatasetFacet.json");
    fits(output.path("outputFacets"), "facets/1-0-2/OutputStatisticsOutputDatasetFacet.json");
    assertThat(output.path("facets").path("columnLineage").path("fields").size()).isEqualTo(4);
    assertThat(input.path("inputFacets").path("dataQualityAssertions").path("assertions").size())
        .isGreaterThan(3);
    JsonNode broken = JsonMapper.shared().readTree(lines.get(1).replace("\"runId\"", "\"id\""));
    assertThat(event.validate(broken)).as("a test of the test").isNotEmpty();
  }

  private static void fits(JsonNode facets, String schema) {
    assertThat(schema("https://openlineage.io/spec/" + schema).validate(facets)).isEmpty();
  }

  private static Schema schema(String id) {
    Map<String, String> texts =
        Stream.of(
                "2-0-2/OpenLineage",
                "facets/1-2-0/SchemaDatasetFacet",
                "facets/1-1-0/DataQualityAssertionsDatasetFacet",
                "facets/1-2-0/ColumnLineageDatasetFacet",
                "facets/1-0-2/OutputStatisticsOutputDatasetFacet")
            .collect(
                java.util.stream.Collectors.toMap(
                    n -> "https://openlineage.io/spec/" + n + ".json",
                    n -> resource(n.substring(n.lastIndexOf('/') + 1) + ".json")));
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, b -> b.schemas(texts))
        .getSchema(com.networknt.schema.SchemaLocation.of(id));
  }

  private static String resource(String name) {
    try (var in =
        AdmitCommandTest.class.getResourceAsStream("/dev/gambeson/cli/openlineage/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
