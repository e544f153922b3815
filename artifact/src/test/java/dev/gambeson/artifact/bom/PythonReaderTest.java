package dev.gambeson.artifact.bom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonReaderTest {
  private static final String HASH = "--hash=sha256:" + "ab".repeat(32);
  @TempDir private Path folder;

  private Library library(String name) {
    return Bills.read(folder).libraries().stream()
        .filter(l -> l.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPinnedRequirementHasItsVersionHashesAndLine() {
    Bills.write(folder, "requirements.txt", "# top\nNumPy_Thing==1.2 \\\n    " + HASH + "\n");
    Library l = library("numpy-thing");
    assertThat(l.pinned()).isTrue();
    assertThat(l.purl()).isEqualTo("pkg:pypi/numpy-thing@1.2");
    assertThat(l.digests()).containsExactly(new Digest("SHA-256", "ab".repeat(32)));
    assertThat(l.declared()).isEqualTo(new Place("requirements.txt", 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a>=1", "a~=1.0", "a==1.*", "a>=1,<2", "a[x]>1 ; python_version<'3'"})
  void whatLeavesTheVersionOpenIsNotPinned(String line) {
    Bills.write(folder, "requirements.txt", line);
    assertThat(library("a").pinned()).isFalse();
  }

  @Test
  void includesAndConstraintsAreFollowed() {
    Bills.write(folder, "requirements.txt", "-r more/base.txt\n-c constraints.txt\na\n");
    Bills.write(folder, "more/base.txt", "b==2\n");
    Bills.write(folder, "constraints.txt", "a==1.5\nunused==9\n");
    Bill bill = Bills.read(folder);
    assertThat(bill.libraries()).extracting(Library::title).containsExactly("a 1.5", "b 2");
    assertThat(bill.gaps()).isEmpty();
  }

  @Test
  @Timeout(20)
  void includesInACircleEnd() {
    Bills.write(folder, "requirements.txt", "-r requirements-b.txt\na==1\n");
    Bills.write(folder, "requirements-b.txt", "-r requirements.txt\nb==1\n");
    assertThat(Bills.read(folder).libraries()).hasSize(2);
  }

  @Test
  void anIncludeThatLeadsOutIsAGapAndNotRead() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("project"));
    Bills.write(folder, "secret.txt", "leaked==1\n");
    Bills.write(inside, "requirements.txt", "-r ../secret.txt\na==1\n");
    Bill bill = Bills.read(inside);
    assertThat(bill.libraries()).extracting(Library::name).containsExactly("a");
    assertThat(bill.gaps()).hasSize(1);
  }

  @Test
  void aLinkThatLeadsOutIsNotFollowed() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("project"));
    Path secret = Bills.write(folder, "secret.txt", "leaked==1\n");
    Files.createSymbolicLink(inside.resolve("base.txt"), secret);
    Bills.write(inside, "requirements.txt", "-r base.txt\n");
    assertThat(Bills.read(inside).libraries()).isEmpty();
  }

  @Test
  void passwordsInIndexAddressesNeverLeaveTheFile() {
    Bills.write(
        folder,
        "requirements.txt",
        "--extra-index-url https://user:hunter2@pypi.acme.com/simple?token=t0k3n\n"
            + "a @ https://user:hunter2@host/a-1.whl\n-e git+https://tok:hunter2@host/x\n");
    Bill bill = Bills.read(folder);
    assertThat(bill.toString()).doesNotContain("hunter2").doesNotContain("t0k3n");
    assertThat(bill.indexes())
        .extracting(IndexAddress::address)
        .containsExactly("https://pypi.acme.com/simple");
  }

  @Test
  void aLockFileSaysTheVersionsAndPyprojectTheDirectOnes() {
    Bills.write(
        folder, "pyproject.toml", "[project]\nname='me'\nversion='3'\ndependencies=['flask>=2']\n");
    Bills.write(
        folder,
        "uv.lock",
        """
        version = 1
        [[package]]
        name = "me"
        version = "3"
        source = { editable = "." }
        [[package]]
        name = "flask"
        version = "3.0.1"
        source = { registry = "https://pypi.org/simple" }
        dependencies = [{ name = "werkzeug" }]
        wheels = [{ url = "https://f/x.whl", hash = "sha256:%s" }]
        [[package]]
        name = "werkzeug"
        version = "3.0.2"
        """
            .formatted("cd".repeat(32)));
    Bill bill = Bills.read(folder);
    assertThat(bill.name()).isEqualTo("me");
    assertThat(bill.libraries())
        .extracting(Library::title)
        .containsExactly("flask 3.0.1", "werkzeug 3.0.2");
    assertThat(bill.libraries()).extracting(Library::direct).containsExactly(true, false);
    assertThat(bill.edges().get("pkg:pypi/flask@3.0.1")).containsExactly("pkg:pypi/werkzeug@3.0.2");
  }

  @Test
  void poetryAndPipfileLocksAreRead() {
    Bills.write(
        folder,
        "p/poetry.lock",
        "[[package]]\nname='x'\nversion='1'\nfiles=[{file='x.whl',hash='sha256:"
            + "ef".repeat(32)
            + "'}]\n[package.dependencies]\ny='*'\n[[package]]\nname='y'\nversion='2'\n");
    Bills.write(
        folder,
        "q/Pipfile.lock",
        "{\"default\":{\"z\":{\"version\":\"==3\",\"hashes\":[\"sha256:"
            + "12".repeat(32)
            + "\"]}}}");
    Bill bill = Bills.read(folder);
    assertThat(bill.libraries()).extracting(Library::title).containsExactly("x 1", "y 2", "z 3");
    assertThat(bill.edges().get("pkg:pypi/x@1")).containsExactly("pkg:pypi/y@2");
    assertThat(bill.libraries()).extracting(l -> l.digests().size()).containsExactly(1, 0, 1);
  }

  @Test
  void condaPackagesAndTheirPipPartAreRead() {
    Bills.write(
        folder,
        "environment.yml",
        "channels: [conda-forge]\ndependencies:\n- python=3.11\n- numpy\n- pip:\n  - a==1\n");
    assertThat(Bills.read(folder).libraries())
        .extracting(Library::purl)
        .containsExactly("pkg:conda/numpy", "pkg:conda/python@3.11", "pkg:pypi/a@1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"poetry.lock", "uv.lock", "pyproject.toml", "Pipfile.lock", "environment.yml"})
  void aBrokenManifestIsAGapAndTheOthersAreRead(String name) {
    Bills.write(folder, name, "{[not a manifest: \u0001");
    Bills.write(folder, "requirements.txt", "a==1");
    Bill bill = Bills.read(folder);
    assertThat(bill.gaps()).anyMatch(g -> g.what().equals(name));
    assertThat(bill.libraries()).hasSize(1);
  }

  @Test
  @Timeout(20)
  void aBombOfAliasesOrOfDepthIsAGap() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d,".formatted(i - 1).repeat(9)));
    }
    Bills.write(folder, "environment.yml", bomb + "dependencies: [ok]\n");
    Bills.write(folder, "q/Pipfile.lock", "[".repeat(100_000));
    Bills.write(folder, "poetry.lock", "a = " + "[".repeat(50_000));
    assertThat(Bills.read(folder).gaps()).hasSizeGreaterThanOrEqualTo(2);
  }
}
