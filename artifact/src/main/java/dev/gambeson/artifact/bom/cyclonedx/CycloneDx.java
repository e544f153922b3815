package dev.gambeson.artifact.bom.cyclonedx;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.KnownVulnerability;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.BomReference;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Composition;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.metadata.ToolInformation;

/// Writes a bill as CycloneDX 1.6.
///
/// Guaranteed: the bytes are valid under the official schema, and the same bill gives the same
/// bytes: the serial number is made from the SHA-256 of the rest, and there is no time stamp unless
/// one is passed in. Not guaranteed: that the bill is complete; its `compositions` say so.
public final class CycloneDx {
  private final Bill bill;
  private final List<KnownVulnerability> vulnerabilities;
  private final Map<String, Policy.Suppression> accepted;
  private final String toolVersion;
  private final Optional<Instant> timestamp;

  /// @param accepted suppressions that hold, by the id of the vulnerability
  /// @param toolVersion version of Gambeson
  /// @param timestamp when the bill was made; empty leaves it out
  public CycloneDx(
      Bill bill,
      List<KnownVulnerability> vulnerabilities,
      Map<String, Policy.Suppression> accepted,
      String toolVersion,
      Optional<Instant> timestamp) {
    this.bill = bill;
    this.vulnerabilities = List.copyOf(vulnerabilities);
    this.accepted = Map.copyOf(accepted);
    this.toolVersion = toolVersion;
    this.timestamp = timestamp;
  }

  /// JSON, valid under bom-1.6.schema.json.
  public byte[] json() {
    String text = render(false);
    BomSchema.requireJson(text);
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// XML, valid under bom-1.6.xsd.
  public byte[] xml() {
    String text = render(true);
    BomSchema.requireXml(text);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String render(boolean xml) {
    Bom bom = bom();
    try {
      String bare = BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString();
      bom.setSerialNumber(serial(bare));
      return xml
          ? BomGeneratorFactory.createXml(Version.VERSION_16, bom).toXmlString()
          : BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString();
    } catch (GeneratorException e) {
      throw GambesonException.badInput(
          "The bill cannot be written as CycloneDX: " + e.getMessage(), e);
    }
  }

  /// A UUID of version 8 (RFC 9562, section 5.8: own construction) from the content.
  private static String serial(String content) {
    char[] hex = Sha256.of(content).substring(0, 32).toCharArray();
    hex[12] = '8';
    hex[16] = "89ab".charAt(Character.digit(hex[16], 16) & 3);
    String h = new String(hex);
    return "urn:uuid:%s-%s-%s-%s-%s"
        .formatted(
            h.substring(0, 8),
            h.substring(8, 12),
            h.substring(12, 16),
            h.substring(16, 20),
            h.substring(20));
  }

  private Bom bom() {
    Bom bom = new Bom();
    bom.setMetadata(metadata());
    bill.libraries().forEach(l -> bom.addComponent(Parts.library(l)));
    bill.models().forEach(m -> bom.addComponent(ModelParts.model(m)));
    bill.data().forEach(d -> bom.addComponent(ModelParts.data(d)));
    bom.setDependencies(Edges.of(bill));
    Composition composition = new Composition();
    composition.setAggregate(
        bill.gaps().isEmpty() ? Composition.Aggregate.COMPLETE : Composition.Aggregate.INCOMPLETE);
    composition.addAssembly(new BomReference(Bill.ROOT));
    bom.setCompositions(List.of(composition));
    if (!vulnerabilities.isEmpty()) {
      bom.setVulnerabilities(
          vulnerabilities.stream().map(v -> Vulnerabilities.of(v, accepted)).toList());
    }
    return bom;
  }

  private Metadata metadata() {
    Metadata metadata = new Metadata();
    metadata.setTimestamp(timestamp.map(Date::from).orElse(null));
    Component tool = new Component();
    tool.setType(Component.Type.APPLICATION);
    tool.setName("gambeson");
    tool.setVersion(toolVersion);
    ToolInformation tools = new ToolInformation();
    tools.setComponents(List.of(tool));
    metadata.setToolChoice(tools);
    metadata.setComponent(Parts.project(bill));
    bill.gaps().stream()
        .limit(100)
        .forEach(g ->
            metadata.addProperty(
                new Property("gambeson:missing", Parts.safe(g.what() + ": " + g.reason()))));
    return metadata;
  }
}
