package dev.gambeson.benchmarks.identity;

import dev.gambeson.guard.Client;
import dev.gambeson.server.identity.AccessPolicy;
import dev.gambeson.server.identity.AccessPolicy.AccessRule;
import dev.gambeson.server.identity.AccessPolicy.AddressRules;
import dev.gambeson.server.identity.AccessPolicy.Effect;
import dev.gambeson.server.identity.AccessPolicy.Grant;
import dev.gambeson.server.identity.AccessRules;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.Credential;
import dev.gambeson.server.identity.Identities;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.KeyRules;
import dev.gambeson.server.identity.Pepper;
import dev.gambeson.server.state.Database;
import dev.gambeson.server.state.SqlKeyStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// CPU time of the calling thread per step, after a warm-up: median of nine rounds.
public final class IdentityCosts {
  private static final int TIMES = 100_000;
  private static final int ROUNDS = 9;

  @SuppressWarnings("UnusedVariable") // keeps the compiler from dropping the work
  private static long sink;

  private IdentityCosts() {}

  /// @param args an empty or new folder
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    try (Database database = Database.embedded(folder)) {
      ApiKeys keys =
          new ApiKeys(
              new SqlKeyStore(database),
              Pepper.file(folder.resolve("pepper"), new SecureRandom()),
              KeyRules.DEFAULT,
              InstantSource.system(),
              new SecureRandom());
      KeyGrant grant =
          new KeyGrant(
              "acme",
              "c1",
              "partner",
              Set.of("scorer"),
              Map.of("country", "DE"),
              Set.of("fraud*"),
              Set.of(Action.INFER),
              "");
      Credential key =
          new Credential.ApiKey(keys.issue(grant, Duration.ofDays(1), "benchmark").reveal());
      Identities identities = new Identities(keys, Optional.empty(), Optional.empty(), () -> true);
      Client client = identities.authenticate(key, "192.0.2.1").result();
      measure("API key", () -> identities.authenticate(key, "192.0.2.1"));
      AccessRules roles = rules(Optional.empty());
      measure("roles", () -> roles.authorise(client, Action.INFER, "fraud", ""));
      AccessRules rule = rules(Optional.of("client.attributes['country'] == 'RU'"));
      measure("a rule in CEL, and roles", () -> rule.authorise(client, Action.INFER, "fraud", ""));
      String[] addresses = new String[65_536];
      Arrays.setAll(addresses, i -> "10.%d.%d.7".formatted(i >> 8, i & 255));
      int[] at = {0};
      measure("address, seen lately", () -> roles.admit("10.1.2.7"));
      measure("address, new, of 10,000 networks", () -> roles.admit(addresses[at[0]++ & 65_535]));
    }
  }

  private static AccessRules rules(Optional<String> condition) {
    List<String> networks = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      networks.add("10.%d.%d.0/24".formatted(i >> 8, i & 255));
    }
    return AccessRules.of(
        new AccessPolicy(
            Optional.of(new AddressRules(List.of(), networks)),
            Map.of(),
            Map.of(
                "scorer", List.of(new Grant(List.of("fraud*"), List.of(), List.of(Action.INFER)))),
            condition.stream()
                .map(text ->
                    new AccessRule(
                        "abroad",
                        Effect.DENY,
                        List.of(),
                        List.of(),
                        Optional.of(text),
                        Optional.empty()))
                .toList()));
  }

  @FunctionalInterface
  private interface Step {
    Object run();
  }

  @SuppressWarnings("SystemOut") // its result
  private static void measure(String name, Step step) {
    double[] micros = new double[ROUNDS];
    for (int round = -3; round < ROUNDS; round++) {
      long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < TIMES; i++) {
        sink += step.run().hashCode() & 1;
      }
      long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
      if (round >= 0) {
        micros[round] = spent / 1e3 / TIMES;
      }
    }
    Arrays.sort(micros);
    System.out.printf(
        "%-36s %.2f us (%.2f to %.2f)%n", name, micros[ROUNDS / 2], micros[0], micros[ROUNDS - 1]);
  }
}
