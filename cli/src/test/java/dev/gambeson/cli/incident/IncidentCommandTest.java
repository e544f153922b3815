package dev.gambeson.cli.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.TinyCase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentCommandTest {
  @TempDir private Path folder;

  private Path playbook(String steps) throws Exception {
    return Files.writeString(
        folder.resolve("mine.yaml"),
        """
        schema: gambeson/playbook/1
        id: mine
        title: Mine
        trigger: {checks: [GB-GRD-001], subject: {client: present}}
        steps:
        """
            + steps);
  }

  @Test
  void aDrillShowsWhatAPlaybookWouldDo() throws Exception {
    Path file = playbook("  - {id: b, action: block-client, ttl: 1h}\n");
    TinyCase.Ran ran = TinyCase.run("incident", "drill", file.toString(), "--format", "json");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("GB-RSP-001", "GB-RSP-003", "\"mine\"");
  }

  @Test
  void aBlockWithoutEndIsSaid() throws Exception {
    Path file = playbook("  - {id: b, action: block-client}\n");
    TinyCase.Ran ran = TinyCase.run("incident", "drill", file.toString(), "--format", "json");
    assertThat(ran.out()).contains("This stays until a person undoes it: block client");
  }

  @Test
  void theStandardPlaybooksCanBeDrilledWithoutAFile() {
    TinyCase.Ran ran = TinyCase.run("incident", "drill", "--format", "json");
    assertThat(ran.code()).as(ran.err()).isIn(0, 2);
    assertThat(ran.out()).contains("extraction", "poisoned-update");
  }

  @Test
  void aMistypedPlaybookIsAClearMessage() throws Exception {
    Path file = playbook("  - {id: b, action: blok-client}\n");
    TinyCase.Ran ran = TinyCase.run("incident", "drill", file.toString());
    assertThat(ran.code()).isEqualTo(4);
    assertThat(ran.err()).contains("Did you mean 'block-client'?");
  }

  @Test
  void whatIsNoBundleIsAClearMessage() throws Exception {
    Path file = Files.writeString(folder.resolve("x.zip"), "no zip");
    TinyCase.Ran ran = TinyCase.run("incident", "verify", file.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("This is no evidence bundle");
  }
}
