package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// A real Keycloak with one realm, from the file that `GAMBESON_KEYCLOAK_ZIP` names
/// (`keycloak-quarkus-dist-26.7.3.zip` of Maven Central, 177 MB). Starts in about a minute. Where
/// `GAMBESON_KEYCLOAK_ISSUER` names a realm of one that runs already, that one is taken: it must
/// hold what the test imports.
public final class Keycloak implements AutoCloseable {
  private final Optional<Process> process;
  private final String issuer;

  private Keycloak(Optional<Process> process, String issuer) {
    this.process = process;
    this.issuer = issuer;
  }

  /// @param realm its name
  /// @param json what Keycloak imports
  public static Keycloak start(Path folder, String realm, String json) throws Exception {
    String running = System.getenv("GAMBESON_KEYCLOAK_ISSUER");
    if (running != null) {
      return new Keycloak(Optional.empty(), running);
    }
    Path home = unpack(folder, Path.of(System.getenv("GAMBESON_KEYCLOAK_ZIP")));
    Path imports = Files.createDirectories(home.resolve("data/import"));
    Files.writeString(imports.resolve(realm + "-realm.json"), json);
    int port = freePort();
    ProcessBuilder command =
        new ProcessBuilder(
                "sh",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--http-port=" + port,
                "--http-host=127.0.0.1",
                "--http-management-port=" + freePort(),
                "--import-realm")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keycloak.log").toFile());
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command.environment().put("JAVA_OPTS_KC_HEAP", "-Xmx400m");
    Keycloak keycloak =
        new Keycloak(Optional.of(command.start()), "http://localhost:" + port + "/realms/" + realm);
    long deadline = System.nanoTime() + Duration.ofMinutes(15).toNanos();
    while (!keycloak.up()) {
      boolean waiting = keycloak.process.orElseThrow().isAlive() && System.nanoTime() < deadline;
      if (!waiting) {
        String log = Files.readString(folder.resolve("keycloak.log"));
        keycloak.close();
        throw new IllegalStateException(log);
      }
      Thread.sleep(500);
    }
    return keycloak;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static Path unpack(Path folder, Path zip) throws IOException {
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(file)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        assertThat(target).startsWithRaw(folder);
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(entries, target);
        }
      }
    }
    return folder.resolve("keycloak-26.7.3");
  }

  private boolean up() throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration"))
              .timeout(Duration.ofSeconds(10))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /// The issuer's identifier.
  public String issuer() {
    return issuer;
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isPresent()) {
      process.get().descendants().forEach(ProcessHandle::destroyForcibly);
      process.get().destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
  }
}
