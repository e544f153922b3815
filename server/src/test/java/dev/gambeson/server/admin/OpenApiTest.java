package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
  @Test
  void theDescriptionIsMadeOfTheTableThatServes() throws Exception {
    try (DevPlane dev =
        new DevPlane(AdminOptions.local(InstantSource.system()).withPort(0), false, true)) {
      dev.people();
      try (Visitor viewer = Visitor.as(dev, "viewer")) {
        JsonNode api = Visitor.json(viewer.get("/openapi.json"));
        assertThat(api.path("openapi").asString("")).isEqualTo("3.1.0");
        Set<String> described = new HashSet<>();
        api.path("paths")
            .properties()
            .forEach(p ->
                p.getValue()
                    .properties()
                    .forEach(m -> described.add(m.getValue().path("operationId").asString(""))));
        assertThat(described)
            .containsExactlyInAnyOrderElementsOf(
                dev.plane.table().routes().stream().map(Route::name).toList());
        everyReferenceLeadsSomewhere(api);
        JsonNode block =
            api.path("paths").path("/api/v1/clients/{tenant}/{client}/restrict").path("post");
        assertThat(block.path("x-role").asString("")).isEqualTo("OPERATOR");
        assertThat(block.path("parameters").toString()).contains("tenant", "client", Gate.HEADER);
      }
    }
  }

  private static void everyReferenceLeadsSomewhere(JsonNode api) {
    Matcher reference =
        Pattern.compile("#/components/schemas/([A-Za-z.]+)").matcher(api.toString());
    int n = 0;
    while (reference.find()) {
      assertThat(
              api.path("components")
                  .path("schemas")
                  .path(reference.group(1))
                  .path("properties")
                  .isObject())
          .as(reference.group(1))
          .isTrue();
      n++;
    }
    assertThat(n).isGreaterThan(60);
  }
}
