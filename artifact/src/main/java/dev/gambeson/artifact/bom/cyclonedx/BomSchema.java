package dev.gambeson.artifact.bom.cyclonedx;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.cyclonedx.model.Bom;
import org.xml.sax.SAXException;

/// The official schemas of CycloneDX 1.6, as they lie in the library's jar. Nothing is fetched.
public final class BomSchema {
  private static final String BASE = "http://cyclonedx.org/schema/";
  private static final String MAIN = "bom-1.6.schema.json";

  private BomSchema() {}

  /// Made once, on first use.
  private static final class Json {
    static final Schema SCHEMA = load();

    private static Schema load() {
      Map<String, String> all =
          Map.of(
              BASE + MAIN, text(MAIN),
              BASE + "spdx.schema.json", text("spdx.schema.json"),
              BASE + "jsf-0.82.schema.json", text("jsf-0.82.schema.json"));
      return SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_7, builder -> builder.schemas(all))
          .getSchema(SchemaLocation.of(BASE + MAIN));
    }
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Bom.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the CycloneDX library");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String resource) {
    return new String(bytes(resource), StandardCharsets.UTF_8);
  }

  /// What is wrong with a JSON bill; empty when it is valid.
  public static List<String> json(String bill) {
    return Json.SCHEMA.validate(bill, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  /// What is wrong with an XML bill; empty when it is valid.
  public static List<String> xml(String bill) {
    try {
      SchemaFactory factory = SchemaFactory.newDefaultInstance();
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      // the main schema imports this one by an address; here it is already known by its namespace
      String main =
          text("bom-1.6.xsd").replaceAll("\\s+schemaLocation=\"http[^\"]*spdx[^\"]*\"", "");
      Source[] sources = {
        new StreamSource(new ByteArrayInputStream(bytes("spdx.xsd"))),
        new StreamSource(new ByteArrayInputStream(main.getBytes(StandardCharsets.UTF_8)))
      };
      Validator validator = factory.newSchema(sources).newValidator();
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      validator.validate(new StreamSource(new StringReader(bill)));
      return List.of();
    } catch (SAXException e) {
      return List.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void requireJson(String bill) {
    require(json(bill));
  }

  static void requireXml(String bill) {
    require(xml(bill));
  }

  /// An invalid bill is our fault, not the user's, and is never written.
  private static void require(List<String> errors) {
    if (!errors.isEmpty()) {
      throw new IllegalStateException(
          "the bill is not valid CycloneDX 1.6: " + errors.stream().limit(5).toList());
    }
  }
}
