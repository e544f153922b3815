package dev.gambeson.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.cli.TinyCase;
import dev.gambeson.cli.TinyCase.Ran;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.GatewayServer;
import dev.gambeson.server.identity.KeyGrant;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands that ask a running gateway, or check what one said, against a real one.
class GatewayCommandsTest {
  private static final String PASSWORD = "velvet-anchor-74-quince";
  private static final String ROW = "{\"rows\":[{\"age\":30,\"income\":1000,\"job\":\"cook\"}]}";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static GatewayServer server;

  /// For questions asked again and again: an address may log in twenty times in five minutes.
  private static AdminSession admin;

  @BeforeAll
  static void start() throws Exception {
    TinyCase.in(folder);
    List<String> whole = Files.readAllLines(folder.resolve("train.csv"));
    RandomGenerator random = new Seed(9).random();
    whole.replaceAll(l -> { // free digits: without them bait could be an honest record
      String[] cells = l.split(",", 3);
      return l.startsWith("age")
          ? l
          : "%s.%06d,%.1f%06d,%s"
              .formatted(
                  cells[0],
                  random.nextInt(1_000_000),
                  Double.parseDouble(cells[1]),
                  random.nextInt(1_000_000),
                  cells[2]);
    });
    Files.write(folder.resolve("free.csv"), whole);
    Files.writeString(
        folder.resolve("copies.json"),
        """
        {"subjects":[{"name":"model.onnx","sha256":"%s"}],"outcomes":[
         {"check":"GB-EXT-001","exhibits":[{"kind":"lines","lines":[
          {"name":"scores","points":[{"x":500,"y":0.91,"low":0.85,"high":0.93}]},
          {"name":"constant copy","points":[{"x":500,"y":0.5}]}]}]}]}
        """
            .formatted(Sha256.of(folder.resolve("model.onnx"))));
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        access:
          roles:
            scorer: [{models: [tiny], actions: [infer, metadata]}]
        classes:
          partner: {sign: true}
        """);
    Path file =
        Files.writeString(
            folder.resolve("serve.yaml"),
            """
            serve:
              data: {port: 0}
              admin: {port: 0}
              state: {folder: state}
              policy: policy.yaml
              models:
                - name: tiny
                  reference: free.csv
                  label: y
                  ignore: [sex]
                  versions: [{version: "1", file: model.onnx, preprocessing: steps.json}]
                  extraction: copies.json
            """);
    server = ServeCommand.start(ServeSection.read(file), file);
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    setUp("admin", server.setupToken().orElseThrow());
    admin = session("admin", "");
  }

  private static void setUp(String name, String token) throws Exception {
    URI console = URI.create(server.consoleAddress());
    HttpResponse<String> reply =
        HTTP.send(
            HttpRequest.newBuilder(console.resolve("/api/v1/session/set-up"))
                .header("content-type", "application/json")
                .header("origin", "http://" + console.getAuthority())
                .header("x-gambeson-console", "1")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"%s\",\"token\":\"%s\",\"password\":\"%s\"}"
                            .formatted(name, token, PASSWORD)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    admin.close();
    server.close();
    HTTP.close();
  }

  /// `serve ...` as the admin.
  private static Ran asAdmin(String... args) {
    return TinyCase.run(
        Stream.of(
                List.of("serve"),
                Arrays.asList(args),
                List.of(
                    "--url",
                    server.consoleAddress(),
                    "--password-file",
                    folder.resolve("password").toString()))
            .flatMap(List::stream)
            .toList());
  }

  private static String key(String... roles) {
    return server.issueKey(
        new KeyGrant(
            "bank", "desk", "partner", Set.of(roles), Map.of(), Set.of(), Set.of(), "test"),
        Duration.ofHours(1));
  }

  private static HttpResponse<String> ask(String key) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.dataPort() + "/v1/models/tiny/predict"))
            .header("authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(ROW))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aCanaryIsIssuedHitListedAndWithdrawn() throws Exception {
    Ran issued =
        asAdmin(
            "canaries", "issue", "key", "--place", "old wiki", "--owner", "desk", "--purpose", "t");
    assertThat(issued.code()).as(issued.err()).isZero();
    assertThat(issued.out()).matches("gbk_[a-z0-9]+_[a-z0-9]+\\R");
    assertThat(issued.err()).contains("plant it in 'old wiki'");
    String id = issued.err().substring(0, issued.err().indexOf(':'));

    assertThat(ask(issued.out().strip()).statusCode()).isEqualTo(401);
    for (int i = 0; i < 200 && !admin.get("canaries").toString().contains("INC-"); i++) {
      Thread.sleep(100); // alerts are written down beside
    }
    Ran listed = asAdmin("canaries", "list");
    assertThat(listed.out())
        .contains(id + "  planted    key, planted in 'old wiki'", "INC-", "was used")
        .doesNotContain(issued.out().strip());

    Ran withdrawn = asAdmin("canaries", "withdraw", id, "--reason", "the wiki is gone");
    assertThat(withdrawn.code()).as(withdrawn.err()).isZero();
    assertThat(asAdmin("canaries", "list", "--format", "json").out()).contains("WITHDRAWN");
    assertThat(asAdmin("canaries", "withdraw", id, "--reason", "again").code()).isEqualTo(2);
  }

  private static AdminSession session(String user, String code) {
    return AdminSession.open(
        URI.create(server.consoleAddress()), user, PASSWORD, code, Optional.empty());
  }

  /// RFC 6238, as an app does it.
  private static String codeOf(String secret) throws Exception {
    BigInteger bits = BigInteger.ZERO;
    for (char c : secret.toCharArray()) {
      bits =
          bits.shiftLeft(5).or(BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c)));
    }
    byte[] key = new byte[20];
    byte[] all = bits.toByteArray();
    for (int i = 1; i <= Math.min(20, all.length); i++) {
      key[20 - i] = all[all.length - i];
    }
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(key, "HmacSHA1"));
    long step = System.currentTimeMillis() / 30_000;
    byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
    int at = hash[19] & 15;
    return "%06d".formatted((ByteBuffer.wrap(hash).getInt(at) & 0x7fff_ffff) % 1_000_000);
  }

  @Test
  void whoHasASecondFactorGivesItsCode() throws Exception {
    setUp(
        "opal",
        admin.post("users", Map.of("name", "opal", "role", "ADMIN")).path("token").asString());
    String recovery;
    try (AdminSession opal = session("opal", "")) {
      String secret =
          opal.post("session/factor", Map.of("password", PASSWORD)).path("secret").asString();
      // The code may have become too old on the way: then the next one fits.
      JsonNode made;
      try {
        made = opal.post("session/factor/confirm", Map.of("code", codeOf(secret)));
      } catch (GambesonException e) {
        made = opal.post("session/factor/confirm", Map.of("code", codeOf(secret)));
      }
      recovery = made.path("codes").path(0).asString();
    }
    Ran without = asAdmin("canaries", "list", "--user", "opal");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("Give the code that your app shows");
    Ran with = asAdmin("canaries", "list", "--user", "opal", "--code", recovery);
    assertThat(with.code()).as(with.err()).isZero();
    assertThat(with.err()).doesNotContain(recovery);
  }

  @Test
  void howGoodCopiesWereStandsBesideEachClient() throws Exception {
    assertThat(ask(key("scorer")).statusCode()).isEqualTo(200);
    JsonNode client = admin.get("clients/bank/desk");
    for (int i = 0; i < 100 && client.path("copies").isEmpty(); i++) {
      Thread.sleep(100); // what was answered is added up beside
      client = admin.get("clients/bank/desk");
    }
    assertThat(client.path("copies").path(0).path("model").asString()).isEqualTo("tiny");
    assertThat(client.path("copies").toString()).contains("500", "0.91");
  }

  @Test
  void baitIsLeftOutOfATrainingTable() throws Exception {
    Path bait = folder.resolve("bait.csv");
    Ran issued =
        asAdmin(
            "canaries",
            "issue",
            "bait",
            "--model",
            "tiny",
            "--records",
            "3",
            "--place",
            "share",
            "--owner",
            "desk",
            "--purpose",
            "t",
            "--output",
            bait.toString());
    assertThat(issued.code()).as(issued.err()).isZero();
    String id = issued.err().substring(0, issued.err().indexOf(':'));
    List<String> train = Files.readAllLines(folder.resolve("train.csv"));
    List<String> mixed = new java.util.ArrayList<>(train);
    List<String> records = Files.readAllLines(bait);
    assertThat(records.getFirst()).isEqualTo("age,income,job");
    mixed.add(7, records.get(1) + ",f,1");
    mixed.add(200, records.get(2) + ",m,0");
    Path table = Files.write(folder.resolve("mixed.csv"), mixed);
    Path clean = folder.resolve("clean.csv");

    Ran ran =
        asAdmin(
            "canaries",
            "drop-from",
            table.toString(),
            "--model",
            "tiny",
            "--output",
            clean.toString());

    assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    assertThat(ran.err()).contains("2 of " + id, "2 rows were bait", "400 are in");
    assertThat(Files.readAllLines(clean)).isEqualTo(train);
    Ran again =
        asAdmin(
            "canaries",
            "drop-from",
            clean.toString(),
            "--model",
            "tiny",
            "--output",
            folder.resolve("again.csv").toString());
    assertThat(again.code()).as(again.err()).isZero();

    Path narrow = Files.writeString(folder.resolve("narrow.csv"), "age,job\n1,cook\n");
    Path none = folder.resolve("none.csv");
    Ran wrong =
        asAdmin(
            "canaries",
            "drop-from",
            narrow.toString(),
            "--model",
            "tiny",
            "--output",
            none.toString());
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("no column 'income'");
    assertThat(none).doesNotExist();
  }

  @Test
  void aModelNeedsItsInventedNameAndAKeyNone() {
    for (String[] args : new String[][] {{"model"}, {"bait"}, {"key", "--model", "x"}}) {
      Ran ran =
          asAdmin(
              Stream.concat(
                      Stream.concat(Stream.of("canaries", "issue"), Arrays.stream(args)),
                      Stream.of("--place", "a", "--owner", "b", "--purpose", "c"))
                  .toArray(String[]::new));
      assertThat(ran.code()).isEqualTo(4);
    }
  }

  @Test
  void aWrongPasswordAndAnAddressInTheClearAreRefused() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "not-the-password\n");
    Ran ran =
        TinyCase.run(
            "serve",
            "canaries",
            "list",
            "--url",
            server.consoleAddress(),
            "--password-file",
            wrong.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("refuses").doesNotContain("not-the-password");
    Ran clear =
        TinyCase.run(
            "serve",
            "canaries",
            "list",
            "--url",
            "http://192.0.2.1:8090",
            "--password-file",
            wrong.toString());
    assertThat(clear.code()).isEqualTo(4);
    assertThat(clear.err()).contains("in the clear");
  }

  @Test
  void whyNamesTheStepThatDecides() {
    String key = key("scorer");
    String id = key.substring(4, key.indexOf('_', 4));
    Ran may = asAdmin("why", id, "--model", "tiny");
    assertThat(may.code()).as(may.err()).isZero();
    assertThat(may.out()).contains("ok    access: Role 'scorer' grants it.", "ladder");

    Ran not = asAdmin("why", id, "--model", "tiny", "--action", "label");
    assertThat(not.code()).isEqualTo(1);
    assertThat(not.out()).contains("NO    access: No rule and none of its roles grants it");
    Ran unknown = asAdmin("why", "aaaaaaaaaa", "--model", "tiny");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.out()).contains("NO    identity").contains("unknown-key");
  }

  private static Path saved(HttpResponse<String> reply, String name) throws Exception {
    StringBuilder text = new StringBuilder("HTTP/1.1 " + reply.statusCode() + " OK\r\n");
    reply.headers().map().forEach((k, v) -> v.forEach(x -> text.append(k + ": " + x + "\r\n")));
    return Files.writeString(
        folder.resolve(name), text.append("\r\n").append(reply.body()), StandardCharsets.UTF_8);
  }

  private static Ran verify(Path file, Path keys, String... more) {
    return TinyCase.run(
        Stream.concat(
                Stream.of("serve", "verify-answer", file.toString(), "--keys", keys.toString()),
                Arrays.stream(more))
            .toList());
  }

  @Test
  void aSignedAnswerIsVerifiedAndAChangedOneIsNot() throws Exception {
    HttpResponse<String> answer = ask(key("scorer"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Path file = saved(answer, "a.http");
    Path question = Files.writeString(folder.resolve("question.json"), ROW);
    Path jwks =
        Files.writeString(
            folder.resolve("keys.json"),
            HTTP.send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:" + server.dataPort() + "/v1/signing-keys"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
    for (Path keys : List.of(jwks, folder.resolve("state/keys/answers.pub"))) {
      Ran held = verify(file, keys, "--question", question.toString());
      assertThat(held.code()).as(held.err()).isZero();
      assertThat(held.out())
          .contains("model tiny@1", "it is the answer to this question")
          .contains(answer.headers().firstValue("x-gambeson-request-id").orElseThrow());
    }
    assertThat(verify(file, jwks, "--question", jwks.toString()).code()).isEqualTo(1);

    String text = Files.readString(file);
    Path changed =
        Files.writeString(folder.resolve("b.http"), text.replaceFirst("\"1\"|\"0\"", "\"2\""));
    assertThat(Files.readString(changed)).isNotEqualTo(text);
    Ran broken = verify(changed, jwks);
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.err()).contains("does not hold");
  }

  @Test
  void whatIsNotSignedOrNoAnswerHasItsOwnExitCode() throws Exception {
    Path keys = folder.resolve("state/keys/answers.pub");
    Path unsigned = Files.writeString(folder.resolve("c.http"), "HTTP/1.1 200 OK\r\n\r\n{}");
    assertThat(verify(unsigned, keys).code()).isEqualTo(3);
    Path text = Files.writeString(folder.resolve("d.http"), "no response");
    assertThat(verify(text, keys).code()).isEqualTo(2);
    assertThat(verify(text, folder.resolve("absent")).code()).isEqualTo(2);
    Path noKeys = Files.writeString(folder.resolve("none.json"), "{\"keys\":[]}");
    Path signed = saved(ask(key("scorer")), "e.http");
    Ran ran = verify(signed, noKeys);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("no Ed25519 public key");
  }
}
