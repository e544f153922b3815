package dev.gambeson.artifact.scan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeSetTest {
  @Test
  void nothingOwnedIsOneGap() {
    assertThat(new RangeSet().gaps(10)).containsExactly(new RangeSet.Range(0, 10));
  }

  @Test
  void touchingRangesLeaveNoGap() {
    RangeSet set = new RangeSet();
    set.add(5, 10);
    set.add(0, 5);
    assertThat(set.gaps(10)).isEmpty();
  }

  @Test
  void gapsAgreeWithABitSetOnRandomRanges() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      RangeSet set = new RangeSet();
      BitSet bits = new BitSet();
      for (int i = 0; i < 12; i++) {
        int from = random.nextInt(40);
        int to = from + random.nextInt(10);
        set.add(from, to);
        bits.set(from, to);
      }
      BitSet gaps = new BitSet();
      set.gaps(60).forEach(g -> gaps.set((int) g.from(), (int) g.to()));
      bits.flip(0, 60);
      assertThat(gaps).isEqualTo(bits);
    }
  }
}
