package dev.gambeson.data.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Frames by hand, after the specification of the format.
class Lz4FrameTest {
  private static final String HEADER = "04224d18" + "40" + "40" + "00";
  private static final String LITERALS = "09000000" + "80" + "6162636465666768";

  private static String unpack(String hex, int size) throws IOException {
    byte[] frame = HexFormat.of().parseHex(hex);
    return new String(Lz4Frame.unpack(ByteBuffer.wrap(frame), size), StandardCharsets.US_ASCII);
  }

  @Test
  void aBlockMayReferToTheOneBefore() throws IOException {
    String linked = "09000000" + "04" + "0800" + "50" + "3132333435";

    assertThat(unpack(HEADER + LITERALS + linked + "00000000", 21))
        .isEqualTo("abcdefghabcdefgh12345");
  }

  @Test
  void aMatchMayOverlapItself() throws IOException {
    String run = "06000000" + "1f" + "78" + "0100" + "01" + "00";

    assertThat(unpack(HEADER + run + "00000000", 21)).isEqualTo("x".repeat(21));
  }

  @Test
  void aStoredBlockIsTakenAsItIs() throws IOException {
    assertThat(unpack(HEADER + "03000080" + "616263" + "00000000", 3)).isEqualTo("abc");
  }

  @Test
  void whatPointsOutsideIsRefused() {
    String before = "09000000" + "04" + "0900" + "50" + "3132333435";
    assertThatThrownBy(() -> unpack(HEADER + LITERALS + before + "00000000", 21))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> unpack(HEADER + LITERALS + "00000000", 7))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> unpack(HEADER + LITERALS + "00000000", 9))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> unpack(HEADER + LITERALS, 8)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> unpack(HEADER + "ffffff7f" + "80", 8)).isInstanceOf(IOException.class);
  }
}
