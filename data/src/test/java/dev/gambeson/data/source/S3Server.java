package dev.gambeson.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Adobe S3Mock, started once for all tests of this JVM and stopped with it.
final class S3Server {
  private static final Path JAR = Path.of("target", "s3mock.jar");
  private static S3Server running;
  private final URI endpoint;

  private S3Server(URI endpoint) {
    this.endpoint = endpoint;
  }

  /// The server. Takes about 18 seconds on a quiet machine.
  static synchronized S3Server shared() {
    if (running == null) {
      System.setProperty("aws.accessKeyId", "test");
      System.setProperty("aws.secretAccessKey", "test");
      try {
        running = start();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return running;
  }

  private static S3Server start() throws IOException, InterruptedException {
    assertThat(JAR).as("the build copies it: ./mvnw process-test-resources -pl data").exists();
    int port = freePort();
    Path root = Files.createTempDirectory("s3mock");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--server.port=0",
                "--http.port=" + port,
                "--com.adobe.testing.s3mock.store.root=" + root)
            .redirectErrorStream(true)
            .redirectOutput(new File("target/s3mock.log"))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    S3Server server = new S3Server(URI.create("http://localhost:" + port));
    server.awaitUp(process);
    return server;
  }

  private void awaitUp(Process process) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(180).toNanos();
    while (true) {
      try (S3Client client = client()) {
        client.listBuckets();
        return;
      } catch (RuntimeException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("S3Mock did not start; see target/s3mock.log", e);
        }
        Thread.sleep(300);
      }
    }
  }

  S3Client client() {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .region(Region.US_EAST_1)
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .build();
  }

  /// A fresh bucket.
  String newBucket() {
    String bucket = "b" + UUID.randomUUID();
    try (S3Client client = client()) {
      client.createBucket(r -> r.bucket(bucket));
    }
    return bucket;
  }

  /// The address of an object or a prefix.
  String address(String bucket, String key) {
    return "s3://" + bucket + "/" + key + "?region=us-east-1&endpoint=" + endpoint;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
