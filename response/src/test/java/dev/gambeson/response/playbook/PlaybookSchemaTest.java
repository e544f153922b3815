package dev.gambeson.response.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

class PlaybookSchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(StandardPlaybooks.schema(), InputFormat.JSON);

  private static List<String> errors(String yaml) {
    String json = new YAMLMapper().readTree(yaml).toString();
    return SCHEMA.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  @Test
  void theStandardPlaybooksFitTheSchema() {
    for (Playbook playbook : StandardPlaybooks.all()) {
      assertThat(errors(playbook.source())).as(playbook.id()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {id: a, action: wait}",
        "- {id: a, action: wait, for: 1h, ttl: 1h}",
        "- {id: a, action: tighten}",
        "- {id: A, action: block-client}",
        "- {id: a, action: block}",
        "- {id: a, action: block-client, overlay: x}",
        "- {id: a, action: block-client, approval-expires: 1h}",
        "- {id: a, action: block-client, retries: 11}",
        "- {id: a, action: block-client, ttl: 1 hour}",
        "- {id: a, action: quarantine, ttl: 1h}",
        "- {id: a, action: notify, routes: []}"
      })
  void whatTheReaderRefusesTheSchemaRefuses(String step) {
    String text = "schema: gambeson/playbook/1\nid: x\ntitle: X\nsteps:\n  " + step + "\n";
    assertThat(errors(text)).isNotEmpty();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() -> PlaybookReader.parse(text, "It")))
        .isNotNull();
  }
}
