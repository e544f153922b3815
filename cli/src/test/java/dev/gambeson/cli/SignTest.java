package dev.gambeson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `gambeson keygen`, `sign` and `verify` from end to end: exit codes, what is printed, what is
/// written.
class SignTest {
  private static final int FINDINGS = 1;
  private static final int COULD_NOT_RUN = 2;
  private static final int NOTHING = 3;
  private static final int USAGE = 4;

  @TempDir private Path folder;
  private Path model;
  private Path key;

  @BeforeEach
  void makeModel() throws Exception {
    model = Files.createDirectories(folder.resolve("fraud-7"));
    Files.writeString(model.resolve("config.json"), "{}");
    Files.write(model.resolve("weights.bin"), new byte[1000]);
    key = keygen("a.key");
  }

  private Path keygen(String name, String... more) {
    Path file = folder.resolve(name);
    List<String> args = new ArrayList<>(List.of("keygen", file.toString()));
    args.addAll(List.of(more));
    assertThat(TinyCase.run(args).code()).isZero();
    return file;
  }

  private static TinyCase.Ran run(Object... args) {
    List<String> all = new ArrayList<>();
    for (Object arg : args) {
      all.add(arg.toString());
    }
    return TinyCase.run(all);
  }

  private static void refused(TinyCase.Ran ran, int code, String... words) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.err()).contains(words).doesNotContain("internal error", "\tat ", "    at ");
    assertThat(ran.err().lines().count()).isLessThanOrEqualTo(2);
    assertThat(ran.out()).isEmpty();
  }

  private TinyCase.Ran verify(Object... more) {
    List<Object> args = new ArrayList<>(List.of("verify", model));
    args.addAll(List.of(more));
    return run(args.toArray());
  }

  @Test
  void aModelIsSignedVerifiedChangedAndRefused() throws Exception {
    TinyCase.Ran signed = run("sign", model, "--key", key);
    assertThat(signed.code()).as(signed.err()).isZero();
    assertThat(signed.out()).contains("2 files", "Root digest", "model.sig");
    TinyCase.Ran good = verify("--key", key + ".pub");
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(good.out()).contains("PASS", "GB-SIG-004");
    Files.writeString(model.resolve("config.json"), "[]");
    TinyCase.Ran bad = verify("--key", key + ".pub");
    assertThat(bad.code()).isEqualTo(FINDINGS);
    assertThat(bad.out()).contains("FAIL", "config.json", "GB-SIG-004");
  }

  @Test
  void theResultIsWrittenInEveryFormat() throws Exception {
    assertThat(run("sign", model, "--key", key, "--quiet").out()).isEmpty();
    Files.delete(model.resolve("weights.bin"));
    for (String format : List.of("json", "sarif", "junit", "html", "md", "text")) {
      Path file = folder.resolve("out." + format);
      TinyCase.Ran ran =
          verify("--key", key + ".pub", "--quiet", "--format", format, "--output", file);
      assertThat(ran.code()).isEqualTo(FINDINGS);
      assertThat(ran.out()).isEmpty();
      assertThat(Files.readString(file)).contains("weights.bin").contains("GB-SIG-004");
    }
    JsonNode json = JsonMapper.shared().readTree(folder.resolve("out.json"));
    assertThat(json.path("verb").asString()).isEqualTo("verify");
    assertThat(json.path("subjects").path(0).path("sha256").asString()).hasSize(64);
    assertThat(json.path("findings").path(0).path("title").asString()).isEqualTo("File missing");
  }

  @Test
  void privateKeysAreReadableByTheirOwnerOnlyAndNeverOverwritten() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    refused(run("keygen", key), USAGE, "exists already");
    refused(run("keygen", folder.resolve("b.key"), "--kind", "p265"), USAGE, "Did you mean 'p256'");
    refused(run("keygen", folder.resolve("no/b.key")), USAGE, "does not exist");
  }

  @Test
  void anEncryptedKeyNeedsItsPasswordAndNeverShowsIt() throws Exception {
    Path password = Files.writeString(folder.resolve("pw"), "hunter2\n");
    Path locked = keygen("locked.key", "--password-file", password.toString());
    assertThat(Files.readString(locked)).contains("ENCRYPTED");
    refused(run("sign", model, "--key", locked), USAGE, "--password-file");
    Path wrong = Files.writeString(folder.resolve("wrong"), "hunter3\n");
    TinyCase.Ran ran = run("sign", model, "--key", locked, "--password-file", wrong);
    refused(ran, COULD_NOT_RUN, "password is wrong");
    assertThat(ran.err()).doesNotContain("hunter");
    assertThat(run("sign", model, "--key", locked, "--password-file", password).code()).isZero();
    refused(
        run("sign", model, "--key", locked, "--password-env", "GAMBESON_NO_SUCH_VARIABLE"),
        USAGE,
        "GAMBESON_NO_SUCH_VARIABLE");
  }

  @Test
  void twoOfTwoSignersAreNeeded() throws Exception {
    Path second = keygen("b.key", "--kind", "p384");
    Path policy =
        Files.writeString(
            folder.resolve("trust.yaml"),
            """
            version: 1
            signers: {alice: {key: a.key.pub}, bob: {key: b.key.pub}}
            rules: [{models: "fraud-*", signers: [alice, bob], threshold: 2}]
            """);
    assertThat(run("sign", model, "--key", key).code()).isZero();
    TinyCase.Ran one = verify("--trust", policy);
    assertThat(one.code()).isEqualTo(FINDINGS);
    assertThat(one.out()).contains("Not enough signers", "1 of the 2");
    refused(run("sign", model, "--key", second), USAGE, "--add");
    assertThat(run("sign", model, "--key", second, "--add").code()).isZero();
    assertThat(verify("--trust", policy).code()).isZero();
    assertThat(verify("--trust", policy, "--name", "toy").code()).isEqualTo(FINDINGS);
  }

  @Test
  void theHybridSignatureNeedsAnMlDsaKey() {
    Path lattice = keygen("pq.key", "--kind", "ml-dsa-65");
    refused(run("sign", model, "--key", key, "--pq-key", key), COULD_NOT_RUN, "wrong kind");
    assertThat(run("sign", model, "--key", key, "--pq-key", lattice).code()).isZero();
    assertThat(model.resolve("model.sig.more")).exists();
    assertThat(verify("--key", lattice + ".pub").code()).isZero();
    assertThat(verify("--key", key + ".pub").code()).isZero();
  }

  @Test
  void anUnsignedModelIsAFinding() {
    TinyCase.Ran ran = verify("--key", key + ".pub");
    assertThat(ran.code()).isEqualTo(FINDINGS);
    assertThat(ran.out()).contains("Not signed");
  }

  @Test
  void whomToTrustIsSaidOnce() {
    refused(verify(), USAGE, "--trust FILE, --key FILE or --certificate-chain FILE");
    refused(verify("--key", key + ".pub", "--trust", "x.yaml"), USAGE, "in one way");
  }

  @Test
  void keysOfTheWrongKindAreNamed() throws Exception {
    assertThat(run("sign", model, "--key", key).code()).isZero();
    refused(verify("--key", key), COULD_NOT_RUN, "private key");
    refused(verify("--certificate-chain", key + ".pub"), COULD_NOT_RUN, "holds no CERTIFICATE");
    refused(run("sign", model, "--key", key + ".pub"), COULD_NOT_RUN, "a PRIVATE KEY is needed");
    refused(run("sign", model, "--key", folder.resolve("none")), USAGE, "does not exist");
    Path text = Files.writeString(folder.resolve("text.pem"), "hello");
    refused(verify("--key", text), COULD_NOT_RUN, "no PEM block");
  }

  @Test
  void aDamagedSignatureCannotBeRead() throws Exception {
    assertThat(run("sign", model, "--key", key).code()).isZero();
    Path signature = model.resolve("model.sig");
    String whole = Files.readString(signature);
    Files.writeString(signature, whole.substring(0, whole.length() / 2));
    refused(verify("--key", key + ".pub"), COULD_NOT_RUN, "model.sig", "no sound JSON");
    Files.writeString(signature, "[".repeat(100_000));
    refused(verify("--key", key + ".pub"), COULD_NOT_RUN, "model.sig");
    Files.writeString(signature, whole.replace("tlogEntries", "publicKey"));
    refused(verify("--key", key + ".pub"), COULD_NOT_RUN, "model.sig");
  }

  @Test
  void whatCannotBeSignedIsSaidBeforeAnythingIsWritten() throws Exception {
    refused(run("sign", folder.resolve("none"), "--key", key), USAGE, "does not exist");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    refused(run("sign", empty, "--key", key), NOTHING, "no file to sign");
    Files.createSymbolicLink(model.resolve("link"), Path.of("/etc/passwd"));
    refused(run("sign", model, "--key", key), COULD_NOT_RUN, "symbolic link");
    assertThat(model.resolve("model.sig")).doesNotExist();
    assertThat(model.resolve("model.sig.lock")).doesNotExist();
    refused(
        run("sign", model, "--key", key, "--signature", folder.resolve("no/x.sig")),
        USAGE,
        "does not exist");
    refused(run("sign", model, "--key", key, "--ignore", "*.bin"), USAGE, "wild cards");
    refused(run("sign", model, "--key", key, "--add"), USAGE, "to sign beside");
    refused(run("sign", model, "--key", key, "--add", "--replace"), USAGE, "not both");
  }

  @Test
  void oddMomentsAndSeveritiesAreRefused() {
    assertThat(run("sign", model, "--key", key).code()).isZero();
    refused(verify("--key", key + ".pub", "--at", "yesterday"), USAGE, "2026-11-22T08:00:00Z");
    refused(verify("--key", key + ".pub", "--fail-on", "bad"), USAGE, "critical, high");
    refused(
        verify("--key", key + ".pub", "--signature", folder.resolve("x")), USAGE, "does not exist");
  }

  @Test
  void escapeSequencesInFileNamesAreNotPrinted() throws Exception {
    assertThat(run("sign", model, "--key", key).code()).isZero();
    Files.writeString(model.resolve("evil\u001b[31m.txt"), "x");
    TinyCase.Ran ran = verify("--key", key + ".pub");
    assertThat(ran.code()).isEqualTo(FINDINGS);
    assertThat(ran.out()).contains("Unsigned file").doesNotContain("\u001b");
  }
}
