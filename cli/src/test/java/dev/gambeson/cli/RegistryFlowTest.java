package dev.gambeson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.serving.RegistryWord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The way of a model from scan and audit to live and back, by command line alone, as
/// docs/registry.md tells it.
class RegistryFlowTest {
  private static final int REFUSED = 1;
  private static final int BAD_INPUT = 2;
  private static final int USAGE = 4;

  @TempDir private Path folder;
  private Path registry;
  private Path model;
  private TinyCase tiny;

  @BeforeEach
  void foundRegistry() throws Exception {
    registry = folder.resolve("registry");
    model = Files.createDirectories(folder.resolve("model"));
    tiny = TinyCase.in(folder);
    Files.copy(tiny.path("model.onnx"), model.resolve("model.onnx"));
    Files.copy(tiny.path("steps.json"), model.resolve("steps.json"));
    done("registry", "init", "--registry", registry, "--keys", folder.resolve("keys"));
    try (Stream<Path> keys = Files.list(folder.resolve("keys"))) {
      Path token =
          keys.filter(f -> f.toString().endsWith("-admin.token")).findFirst().orElseThrow();
      Files.copy(token, tokenOf("admin"), StandardCopyOption.COPY_ATTRIBUTES);
    }
    user("mia", "ml-engineer");
    user("abe", "approver");
    user("ci", "service");
    user("otto", "auditor");
    done("keygen", folder.resolve("ci.key"));
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    done(as("admin", "policy", "set", policy));
  }

  private static final String POLICY =
      """
      schema: gambeson/registry-policy/1
      model:
        verified:
          evidence:
            - {type: scan, max-age-days: 90}
        live:
          evidence:
            - {type: audit, max-age-days: 180, verdicts: [pass, inconclusive]}
          approvals: 1
      trust:
        version: 1
        signers:
          ci: {key: ci.key.pub}
        rules:
          - {models: "*", signers: [ci]}
      """;

  private Path tokenOf(String user) {
    return folder.resolve(user + ".token");
  }

  private void user(String name, String role) {
    done(as("admin", "user", "add", name, "--role", role, "--token-out", tokenOf(name)));
  }

  private Object[] as(String user, Object... command) {
    List<Object> args = new ArrayList<>(List.of("registry"));
    args.addAll(List.of(command));
    args.addAll(List.of("--registry", registry, "--token-file", tokenOf(user)));
    return args.toArray();
  }

  private static TinyCase.Ran run(Object... args) {
    return TinyCase.run(Stream.of(args).map(Object::toString).toList());
  }

  private static String done(Object... args) {
    TinyCase.Ran ran = run(args);
    assertThat(ran.code()).as("%s%n%s", List.of(args), ran.err()).isZero();
    return ran.out();
  }

  private static String refused(int code, Object... args) {
    TinyCase.Ran ran = run(args);
    assertThat(ran.code()).as("%s%n%s%s", List.of(args), ran.out(), ran.err()).isEqualTo(code);
    assertThat(ran.err()).doesNotContain("internal error", "\tat ");
    assertThat(ran.out()).isEmpty();
    return ran.err();
  }

  private Path scan() {
    Path result = folder.resolve("scan.json");
    done("scan", model, "--format", "json", "--output", result, "--quiet");
    return result;
  }

  private Path audit(String failOn) {
    Path result = folder.resolve("audit.json");
    List<String> args = tiny.flags();
    args.set(args.indexOf("--model") + 1, model.resolve("model.onnx").toString());
    args.addAll(List.of("--fail-on", failOn, "--quiet"));
    args.addAll(List.of("--format", "json", "--output", result.toString()));
    TinyCase.Ran ran = TinyCase.run(args);
    assertThat(ran.code()).as(ran.err()).isLessThanOrEqualTo(BAD_INPUT);
    return result;
  }

  private void attest(String version, Path... results) {
    List<Object> args =
        new ArrayList<>(List.of("attest", version, "--key", folder.resolve("ci.key")));
    for (Path result : results) {
      args.addAll(List.of("--result", result));
    }
    done(as("ci", args.toArray()));
  }

  private void makeLive(int number, Path audit) {
    String version = "fraud@" + number;
    done(as("mia", "add", "fraud", model, "--kind", "model"));
    attest(version, scan(), audit);
    done(as("abe", "approve", version, "--for", "live"));
    done(as("mia", "promote", version, "verified"));
    done(as("mia", "promote", version, "live"));
  }

  private String live() {
    return done(as("otto", "show", "fraud@live")).lines().findFirst().orElseThrow();
  }

