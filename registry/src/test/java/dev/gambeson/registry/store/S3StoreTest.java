package dev.gambeson.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The contract against a real S3 (Adobe S3Mock, a process of its own).
class S3StoreTest extends ObjectStoreContract {
  private static S3Server server;

  @BeforeAll
  static void start() {
    server = S3Server.shared();
  }

  @Override
  ObjectStore open(Path folder) {
    return S3Store.open(server.newAddress(), folder.resolve("staging"));
  }

  /// S3Mock looks for the object first and writes it then, without a lock; S3 itself does both at
  /// once. Either way one whole object is there.
  @Override
  long mostWinners() {
    return 4;
  }

  /// S3Mock keeps the time of an object that is copied onto itself; S3 itself sets it.
  @Override
  boolean useShows() {
    return false;
  }

  @Test
  void anUploadNeverReplacesWhatIsThere() throws IOException {
    Path one = Files.writeString(folder.resolve("one"), "one");
    Path two = Files.writeString(folder.resolve("two"), "two");
    S3Address address = S3Address.parse(server.newAddress());
    try (S3Client client = server.client()) {
      S3Upload upload = new S3Upload(client, address.bucket(), S3Upload.PART_BYTES);
      upload.put("key", one);

      assertThatThrownBy(() -> upload.put("key", two))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
      assertThat(client.getObjectAsBytes(r -> r.bucket(address.bucket()).key("key")).asUtf8String())
          .isEqualTo("one");
    }
  }

  @Test
  void aLargeObjectGoesUpInPartsAndComesBackWhole() throws IOException {
    byte[] content = new byte[(12 << 20) + 17];
    new java.util.Random(7).nextBytes(content);
    try (S3Store store = S3Store.open(server.newAddress(), folder.resolve("staging"), 5 << 20)) {
      Path staged = Files.write(store.staging().resolve("large.part"), content);

      assertThat(store.put(name("large"), staged)).isTrue();

      try (InputStream in = store.open(name("large"))) {
        assertThat(in.readAllBytes()).isEqualTo(content);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://",
        "s3://UPPER/x",
        "http://bucket/x",
        "s3://key:secret@bucket/x",
        "s3://bucket/x?secret=1",
        "s3://bucket/%zz"
      })
  void anAddressThatIsNoneIsRefused(String address) {
    assertThatThrownBy(() -> S3Address.parse(address))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("no address of an S3 store");
  }
}
