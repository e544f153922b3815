package dev.gambeson.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.budget.BudgetKey;
import dev.gambeson.guard.budget.BudgetLimit;
import dev.gambeson.guard.budget.BudgetPeriod;
import dev.gambeson.guard.budget.Standing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Three processes spend one budget, and one of them is killed.
class BudgetProcessesTest {
  private static final long LIMIT = 20_000;
  private static final int THREADS = 22;

  @Test
  void threeProcessesOfWhichOneIsKilledNeverOverspend() throws Exception {
    String address = PostgresServer.newAddress();
    try (Database database = Database.postgresql(address, Optional.empty())) {
      AtomicLong spent = new AtomicLong();
      List<Process> nodes = new ArrayList<>();
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Process node = start(address);
        nodes.add(node);
        readers.add(Thread.ofVirtual().start(() -> count(node, spent)));
      }
      while (spent.get() < LIMIT / 4 && nodes.stream().anyMatch(Process::isAlive)) {
        Thread.sleep(5);
      }
      boolean killedAlive = nodes.getFirst().isAlive();
      nodes.getFirst().destroyForcibly();
      for (Process node : nodes) {
        assertThat(node.waitFor(3, TimeUnit.MINUTES)).isTrue();
      }
      for (Thread reader : readers) {
        reader.join();
      }
      Standing standing = standing(database);

      assertThat(killedAlive).as("killed while it spent").isTrue();
      assertThat(spent.get()).isBetween(LIMIT * 9 / 10, LIMIT);
      assertThat(standing.used() + standing.reserved()).isBetween(spent.get(), LIMIT);
    }
  }

  private static Standing standing(Database database) {
    return new SqlBudgetLeases(database, InstantSource.system())
        .standing(
            new BudgetKey("acme/1", "fraud"),
            new BudgetLimit(LIMIT, BudgetPeriod.MONTH),
            Instant.parse("2026-11-22T12:00:00Z"))
        .toCompletableFuture()
        .join();
  }

  private static Process start(String address) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            BudgetSpender.class.getName(),
            address,
            Long.toString(LIMIT),
            Integer.toString(THREADS))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void count(Process node, AtomicLong spent) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        spent.addAndGet(line.equals("1") ? 1 : 0);
      }
    } catch (IOException _) {
      // the process is gone; what it told was counted
    }
  }
}