  @Test
  void fromScanToLiveAndBackByCommandLineAlone() throws Exception {
    done(as("mia", "add", "fraud", model, "--kind", "model", "--fact", "code.commit=4f2a9c1"));
    assertThat(refused(REFUSED, as("mia", "promote", "fraud@1", "verified"))).contains("scan");
    attest("fraud@1", scan());
    done(as("mia", "promote", "fraud@1", "verified"));
    assertThat(refused(REFUSED, as("mia", "promote", "fraud@1", "live")))
        .contains("audit", "approvals", "0 of 1");
    attest("fraud@1", audit("critical"));
    refused(REFUSED, as("mia", "approve", "fraud@1", "--for", "live"));
    done(as("abe", "approve", "fraud@1", "--for", "live", "--comment", "reviewed"));
    assertThat(done(as("mia", "promote", "fraud@1", "live"))).contains("fraud@1 is live");

    Files.writeString(model.resolve("notes.txt"), "second");
    makeLive(2, folder.resolve("audit.json"));
    assertThat(live()).startsWith("fraud@2");
    RegistryWord heard = RegistryWord.of(registry, tokenOf("ci"), "fraud").orElseThrow();
    assertThat(heard.label()).isEqualTo("fraud@2");
    assertThat(heard.files()).contains(Sha256.of(model.resolve("model.onnx")));
    assertThat(done(as("mia", "rollback", "fraud", "--reason", "drift")))
        .contains("fraud@1 is live");
    assertThat(live()).startsWith("fraud@1");
    done(as("abe", "revoke", "fraud@2", "--reason", "poisoned"));
    assertThat(refused(REFUSED, as("mia", "rollback", "fraud", "--to", "2"))).contains("revoked");
    assertThat(live()).startsWith("fraud@1");

    JsonNode spans =
        json(as("otto", "history", "fraud", "--live", "--format", "json")).path("live");
    assertThat(spans.size()).isEqualTo(3);
    assertThat(spans.valueStream().map(s -> s.path("number").asInt()).toList())
        .containsExactly(1, 2, 1);
    assertThat(spans.path(0).path("until")).isEqualTo(spans.path(1).path("from"));
    assertThat(spans.path(2).path("until").asString()).isEmpty();
    assertThat(spans.path(2).path("how").asString()).isEqualTo("rollback");
    Path out = folder.resolve("out");
    done(as("ci", "get", "fraud", "--output", out));
    assertThat(out.resolve("model.onnx")).hasSameBinaryContentAs(model.resolve("model.onnx"));
    done(as("otto", "verify", "--content"));
  }

  private static JsonNode json(Object... args) {
    return JsonMapper.shared().readTree(done(args));
  }

  @Test
  void aFailedAuditIsAttestedAsFailedAndOpensNothing() {
    done(as("mia", "add", "fraud", model, "--kind", "model"));
    attest("fraud@1", scan(), audit("info"));
    done(as("abe", "approve", "fraud@1", "--for", "live"));
    done(as("mia", "promote", "fraud@1", "verified"));
    assertThat(refused(REFUSED, as("mia", "promote", "fraud@1", "live"))).contains("'fail'");
  }

  @Test
  void aResultAboutOtherFilesIsRefusedAndNothingIsAttached() throws Exception {
    Path scan = scan();
    Path audit = audit("critical");
    Files.writeString(model.resolve("late.txt"), "added after the scan");
    done(as("mia", "add", "fraud", model, "--kind", "model"));
    Path key = folder.resolve("ci.key");
    assertThat(refused(BAD_INPUT, as("ci", "attest", "fraud", "--result", scan, "--key", key)))
        .contains("did not look at 1 of the 3 files", "late.txt");
    assertThat(
            refused(
                BAD_INPUT,
                as("ci", "attest", "fraud", "--result", audit, "--result", scan, "--key", key)))
        .contains("late.txt");
    assertThat(json(as("otto", "show", "fraud", "--format", "json")).path("evidence")).isEmpty();
    Path wider = scan();
    Files.writeString(model.resolve("late.txt"), "changed after the scan");
    done(as("mia", "add", "fraud", model, "--kind", "model"));
    assertThat(refused(BAD_INPUT, as("ci", "attest", "fraud@2", "--result", wider, "--key", key)))
        .contains("late.txt", "no file of fraud@2");
    Files.write(
        model.resolve("model.onnx"), new byte[] {8, 1}, java.nio.file.StandardOpenOption.APPEND);
    done(as("mia", "add", "fraud", model, "--kind", "model"));
    assertThat(refused(BAD_INPUT, as("ci", "attest", "fraud@3", "--result", audit, "--key", key)))
        .contains("model.onnx", "no file of fraud@3");
  }

  @Test
  void whatIsNoSoundResultIsRefused() throws Exception {
    done(as("mia", "add", "fraud", model, "--kind", "model"));
    Path scan = scan();
    String good = Files.readString(scan);
    Path bad = folder.resolve("bad.json");
    Object[] attest =
        as("ci", "attest", "fraud", "--result", bad, "--key", folder.resolve("ci.key"));
    refused(USAGE, attest);
    for (String text :
        List.of(
            "",
            "[",
            "[".repeat(100_000),
            "{}",
            good.replace("\"exitCode\" : 0", "\"exitCode\" : 1"),
            good.replace("\"verdict\" : \"pass\"", "\"verdict\" : \"fine\""),
            good.replace("\"verb\" : \"scan\"", "\"verb\" : \"bom\""),
            good.replace("\"seed\" :", "\"verb\" : \"audit\", \"seed\" :"))) {
      Files.writeString(bad, text);
      refused(BAD_INPUT, attest);
    }
    assertThat(refused(USAGE, as("ci", "attest", "fraud", "--result", scan))).contains("--key");
    assertThat(refused(USAGE, as("ci", "attest", "fraud"))).contains("Nothing to attach");
  }

  @Test
  void anOldResultDoesNotBecomeYoungByBeingAttached() throws Exception {
    done(as("mia", "add", "fraud", model, "--kind", "model"));
    Path scan = scan();
    Files.setLastModifiedTime(scan, FileTime.from(Instant.now().minus(Duration.ofDays(91))));
    attest("fraud@1", scan);
    assertThat(refused(REFUSED, as("mia", "promote", "fraud@1", "verified")))
        .contains("older than 90 days");
  }
}
