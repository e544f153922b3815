package dev.gambeson.artifact.bom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MavenReaderTest {
  @TempDir private Path folder;

  private static String pom(String id, String rest) {
    return "<project><modelVersion>4.0.0</modelVersion><groupId>me</groupId><artifactId>%s</artifactId><version>1</version>%s</project>"
        .formatted(id, rest);
  }

  private static String dependency(String group, String artifact, String version, String more) {
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId>%s%s</dependency>"
        .formatted(
            group, artifact, version.isEmpty() ? "" : "<version>" + version + "</version>", more);
  }

  /// Puts an artifact into the local repository of the test.
  private Path repository(String group, String artifact, String version, String rest) {
    String base = ".m2/%s/%s/%s/%s-%s".formatted(group, artifact, version, artifact, version);
    Bills.write(
        folder,
        base + ".pom",
        "<project><modelVersion>4.0.0</modelVersion><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</project>"
            .formatted(group, artifact, version, rest));
    return Bills.write(folder, base + ".jar", "jar of " + artifact);
  }

  @Test
  void modulesParentsPropertiesManagedVersionsAndImportsAreResolved() {
    repository(
        "lib",
        "a",
        "1.5",
        "<dependencies>"
            + dependency("lib", "b", "2", "")
            + "</dependencies><licenses><license><name>Apache License, Version 2.0</name></license></licenses>");
    repository("lib", "b", "3", "");
    repository(
        "lib",
        "bom",
        "1",
        "<packaging>pom</packaging><dependencyManagement><dependencies>"
            + dependency("lib", "b", "3", "")
            + "</dependencies></dependencyManagement>");
    Bills.write(
        folder,
        "pom.xml",
        pom(
            "root",
            "<packaging>pom</packaging><modules><module>m1</module><module>m2</module></modules><properties><av>1.5</av></properties><dependencyManagement><dependencies>"
                + dependency("lib", "a", "${av}", "")
                + dependency("lib", "bom", "1", "<type>pom</type><scope>import</scope>")
                + "</dependencies></dependencyManagement>"));
    String parent =
        "<parent><groupId>me</groupId><artifactId>root</artifactId><version>1</version></parent>";
    Bills.write(
        folder,
        "m1/pom.xml",
        pom("m1", parent + "<dependencies>" + dependency("lib", "a", "", "") + "</dependencies>"));
    Bills.write(
        folder,
        "m2/pom.xml",
        pom("m2", parent + "<dependencies>" + dependency("me", "m1", "1", "") + "</dependencies>"));
    Bill bill = Bills.read(folder);
    assertThat(bill.gaps()).isEmpty();
    assertThat(bill.name()).isEqualTo("me:root");
    // b is 2 in a's own pom; the imported BOM says 3, as Maven would take it
    assertThat(bill.libraries())
        .extracting(Library::purl)
        .containsExactly("pkg:maven/lib/a@1.5", "pkg:maven/lib/b@3");
    assertThat(bill.edges().get("pkg:maven/lib/a@1.5")).containsExactly("pkg:maven/lib/b@3");
    assertThat(bill.libraries().getFirst().licences()).containsExactly("Apache-2.0");
    assertThat(bill.libraries().getFirst().digests())
        .extracting(Digest::algorithm)
        .containsExactly("SHA-256", "SHA-512");
  }

  @Test
  void whatTheLocalRepositoryLacksIsAGapAndNothingIsFetched() {
    Bills.write(
        folder,
        "pom.xml",
        pom(
            "x",
            "<dependencies>"
                + dependency("no", "where", "1", "")
                + "</dependencies><repositories><repository><id>r</id><url>http://127.0.0.1:1/</url></repository></repositories>"));
    Bill bill = Bills.read(folder);
    assertThat(bill.libraries()).extracting(Library::title).containsExactly("no:where 1");
    assertThat(bill.gaps()).extracting(Gap::what).contains("no:where:1");
  }

  @Test
  void aJarThatDiffersFromItsRecordedHashIsReported() throws IOException {
    Path jar = repository("lib", "a", "1", "");
    Files.writeString(jar.resolveSibling("a-1.jar.sha1"), "0".repeat(40));
    Bills.write(
        folder,
        "pom.xml",
        pom("x", "<dependencies>" + dependency("lib", "a", "1", "") + "</dependencies>"));
    assertThat(Bills.read(folder).remarks())
        .extracting(Remark::rule)
        .containsExactly(DependencyRules.MISMATCH);
  }

  @Test
  @Timeout(30)
  void modulesParentsAndPropertiesInACircleEndWithAGap() {
    Bills.write(
        folder,
        "pom.xml",
        pom(
            "a",
            "<packaging>pom</packaging><modules><module>b</module><module>.</module></modules>"));
    Bills.write(
        folder,
        "b/pom.xml",
        pom(
            "b",
            "<packaging>pom</packaging><modules><module>..</module></modules><parent><groupId>me</groupId><artifactId>b</artifactId><version>1</version><relativePath>pom.xml</relativePath></parent>"));
    Bills.write(
        folder,
        "c/pom.xml",
        pom(
            "c",
            "<properties><x>${y}</x><y>${x}</y></properties><dependencies>"
                + dependency("lib", "a", "${x}", "")
                + "</dependencies>"));
    assertThat(Bills.read(folder).gaps()).isNotEmpty();
  }

  @Test
  @Timeout(30)
  void externalAndExpandingEntitiesAreRefused() {
    Bills.write(folder, "secret.txt", "TOPSECRET");
    StringBuilder bomb = new StringBuilder("<!DOCTYPE p [<!ENTITY e0 \"ha\">");
    for (int i = 1; i < 40; i++) {
      bomb.append("<!ENTITY e%d \"%s\">".formatted(i, "&e%d;".formatted(i - 1).repeat(10)));
    }
    Bills.write(folder, "bomb/pom.xml", bomb + "]>" + pom("&e39;", ""));
    Bills.write(
        folder,
        "pom.xml",
        "<!DOCTYPE p [<!ENTITY x SYSTEM \"secret.txt\">]>"
            + pom(
                "a",
                "<name>&x;</name><dependencies>"
                    + dependency("&x;", "a", "1", "")
                    + "</dependencies>"));
    Bill bill = Bills.read(folder);
    assertThat(bill.gaps()).hasSize(2);
    assertThat(bill.toString()).doesNotContain("TOPSECRET");
  }

  @Test
  void aPomBeyondTheLimitIsAGap() {
    Bills.write(folder, "pom.xml", pom("a", "<!--" + "x".repeat(5 << 20) + "-->"));
    assertThat(Bills.read(folder).gaps()).hasSize(1);
  }

  @Test
  void gambesonsOwnBuildIsCompleteAndKnowsItsLibraries() {
    Path root = Path.of(System.getProperty("gambeson.root", "..")).toAbsolutePath().normalize();
    Path repository = Path.of(System.getProperty("user.home"), ".m2/repository");
    Assumptions.assumeTrue(
        Files.isRegularFile(root.resolve("pom.xml"))
            && Files.isDirectory(repository.resolve("org/cyclonedx")),
        "needs the checkout and the local repository it was built from");
    BillBuilder bill = new BillBuilder();
    dev.gambeson.artifact.bom.maven.MavenReader.read(
        root.resolve("artifact/pom.xml"), repository, Path::toString, bill);
    Bill own = bill.build("x");
    assertThat(own.name()).isEqualTo("dev.gambeson:gambeson-artifact");
    assertThat(own.libraries())
        .extracting(Library::name)
        .contains("tools.jackson.core:jackson-databind", "org.cyclonedx:cyclonedx-core-java")
        .doesNotContain("org.apache.maven.resolver:maven-resolver-transport-apache");
  }
}
