package dev.gambeson.cli.data;

import static dev.gambeson.cli.data.DataCase.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.TinyCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From incoming rows to a verified version of data, by command line alone.
class AdmitToRegistryTest {
  @TempDir private Path folder;
  private Path registry;

  @BeforeEach
  void foundRegistry() throws IOException {
    registry = folder.resolve("registry");
    done("registry", "init", "--registry", registry, "--keys", folder.resolve("keys"));
    try (Stream<Path> keys = Files.list(folder.resolve("keys"))) {
      Path token =
          keys.filter(f -> f.toString().endsWith("-admin.token")).findFirst().orElseThrow();
      Files.copy(token, folder.resolve("admin.token"), StandardCopyOption.COPY_ATTRIBUTES);
    }
    done("keygen", folder.resolve("d.key"));
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            """
            schema: gambeson/registry-policy/1
            data:
              verified:
                evidence:
                  - {type: check, max-age-days: 30}
            trust:
              version: 1
              signers:
                gate: {key: d.key.pub}
              rules:
                - {models: "*", signers: [gate]}
            """);
    as("admin", "policy", "set", policy);
    as(
        "admin",
        "user",
        "add",
        "dora",
        "--role",
        "data-engineer",
        "--token-out",
        folder.resolve("dora.token"));
  }

  private static TinyCase.Ran done(Object... args) {
    TinyCase.Ran ran = run(args);
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    return ran;
  }

  private TinyCase.Ran as(String user, Object... command) {
    return done("registry", List.of(command), at(user));
  }

  private List<Object> at(String user) {
    return List.of("--registry", registry, "--token-file", folder.resolve(user + ".token"));
  }

  private TinyCase.Ran admit(Path data, String to, Object... more) {
    return run(
        "admit",
        data,
        "--output",
        folder.resolve(to),
        "--name",
        "payments",
        "--key",
        folder.resolve("d.key"),
        List.of(more),
        at("dora"),
        DataCase.CONTRACT_ONLY);
  }

  @Test
  void anAdmittedSetIsVerifiedByItsOwnEvidenceAndKnowsItsParent() throws IOException {
    TinyCase.Ran april = admit(DataCase.payments(folder.resolve("april.csv")), "april");
    assertThat(april.code()).as(april.out() + april.err()).isZero();
    assertThat(april.out()).contains("payments@1");
    as("dora", "promote", "payments@1", "verified");
    TinyCase.Ran may =
        admit(
            DataCase.payments(folder.resolve("may.csv"), 600, 300),
            "may",
            "--reference",
            "payments@1");
    assertThat(may.code()).as(may.out() + may.err()).isZero();
    assertThat(may.out()).contains("payments@2");
    TinyCase.Ran graph = done("provenance", "payments@2", at("dora"), "--format", "json");
    JsonNode edges = JsonMapper.shared().readTree(graph.out()).path("edges");
    assertThat(edges.toString()).contains("version:payments@1", "derived-from");
    assertThat(done("provenance", "payments@1", at("dora")).out())
        .contains("april.csv", "used by:", "payments@2");
    assertThat(as("dora", "show", "payments@2").out()).contains("source.sha256");
  }

  @Test
  void withoutAKeyNothingGoesIntoTheRegistry() throws IOException {
    TinyCase.Ran ran =
        run(
            "admit",
            DataCase.payments(folder.resolve("april.csv")),
            "--output",
            folder.resolve("april"),
            at("dora"));
    assertThat(ran.code()).isEqualTo(4);
    assertThat(ran.err()).contains("--key");
    assertThat(folder.resolve("april")).doesNotExist();
  }

  @Test
  void aSetThatTheRegistryRefusesDoesNotAppear() throws IOException {
    as(
        "admin",
        "user",
        "add",
        "otto",
        "--role",
        "auditor",
        "--token-out",
        folder.resolve("otto.token"));
    TinyCase.Ran ran =
        run(
            "admit",
            DataCase.payments(folder.resolve("april.csv")),
            "--output",
            folder.resolve("april"),
            "--name",
            "payments",
            "--key",
            folder.resolve("d.key"),
            at("otto"),
            DataCase.CONTRACT_ONLY);
    assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    assertThat(ran.err()).contains("refused");
    assertThat(folder.resolve("april")).doesNotExist();
  }

  @Test
  void aCheckOfTheVeryFileIsEvidenceAndOneOfAnotherIsNot() throws IOException {
    Path data = DataCase.payments(folder.resolve("april.csv"));
    as("dora", "add", "payments", data, "--kind", "data");
    Path result = folder.resolve("check.json");
    done("check", data, "--format", "json", "--output", result, DataCase.CONTRACT_ONLY, "--quiet");
    as("dora", "attest", "payments@1", "--result", result, "--key", folder.resolve("d.key"));
    as("dora", "promote", "payments@1", "verified");
    Path other = DataCase.payments(folder.resolve("may.csv"), 600, 300);
    Path foreign = folder.resolve("other.json");
    done(
        "check", other, "--format", "json", "--output", foreign, DataCase.CONTRACT_ONLY, "--quiet");
    TinyCase.Ran ran =
        run(
            "registry",
            "attest",
            "payments@1",
            "--result",
            foreign,
            "--key",
            folder.resolve("d.key"),
            at("dora"));
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("is no file of payments@1");
  }
}
