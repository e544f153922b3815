package dev.gambeson.benchmarks.nodes;

import dev.gambeson.testing.nodes.Cluster;
import dev.gambeson.testing.nodes.GatewayProcess;
import dev.gambeson.testing.nodes.Load;
import dev.gambeson.testing.nodes.Operator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Kills a whole gateway with SIGKILL under load, again and again, and looks whether its ledger
/// holds every decision that a client was given, verifies, and opens again.
///
/// Each kill costs the client what the gateway held of its budget in lease, a fiftieth, so a client
/// is used for 40 kills only (`-Dkills.client=40`).
///
/// Arguments: `KILLS [MODE]`, MODE of the audit: `required`, or `async`, where decisions may be
/// missing: the control that this can see a loss. Ends with code 1 when a decision is missing or
/// the ledger has a fault.
public final class KillBenchmark {
  private static final int CLIENTS = 12;
  private static final int LEAST = 200;
  private static final int KILLS_A_CLIENT = Integer.getInteger("kills.client", 40);
  private static final long PATIENCE = 120_000_000_000L;

  private KillBenchmark() {}

  public static void main(String[] args) throws Exception {
    int kills = Integer.parseInt(args[0]);
    Rig rig = Rig.make("kill");
    SplittableRandom random = new SplittableRandom(7);
    Tally all = new Tally();
    String policy = Rig.POLICY.replace("required", args.length > 1 ? args[1] : "required");
    try (Cluster cluster = Cluster.start(rig.setting(policy, Optional.empty(), ""), 1)) {
      GatewayProcess node = cluster.node(0);
      List<String> keys = new ArrayList<>();
      try (Operator admin = Operator.first(cluster)) {
        for (int i = 0; i <= kills / KILLS_A_CLIENT; i++) {
          keys.add(admin.key("bank", "load" + i, "internal").secret());
        }
      }
      for (int kill = 1; kill <= kills; kill++) {
        String key = keys.get(kill / KILLS_A_CLIENT);
        all.round(kill, node, key, rig.bodies(), random.nextInt(1_000));
      }
      node.stop();
      all.check(node, Set.of());
    }
    all.say();
    System.exit(all.bad() ? 1 : 0);
  }

  /// What was seen over all kills.
  private static final class Tally {
    private final List<Long> starts = new ArrayList<>();
    private long answered;
    private long other;
    private long missing;
    private int faulty;
    private long read;

    void round(int kill, GatewayProcess node, String key, List<String> bodies, int millis)
        throws IOException, InterruptedException {
      List<Load.Asker> askers =
          Collections.nCopies(CLIENTS, new Load.Asker(node.dataPort(), key, 0));
      Set<String> acknowledged;
      try (Load load = Load.start(askers, bodies, true)) {
        long begin = System.nanoTime();
        while (load.counts().of(200) < LEAST) {
          Thread.sleep(5);
          if (System.nanoTime() - begin > PATIENCE) {
            throw new IllegalStateException(
                "no %d answers in two minutes, but: %s %s"
                    .formatted(
                        LEAST,
                        load.counts(),
                        load.sent(s -> s.status() != 200).stream().findFirst()));
          }
        }
        Thread.sleep(millis);
        node.kill();
        load.stop();
        acknowledged =
            load.sent(s -> s.status() == 200).stream()
                .map(Load.Sent::requestId)
                .collect(Collectors.toSet());
        other += load.sent(s -> s.status() != 200 && s.status() != 0).size();
      }
      answered += acknowledged.size();
      node.start();
      starts.add(node.awaitReady(Duration.ofMinutes(2)).toMillis());
      Thread.sleep(1_500); // a checkpoint a second
      int lost = check(node, acknowledged);
      System.out.printf(
          "kill %d, %d ms after 200 answers: %d answered, %d missing, ready again in %d ms%n",
          kill, millis, acknowledged.size(), lost, starts.getLast());
    }

    int check(GatewayProcess node, Set<String> acknowledged) {
      List<String> faults = Rig.faults(node);
      faults.forEach(System.out::println);
      faulty += faults.isEmpty() ? 0 : 1;
      Rig.Decisions found = Rig.requests(node, read);
      read = found.size();
      long lost = acknowledged.stream().filter(id -> !found.ids().contains(id)).count();
      missing += lost;
      return (int) lost;
    }

    boolean bad() {
      return missing > 0 || faulty > 0;
    }

    void say() {
      Collections.sort(starts);
      System.out.printf(
          "%d kills: %d decisions answered, %d missing from the ledger; %d other answers; ledger of %d entries, %d times with a fault; ready again after %d ms (median), %d ms (longest)%n",
          starts.size(),
          answered,
          missing,
          other,
          read,
          faulty,
          starts.get(starts.size() / 2),
          starts.getLast());
    }
  }
}
