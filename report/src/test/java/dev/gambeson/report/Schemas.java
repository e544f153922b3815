package dev.gambeson.report;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Validation against the shipped and the official schemas.
final class Schemas {
  private Schemas() {}

  private static final Schema RESULT =
      load("gambeson-result-1.schema.json", SpecificationVersion.DRAFT_2020_12);
  private static final Schema SARIF = load("sarif-schema-2.1.0.json", SpecificationVersion.DRAFT_4);

  private static Schema load(String name, SpecificationVersion version) {
    InputStream in = Objects.requireNonNull(Schemas.class.getResourceAsStream(name), name);
    return SchemaRegistry.withDefaultDialect(version).getSchema(in, InputFormat.JSON);
  }

  static List<String> errorsOfResult(byte[] json) {
    return errors(RESULT, json);
  }

  static List<String> errorsOfSarif(byte[] json) {
    return errors(SARIF, json);
  }

  private static List<String> errors(Schema schema, byte[] json) {
    return schema.validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }
}
