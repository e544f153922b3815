package dev.gambeson.data.provenance;

import dev.gambeson.data.admit.AdmissionManifest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An admission as run events of OpenLineage 2-0-2 (github.com/OpenLineage/OpenLineage,
/// spec/OpenLineage.json): one START and one COMPLETE, as JSON lines.
///
/// The run's id is made from the manifest's digest, so the same admission is the same run wherever
/// it is told. Holds names of columns and checks, and no value of any row.
public final class OpenLineage {
  private static final String PRODUCER = "https://gambeson.dev/openlineage/v1";
  private static final String SPEC = "https://openlineage.io/spec/";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AdmissionManifest manifest;
  private final String manifestSha256;
  private final String namespace;
  private final String address;

  private OpenLineage(
      AdmissionManifest manifest, String manifestSha256, String namespace, String address) {
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.namespace = namespace;
    this.address = address;
  }

  /// The events of an admission.
  ///
  /// @param manifestSha256 digest of the manifest's file
  /// @param namespace of the job, for example the name of the pipeline
  /// @param address where the admitted folder lies
  /// @return JSON lines, UTF-8
  public static byte[] events(
      AdmissionManifest manifest, String manifestSha256, String namespace, String address) {
    OpenLineage lineage = new OpenLineage(manifest, manifestSha256, namespace, address);
    String lines =
        JSON.writeValueAsString(lineage.event("START", false))
            + "\n"
            + JSON.writeValueAsString(lineage.event("COMPLETE", true))
            + "\n";
    return lines.getBytes(StandardCharsets.UTF_8);
  }

  private ObjectNode event(String type, boolean whole) {
    ObjectNode event = JSON.createObjectNode();
    event.put("eventType", type).put("eventTime", manifest.time().toString());
    event
        .put("producer", PRODUCER)
        .put("schemaURL", SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent");
    UUID run = UUID.nameUUIDFromBytes(manifestSha256.getBytes(StandardCharsets.US_ASCII));
    event.putObject("run").put("runId", run.toString());
    event
        .putObject("job")
        .put("namespace", namespace)
        .put("name", "gambeson.admit." + manifest.name());
    input(event.putArray("inputs").addObject(), whole);
    output(event.putArray("outputs").addObject(), whole);
    return event;
  }

  /// What was read, with what its checks said.
  private void input(ObjectNode input, boolean whole) {
    input.put("namespace", inputNamespace()).put("name", inputName());
    schema(input.putObject("facets"));
    if (!whole) {
      return;
    }
    ObjectNode facet =
        facet(
            input.putObject("inputFacets").putObject("dataQualityAssertions"),
            "facets/1-1-0/DataQualityAssertionsDatasetFacet.json");
    ArrayNode assertions = facet.putArray("assertions");
    for (AdmissionManifest.Asked asked : manifest.checks()) {
      if (!asked.before().equals("not-examined")) {
        ObjectNode assertion =
            assertions
                .addObject()
                .put("assertion", asked.check())
                .put("success", asked.before().equals("pass"));
        assertion.put(
            "name",
            asked.aspect().isEmpty() ? asked.check() : asked.check() + ": " + asked.aspect());
        assertion.put("actual", asked.before());
      }
    }
  }

  /// What was written, and from which columns.
  private void output(ObjectNode output, boolean whole) {
    output.put("namespace", "file").put("name", address);
    ObjectNode facets = output.putObject("facets");
    schema(facets);
    columnLineage(facets);
    if (whole) {
      facet(
              output.putObject("outputFacets").putObject("outputStatistics"),
              "facets/1-0-2/OutputStatisticsOutputDatasetFacet.json")
          .put("rowCount", manifest.counts().admitted())
          .put("size", manifest.data().bytes());
    }
  }

  private void schema(ObjectNode facets) {
    ArrayNode fields =
        facet(facets.putObject("schema"), "facets/1-2-0/SchemaDatasetFacet.json")
            .putArray("fields");
    manifest.columns().forEach(c -> fields.addObject().put("name", c.name()).put("type", c.type()));
  }

  /// Every admitted column comes from the column of the same name.
  private void columnLineage(ObjectNode facets) {
    ObjectNode fields =
        facet(facets.putObject("columnLineage"), "facets/1-2-0/ColumnLineageDatasetFacet.json")
            .putObject("fields");
    for (AdmissionManifest.ColumnType column : manifest.columns()) {
      ObjectNode from = fields.putObject(column.name()).putArray("inputFields").addObject();
      from.put("namespace", inputNamespace()).put("name", inputName()).put("field", column.name());
      String changes =
          manifest.transformations().stream()
              .filter(t -> t.startsWith("column " + column.name() + ":"))
              .collect(Collectors.joining("; "));
      ObjectNode how = from.putArray("transformations").addObject().put("type", "DIRECT");
      how.put("subtype", changes.isEmpty() ? "IDENTITY" : "TRANSFORMATION");
      how.put("description", changes);
      how.put("masking", !changes.isEmpty());
    }
  }

  /// OpenLineage names a dataset by where it lives and its path there.
  private String inputNamespace() {
    String address = manifest.source().address();
    if (address.startsWith("s3://")) {
      return "s3://" + URI.create(address.replace(' ', '+')).getHost();
    }
    if (address.startsWith("jdbc:")) {
      String url = address.substring("jdbc:".length());
      int path = url.indexOf('/', url.indexOf("://") + 3);
      return path < 0 ? url : url.substring(0, path);
    }
    return "file";
  }

  private String inputName() {
    String address = manifest.source().address();
    String namespace = inputNamespace();
    String rest =
        address.startsWith("s3://")
            ? address.substring(Math.min(address.length(), namespace.length() + 1))
            : address;
    return rest.isEmpty() ? "/" : rest;
  }

  private static ObjectNode facet(ObjectNode node, String schema) {
    return node.put("_producer", PRODUCER).put("_schemaURL", SPEC + schema);
  }
}
