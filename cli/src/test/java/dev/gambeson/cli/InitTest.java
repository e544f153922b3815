package dev.gambeson.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gambeson.cli.config.ConfigReader;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gambeson init` and the schema it ships.
class InitTest {
  private static final Path DOCUMENTED =
      Path.of(System.getProperty("gambeson.root"), "docs/gambeson.schema.json");

  @TempDir private Path folder;

  private Path init() {
    TinyCase.Ran ran = TinyCase.run("init", folder.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    return folder.resolve("gambeson.yaml");
  }

  private static Configuration read(Path yaml) {
    return new ConfigReader(Catalogue.infos(), Formats.names()).read(yaml);
  }

  @Test
  void whatItWritesIsAccepted() {
    Configuration configuration = read(init());
    assertThat(configuration.model()).contains(folder.resolve("model.onnx"));
    assertThat(configuration.data().label()).contains("y");
    assertThat(configuration.seed()).hasValue(42);
    assertThat(configuration.policy()).isEqualTo(Policy.defaults());
  }

  @Test
  void everyCommentedLineIsAcceptedOnceUncommented() throws IOException {
    Path yaml = init();
    List<String> lines =
        Files.readAllLines(yaml).stream()
            .map(l -> l.matches("^\\s*# (yaml-|Describes|The steps).*") ? "" : l)
            .map(l -> l.replaceFirst("^(\\s*)# ", "$1"))
            .toList();
    Files.write(yaml, lines);
    Configuration configuration = read(yaml);
    configuration.policy().validate(Catalogue.infos());
    assertThat(configuration.outputs()).hasSize(2);
    assertThat(configuration.data().train()).isPresent();
    assertThat(configuration.policy().suppressions()).hasSize(1);
    assertThat(configuration.policy().checks()).hasSameSizeAs(Catalogue.infos());
    for (CheckInfo info : Catalogue.infos()) {
      Policy.CheckPolicy check = configuration.policy().checks().get(info.id());
      assertThat(check.severity()).contains(info.severity());
      info.parameters()
          .forEach(p ->
              assertThat(check.parameters()).as(info.id()).containsEntry(p.name(), p.byDefault()));
    }
  }

  /// A stale copy is written anew, so that it only needs a commit.
  @Test
  void itsSchemaIsTheDocumentedOne() throws IOException {
    init();
    String schema = Files.readString(folder.resolve("gambeson.schema.json"));
    String documented = Files.exists(DOCUMENTED) ? Files.readString(DOCUMENTED) : "";
    if (!documented.equals(schema)) {
      Files.writeString(DOCUMENTED, schema);
      fail("docs/gambeson.schema.json was stale. It has been written anew: commit it.");
    }
  }

  @Test
  void itDoesNotReplaceAFileUnlessForced() throws IOException {
    Path yaml = init();
    Files.writeString(yaml, "seed: 7\n");
    TinyCase.Ran again = TinyCase.run("init", folder.toString());
    assertThat(again.code()).isEqualTo(4);
    assertThat(again.err()).contains("gambeson.yaml exists", "--force");
    assertThat(yaml).hasContent("seed: 7");
    assertThat(TinyCase.run("init", "--force", folder.toString()).code()).isZero();
    assertThat(read(yaml).seed()).hasValue(42);
  }
}
