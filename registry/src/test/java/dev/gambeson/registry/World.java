package dev.gambeson.registry;

import dev.gambeson.artifact.sign.KeyKind;
import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.core.Progress;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Stage;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.policy.PredicateTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// A registry with people in it: ada administers, dora makes data, mia models, abe and ann approve,
/// otto audits, ci is a machine whose key the policy trusts.
final class World implements AutoCloseable {
  static final SigningKey CI = SigningKey.generate(KeyKind.P256, new SecureRandom());
  static final SigningKey MALLORY = SigningKey.generate(KeyKind.P256, new SecureRandom());
  static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

  final Path folder;
  final Path root;
  final ManualClock clock = new ManualClock();
  final Surroundings around = new Surroundings(clock, new SecureRandom(), Duration.ofMillis(300));
  Registry registry;
  Principal ada;
  Principal dora;
  Principal mia;
  Principal abe;
  Principal ann;
  Principal otto;
  Principal ci;
  private final Map<String, String> tokens = new TreeMap<>();

  World(Path root) throws IOException {
    this(root, RegistrySettings.H2, RegistrySettings.FOLDER, true);
  }

  World(Path root, String metadata, String objects, boolean encrypted) throws IOException {
    this.root = root;
    this.folder = root.resolve("registry");
    Founding.Founded founded =
        Founding.found(
            new Founding.Plan(
                folder,
                "ada",
                "default",
                metadata,
                objects,
                encrypted,
                Optional.empty(),
                root.resolve("keys")),
            around);
    tokens.put("ada", founded.token().reveal());
    this.registry = Registry.open(folder, around);
    this.ada = login("ada");
    for (String user :
        List.of(
            "dora:data-engineer",
            "mia:ml-engineer",
            "abe:approver",
            "ann:approver",
            "otto:auditor",
            "ci:service")) {
      String[] parts = user.split(":", -1);
      tokens.put(
          parts[0],
          registry.administration().addUser(ada, parts[0], EnumSet.of(Role.of(parts[1]))).reveal());
    }
    loginAll();
    setPolicy(policy());
  }

  private void loginAll() {
    ada = login("ada");
    dora = login("dora");
    mia = login("mia");
    abe = login("abe");
    ann = login("ann");
    otto = login("otto");
    ci = login("ci");
  }

  String token(String user) {
    return String.valueOf(tokens.get(user));
  }

  Principal login(String user) {
    return registry.authenticate(token(user));
  }

  /// Closes the registry and opens it again.
  void reopen() {
    registry.close();
    registry = Registry.open(folder, around);
    loginAll();
  }

  static String policy() {
    return Founding.defaultPolicyText()
            .lines()
            .filter(l -> !l.startsWith("#"))
            .reduce("", (a, b) -> a + b + "\n")
        + """
        trust:
          version: 1
          signers:
            ci:
              key: |
        %s
          rules:
            - {models: "*", signers: [ci]}
        """
            .formatted(CI.verifyingKey().pem().indent(8).stripTrailing());
  }

  void setPolicy(String text) throws IOException {
    Path file = root.resolve("policy.yaml");
    Files.writeString(file, text);
    registry.administration().setPolicy(ada, file);
  }

  Path content(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  Version model(String name, String text, Parent... parents) throws IOException {
    return add(mia, name, Kind.MODEL, text, parents);
  }

  Version data(String name, String text, Parent... parents) throws IOException {
    return add(dora, name, Kind.DATA, text, parents);
  }

  Version add(Principal who, String name, Kind kind, String text, Parent... parents)
      throws IOException {
    Path file = content("in/" + name.replace('/', '_') + ".bin", text);
    return registry
        .versions()
        .add(
            who,
            new Submission(
                name,
                kind,
                file,
                List.of(parents),
                new TreeMap<>(Map.of("code.commit", "4f2a9c1")),
                ""),
            Progress.silent());
  }

  byte[] evidence(Version version, String type, String verdict) {
    return evidence(version, type, verdict, clock.instant(), CI);
  }

  static byte[] evidence(
      Version version, String type, String verdict, Instant time, SigningKey key) {
    return new Statement(
            List.of(Statement.Subject.sha256(version.label(), version.manifest().hex())),
            PredicateTypes.uri(type),
            JsonMapper.builder()
                .build()
                .valueToTree(Map.of("verdict", verdict, "time", time.toString())))
        .sign(key)
        .toJson();
  }

  /// Everything that the policy asks for `live`.
  Version ready(Version version) {
    Promotions p = registry.promotions();
    List<String> types = version.kind() == Kind.MODEL ? List.of("scan", "audit") : List.of("scan");
    types.forEach(t -> p.attest(ci, version.ref(), evidence(version, t, "pass")));
    p.approve(abe, version.ref(), Stage.LIVE, "looks right");
    return version;
  }

  Promotions.Moved live(Version version) {
    Principal who = version.kind() == Kind.MODEL ? mia : dora;
    ready(version);
    registry.promotions().promote(who, version.ref(), Stage.VERIFIED, "");
    return registry.promotions().promote(who, version.ref(), Stage.LIVE, "release");
  }

  static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    registry.close();
  }

  /// A clock that stands until it is moved, a microsecond a look so that no two moments are the
  /// same.
  static final class ManualClock extends Clock {
    private Instant now = START;

    @Override
    public synchronized Instant instant() {
      now = now.plusNanos(1000);
      return now;
    }

    synchronized void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
