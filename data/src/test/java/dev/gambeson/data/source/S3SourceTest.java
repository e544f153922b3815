package dev.gambeson.data.source;

import static dev.gambeson.core.ExitCode.COULD_NOT_RUN;
import static dev.gambeson.core.ExitCode.NOTHING_EXAMINED;
import static dev.gambeson.core.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Against a real server that speaks S3.
class S3SourceTest {
  private static S3Server server;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    server = S3Server.shared();
  }

  private static void put(String bucket, String key, byte[] content) {
    try (S3Client client = server.client()) {
      client.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }
  }

  private static void put(String bucket, String key, String content) {
    put(bucket, key, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private byte[] resource(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void anObjectIsReadAndHashed() {
    String bucket = server.newBucket();
    String text = "a,b\n" + "1,ü\n".repeat(50_000);
    put(bucket, "x/t.csv", text);
    Reading read = Reading.of(server.address(bucket, "x/t.csv"));

    assertThat(read.rows()).hasSize(50_000);
    assertThat(read.sha256()).isEqualTo(Sha256.of(text));
    assertThat(Sources.open(server.address(bucket, "x/t.csv")).name())
        .isEqualTo("s3://" + bucket + "/x/t.csv");
  }

  @Test
  void parquetAndArrowGiveWhatTheFileGives() throws IOException {
    String bucket = server.newBucket();
    for (String name : new String[] {"/parquet/snappy_V1.parquet", "/arrow/lz4_file.arrow"}) {
      byte[] content = resource(name);
      put(bucket, "t", content);
      Path file = Files.write(folder.resolve("t"), content);

      assertThat(Reading.of(server.address(bucket, "t"))).isEqualTo(Reading.of(file));
    }
  }

  @Test
  void aPrefixIsOneTable() {
    String bucket = server.newBucket();
    put(bucket, "d/p1.csv", "a\n1\n");
    put(bucket, "d/p2.csv", "a\n2\n");
    put(bucket, "d/_SUCCESS", "");
    Reading read = Reading.of(server.address(bucket, "d/"));

    assertThat(read.column("a")).containsExactly("1", "2");
    assertThat(read.column("_file")).containsExactly("p1.csv", "p2.csv");
    put(bucket, "d/sub/p3.csv", "a\n2\n");
    Reading.refuses(server.address(bucket, "d/"), USAGE, "d/sub/");
  }

  @Test
  void whatIsNotThereIsSaid() {
    String bucket = server.newBucket();

    Reading.refuses(server.address(bucket, "no.csv"), USAGE, "no object");
    Reading.refuses(server.address(bucket, "no/"), NOTHING_EXAMINED, "holds no object");
  }

  @Test
  void anObjectThatIsReplacedIsNoticed() {
    String bucket = server.newBucket();
    put(bucket, "t.csv", "a\n1\n");
    TableSource source = Sources.open(server.address(bucket, "t.csv"));
    put(bucket, "t.csv", "a\n2\n");

    Reading.refuses(() -> Reading.of(source), COULD_NOT_RUN, "changed while it was read");
  }
}
