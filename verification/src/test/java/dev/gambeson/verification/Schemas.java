package dev.gambeson.verification;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Validation of reports against the schema we ship and the official one of SARIF.
final class Schemas {
  private static final Path REPORT = Path.of(System.getProperty("gambeson.root"), "report/src");
  private static final Schema RESULT =
      load(
          "main/resources/dev/gambeson/report/gambeson-result-1.schema.json",
          SpecificationVersion.DRAFT_2020_12);
  private static final Schema SARIF =
      load(
          "test/resources/dev/gambeson/report/sarif-schema-2.1.0.json",
          SpecificationVersion.DRAFT_4);

  private Schemas() {}

  private static Schema load(String file, SpecificationVersion version) {
    try {
      return SchemaRegistry.withDefaultDialect(version)
          .getSchema(Files.readString(REPORT.resolve(file)), InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> errorsOfResult(String json) {
    return errors(RESULT, json);
  }

  static List<String> errorsOfSarif(String json) {
    return errors(SARIF, json);
  }

  private static List<String> errors(Schema schema, String json) {
    return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }
}
