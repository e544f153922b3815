package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gambeson.core.alert.Alert;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The ledger's disk is full while a whole gateway runs. The open journal is replaced by
/// `/dev/full`, where the kernel itself answers each write with ENOSPC.
class WholeDiskTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static WholeGateway gateway(String mode) {
    assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
    return new WholeGateway("", WholeGateway.POLICY + "audit: {mode: %s}\n".formatted(mode));
  }

  /// Lets the disk under the journal be full from now on.
  @SuppressWarnings("restricted")
  static void fill(WholeGateway gateway) throws Throwable {
    Path journal = gateway.folder().resolve("state/ledger/journal").toRealPath();
    List<Integer> open;
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      open =
          all.filter(d -> target(d).startsWith(journal))
              .map(d -> Integer.parseInt(d.getFileName().toString()))
              .toList();
    }
    assertThat(open).as("the journal is open").isNotEmpty();
    Linker linker = Linker.nativeLinker();
    MethodHandle openFile =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    MethodHandle dup2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("dup2"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("/dev/full");
      int full = (int) openFile.invokeExact(name, 1);
      for (int descriptor : open) {
        assertThat((int) dup2.invokeExact(full, descriptor)).isEqualTo(descriptor);
      }
    }
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException e) {
      return Path.of("/gone");
    }
  }

  static HttpResponse<String> ask(WholeGateway gateway, String key) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + gateway.dataPort() + "/v1/models/credit/predict"))
              .header("content-type", "application/json")
              .header("x-api-key", key)
              .timeout(Duration.ofSeconds(30))
              .POST(HttpRequest.BodyPublishers.ofString("{\"rows\":[{\"amount\":10,\"age\":20}]}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void eventually(WholeGateway gateway, String name) throws Exception {
    for (int i = 0; i < 100 && value(gateway, name) < 1; i++) {
      Thread.sleep(50);
    }
    assertThat(value(gateway, name)).as(name).isPositive();
  }

  private static double value(WholeGateway gateway, String name) {
    return gateway
        .server()
        .metrics()
        .lines()
        .filter(l -> l.startsWith(name + " "))
        .mapToDouble(l -> Double.parseDouble(l.substring(name.length() + 1)))
        .sum();
  }

  @Test
  void withRequiredNothingIsAnsweredThatTheLedgerDidNotTake() throws Throwable {
    try (WholeGateway gateway = gateway("required")) {
      String key = gateway.key("full", "scorer");
      assertThat(ask(gateway, key).statusCode()).isEqualTo(200);
      fill(gateway);
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> refused = ask(gateway, key);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).doesNotContain("scores", "journal", "space", "/");
      }
      toldOf(gateway);
    }
  }

  @Test
  void withAsyncAnswersGoOnAndWhatWasLostIsCountedAndTold() throws Throwable {
    try (WholeGateway gateway = gateway("async")) {
      String key = gateway.key("full", "scorer");
      assertThat(ask(gateway, key).statusCode()).isEqualTo(200);
      fill(gateway);
      for (int i = 0; i < 5; i++) {
        assertThat(ask(gateway, key).statusCode()).isEqualTo(200);
      }
      eventually(gateway, "gambeson_ledger_given_up");
      assertThat(value(gateway, "gambeson_ledger_given_up")).isEqualTo(5);
      toldOf(gateway);
    }
  }

  private static void toldOf(WholeGateway gateway) throws InterruptedException {
    List<String> told = List.of();
    for (int i = 0; i < 100 && told.isEmpty(); i++) {
      Thread.sleep(50);
      told =
          gateway.server().alerts(50).stream()
              .map(Alert::check)
              .filter("GB-SRV-011"::equals)
              .toList();
    }
    assertThat(told).as("one alert").hasSize(1);
  }
}
