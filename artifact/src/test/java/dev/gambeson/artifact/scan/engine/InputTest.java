package dev.gambeson.artifact.scan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InputTest {
  private static final Input INPUT =
      Input.of("dir/Model.TAR.gz", new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 0x88, 9});

  @Test
  void numbersAreReadInBothByteOrders() {
    assertThat(INPUT.u16(0)).isEqualTo(0x0201);
    assertThat(INPUT.u16be(0)).isEqualTo(0x0102);
    assertThat(INPUT.u32(4)).isEqualTo(0x88070605L);
    assertThat(INPUT.u32be(4)).isEqualTo(0x05060788L);
    assertThat(INPUT.i64be(1)).isEqualTo(0x0203040506078809L);
  }

  @Test
  void aLengthBeyondAnyFileIsMalformed() {
    assertThatThrownBy(() -> INPUT.length64(0))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("9801809732607083009");
  }

  @Test
  void readingPastTheEndIsMalformedNeverAnotherException() {
    for (long at : new long[] {-1, 2, 9, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> INPUT.i64(at)).isInstanceOf(Malformed.class);
    }
    assertThatThrownBy(() -> INPUT.slice(1, Long.MAX_VALUE)).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> INPUT.copy(0, 9, 8)).isInstanceOf(Malformed.class);
  }

  @Test
  void matchingNearTheEndIsFalse() {
    assertThat(INPUT.matches(7, (byte) 0x88, (byte) 9)).isTrue();
    assertThat(INPUT.matches(8, (byte) 9, (byte) 9)).isFalse();
    assertThat(INPUT.matches(Long.MAX_VALUE, (byte) 9)).isFalse();
  }

  @Test
  void namesAreTakenApartInLowerCase() {
    assertThat(INPUT.baseName()).isEqualTo("model.tar.gz");
    assertThat(INPUT.ending()).isEqualTo("gz");
    assertThat(INPUT.inner("a\\B", INPUT.bytes()).baseName()).isEqualTo("b");
    assertThat(INPUT.inner("x", INPUT.bytes()).place()).isEqualTo("dir/Model.TAR.gz!x");
  }
}
