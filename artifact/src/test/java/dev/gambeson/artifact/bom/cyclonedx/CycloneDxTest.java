package dev.gambeson.artifact.bom.cyclonedx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.Bills;
import dev.gambeson.artifact.bom.KnownVulnerability;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CycloneDxTest {
  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    Bills.write(
        folder,
        "requirements.txt",
        "a==1 --hash=sha256:" + "ab".repeat(32) + "\nb>=2 ; python_version<'4'\n");
    Files.write(folder.resolve("m.gguf"), gguf());
    Bills.write(
        folder,
        "README.md",
        "---\nlicense: mit\ndatasets: [\"acme/\\afaces\", \"<b>\\u202Eevil\"]\n---\n# T\u001b[31mitle\n");
    Bills.write(folder, "x.csv", "a,b\n");
  }

  private static byte[] gguf() {
    byte[] head = new byte[24];
    head[0] = 'G';
    head[1] = 'G';
    head[2] = 'U';
    head[3] = 'F';
    head[4] = 3;
    return head;
  }

  private static CycloneDx writer(Bill bill, Optional<Instant> stamp) {
    Library library = bill.libraries().getFirst();
    KnownVulnerability v =
        new KnownVulnerability(
            "GHSA-x",
            List.of("CVE-1"),
            "Bad \u0000 thing",
            Severity.CRITICAL,
            Optional.of(9.8),
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            false,
            List.of(new KnownVulnerability.Touched(library, Optional.of("2"))));
    Policy.Suppression by =
        new Policy.Suppression(
            "GB-DEP-001", Optional.of("GHSA-x"), "Ann", "not reached", LocalDate.of(2027, 1, 1));
    return new CycloneDx(bill, List.of(v), Map.of("GHSA-x", by), "0.1", stamp);
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(writer(Bills.read(folder), Optional.empty()).json());
  }

  @Test
  void theBillIsValidInBothForms() {
    CycloneDx writer = writer(Bills.read(folder), Optional.of(Instant.EPOCH));
    assertThat(BomSchema.json(new String(writer.json(), StandardCharsets.UTF_8))).isEmpty();
    assertThat(BomSchema.xml(new String(writer.xml(), StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void aBrokenBillIsRejectedInBothForms() {
    CycloneDx writer = writer(Bills.read(folder), Optional.empty());
    String json = new String(writer.json(), StandardCharsets.UTF_8);
    String xml = new String(writer.xml(), StandardCharsets.UTF_8);
    assertThat(BomSchema.json(json.replace("machine-learning-model", "brain"))).isNotEmpty();
    assertThat(BomSchema.json(json.replace("\"MIT\"", "\"NO-SUCH-LICENCE\""))).isNotEmpty();
    assertThat(BomSchema.json(json.replace("\"SHA-256\"", "\"SHA-257\""))).isNotEmpty();
    assertThat(BomSchema.xml(xml.replace("machine-learning-model", "brain"))).isNotEmpty();
    assertThat(BomSchema.xml(xml.replace("<id>MIT</id>", "<id>NO-SUCH-LICENCE</id>"))).isNotEmpty();
  }

  @Test
  void theSameFolderGivesTheSameBytesWhereverItLies() throws IOException {
    byte[] first = writer(Bills.read(folder), Optional.empty()).json();
    Path copy = Files.createDirectory(folder.resolve("copy")).resolve(folder.getFileName());
    Files.createDirectory(copy);
    for (String name : List.of("requirements.txt", "m.gguf", "README.md", "x.csv")) {
      Files.copy(folder.resolve(name), copy.resolve(name));
    }
    assertThat(writer(Bills.read(copy), Optional.empty()).json()).isEqualTo(first);
    assertThat(new String(first, StandardCharsets.UTF_8))
        .doesNotContain(folder.toString())
        .doesNotContain("timestamp");
  }

  @Test
  void anotherContentGivesAnotherSerialNumber() {
    String before = json().path("serialNumber").asString();
    Bills.write(folder, "x.csv", "a,c\n");
    assertThat(json().path("serialNumber").asString()).isNotEqualTo(before).startsWith("urn:uuid:");
  }

  @Test
  void vulnerabilitiesPointToTheirLibraryAndSayWhoAcceptedThem() {
    JsonNode v = json().path("vulnerabilities").path(0);
    assertThat(v.path("affects").path(0).path("ref").asString()).isEqualTo("pkg:pypi/a@1");
    assertThat(v.path("analysis").path("response").path(0).asString()).isEqualTo("will_not_fix");
    assertThat(v.path("analysis").path("detail").asString()).contains("Ann", "2027-01-01");
    assertThat(v.path("analysis").has("state")).isFalse(); // accepting is not being unaffected
  }

  @Test
  void theModelDependsOnTheDataThatItsCardNames() {
    List<String> needs = new java.util.ArrayList<>();
    for (JsonNode d : json().path("dependencies")) {
      if (d.path("ref").asString().equals("model:m.gguf")) {
        d.path("dependsOn").forEach(n -> needs.add(n.asString()));
      }
    }
    assertThat(needs).containsExactly("data:<b>evil", "data:acme/faces");
  }

  @Test
  void anIncompleteBillSaysSo() {
    assertThat(json().path("compositions").path(0).path("aggregate").asString())
        .isEqualTo("complete");
    Bills.write(folder, "package.json", "{");
    assertThat(json().path("compositions").path(0).path("aggregate").asString())
        .isEqualTo("incomplete");
  }
}
