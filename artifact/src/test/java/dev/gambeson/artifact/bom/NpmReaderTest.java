package dev.gambeson.artifact.bom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmReaderTest {
  private static final String INTEGRITY =
      "sha512-" + Base64.getEncoder().encodeToString(new byte[64]);
  @TempDir private Path folder;

  @Test
  void aModernLockFileGivesVersionsHashesScopesAndEdges() {
    Bills.write(
        folder,
        "package-lock.json",
        """
        {"name":"me","version":"1.0.0","lockfileVersion":3,"packages":{
          "":{"dependencies":{"a":"^1.0.0"},"devDependencies":{"@s/d":"2"}},
          "node_modules/a":{"version":"1.2.3","resolved":"https://registry.npmjs.org/a/-/a-1.2.3.tgz",
             "integrity":"%s","license":"MIT","dependencies":{"b":"1"}},
          "node_modules/b":{"version":"9.0.0"},
          "node_modules/a/node_modules/b":{"version":"1.0.0"},
          "node_modules/@s/d":{"version":"2.0.0","dev":true}}}
        """
            .formatted(INTEGRITY));
    Bill bill = Bills.read(folder);
    assertThat(bill.libraries())
        .extracting(Library::purl)
        .containsExactly(
            "pkg:npm/%40s/d@2.0.0", "pkg:npm/a@1.2.3", "pkg:npm/b@1.0.0", "pkg:npm/b@9.0.0");
    assertThat(bill.edges().get("pkg:npm/a@1.2.3")).containsExactly("pkg:npm/b@1.0.0");
    assertThat(bill.edges().get(Bill.ROOT))
        .containsExactly("pkg:npm/%40s/d@2.0.0", "pkg:npm/a@1.2.3");
    assertThat(bill.libraries().getFirst().scope()).isEqualTo(Scope.DEVELOPMENT);
    assertThat(bill.libraries().get(1).digests())
        .containsExactly(new Digest("SHA-512", "0".repeat(128)));
    assertThat(bill.libraries().get(1).licences()).containsExactly("MIT");
  }

  @Test
  void anOldLockFileIsReadThroughItsNesting() {
    Bills.write(folder, "package.json", "{\"dependencies\":{\"a\":\"1\"}}");
    Bills.write(
        folder,
        "package-lock.json",
        "{\"lockfileVersion\":1,\"dependencies\":{\"a\":{\"version\":\"1.0.0\",\"requires\":{\"b\":\"1\"},\"dependencies\":{\"b\":{\"version\":\"1.1.0\"}}}}}");
    Bill bill = Bills.read(folder);
    assertThat(bill.edges().get("pkg:npm/a@1.0.0")).containsExactly("pkg:npm/b@1.1.0");
    assertThat(bill.edges().get(Bill.ROOT)).containsExactly("pkg:npm/a@1.0.0");
  }

  @Test
  void aYarnLockIsRead() {
    Bills.write(folder, "package.json", "{\"dependencies\":{\"a\":\"^1.0.0\"}}");
    Bills.write(
        folder,
        "yarn.lock",
        """
        # yarn lockfile v1


        "@s/b@^2", "@s/b@~2.1":
          version "2.1.0"

        a@^1.0.0:
          version "1.2.3"
          resolved "https://registry.yarnpkg.com/a/-/a-1.2.3.tgz#abc"
          integrity %s
          dependencies:
            "@s/b" "^2"
        """
            .formatted(INTEGRITY));
    Bill bill = Bills.read(folder);
    assertThat(bill.edges().get("pkg:npm/a@1.2.3")).containsExactly("pkg:npm/%40s/b@2.1.0");
    assertThat(bill.libraries()).extracting(Library::direct).containsExactly(false, true);
    assertThat(bill.gaps()).isEmpty();
  }

  @Test
  void withoutALockFileTheBillIsIncomplete() {
    Bills.write(folder, "package.json", "{\"dependencies\":{\"a\":\"^1.0.0\",\"b\":\"1.0.0\"}}");
    Bill bill = Bills.read(folder);
    assertThat(bill.libraries()).extracting(Library::pinned).containsExactly(false, true);
    assertThat(bill.gaps()).hasSize(1);
  }

  @Test
  void tokensInNpmrcNeverLeaveTheFile() {
    Bills.write(
        folder,
        ".npmrc",
        "@acme:registry=https://u:hunter2@npm.acme.com/\n//npm.acme.com/:_authToken=hunter2\n");
    Bill bill = Bills.read(folder);
    assertThat(bill.toString()).doesNotContain("hunter2");
    assertThat(bill.indexes()).extracting(IndexAddress::covers).containsExactly("@acme");
  }
}
