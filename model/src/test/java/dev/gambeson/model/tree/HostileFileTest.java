package dev.gambeson.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, a reader gives an ensemble or a [GambesonException].
class HostileFileTest {
  private interface Reader {
    TreeEnsemble read(byte[] bytes, String source);
  }

  private static void survivesChanges(Reader reader, byte[] whole) {
    RandomGenerator random = new Seed(7).random();
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bytes = whole.clone();
      for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      refused += refuses(reader, bytes) ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  private static void refusesEveryCut(Reader reader, byte[] whole) {
    int step = Math.max(1, whole.length / 300);
    for (int length = 0; length < whole.length - 2; length += step) {
      assertThat(refuses(reader, Arrays.copyOf(whole, length)))
          .as("first %d bytes", length)
          .isTrue();
    }
  }

  private static boolean refuses(Reader reader, byte[] bytes) {
    try {
      assertThat(reader.read(bytes, "m").trees()).isPositive();
      return false;
    } catch (GambesonException e) {
      return true;
    }
  }

  @Test
  void changedAndCutXgboostJsonIsReadOrRefused() throws IOException {
    byte[] whole = SharedModels.bytes("models/breast_cancer/boosted.json");
    refusesEveryCut(TreeModels::xgboostJson, whole);
    survivesChanges(TreeModels::xgboostJson, whole);
  }

  @Test
  void changedAndCutXgboostUbjsonIsReadOrRefused() throws IOException {
    byte[] whole = SharedModels.bytes("models/breast_cancer/boosted.ubj");
    refusesEveryCut(TreeModels::xgboostUbjson, whole);
    survivesChanges(TreeModels::xgboostUbjson, whole);
  }

  @Test
  void changedAndCutLightGbmTextIsReadOrRefused() {
    byte[] whole = LightGbmReaderTest.MODEL.getBytes(StandardCharsets.UTF_8);
    int end = LightGbmReaderTest.MODEL.indexOf("end of trees") + 10;
    refusesEveryCut(TreeModels::lightGbm, Arrays.copyOf(whole, end));
    survivesChanges(TreeModels::lightGbm, whole);
  }

  @Test
  void anAnnouncedLengthBeyondTheFileIsRefusedBeforeMemoryIsTaken() {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    bytes.put((byte) '{').put((byte) 'i').put((byte) 1).put((byte) 'a');
    bytes.put((byte) '[').put((byte) '$').put((byte) 'd').put((byte) '#').put((byte) 'L');
    bytes.putLong(Long.MAX_VALUE);
    assertThatThrownBy(() -> TreeModels.xgboostUbjson(bytes.array(), "m.ubj"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("announces 9223372036854775807 elements");
  }

  @Test
  void countlessElementsThatTakeNoByteAreRefused() {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.put((byte) '{').put((byte) 'i').put((byte) 1).put((byte) 'a');
    bytes.put((byte) '[').put((byte) '$').put((byte) 'T').put((byte) '#').put((byte) 'l');
    bytes.putInt(Integer.MAX_VALUE);
    assertThatThrownBy(() -> TreeModels.xgboostUbjson(bytes.array(), "m.ubj"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("announces");
  }

  @Test
  void deepNestingIsRefused() {
    ByteArrayOutputStream deep = new ByteArrayOutputStream();
    deep.writeBytes("{i\u0001a".getBytes(StandardCharsets.ISO_8859_1));
    deep.writeBytes("[".repeat(100_000).getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TreeModels.xgboostUbjson(deep.toByteArray(), "m.ubj"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("nested deeper");
    byte[] json = ("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> TreeModels.xgboostJson(json, "m.json"))
        .isInstanceOf(GambesonException.class);
  }
}
