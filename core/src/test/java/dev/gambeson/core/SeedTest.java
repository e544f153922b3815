package dev.gambeson.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedTest {

  @Test
  void childrenDifferFromEachOtherAndFromTheirParent() {
    Set<Long> seen = new HashSet<>();
    Seed seed = new Seed(42);
    seen.add(seed.value());
    for (int i = 0; i < 10_000; i++) {
      seen.add(seed.child(i).value());
      seen.add(seed.child("check-" + i).value());
    }
    assertThat(seen).hasSize(20_001);
  }

  @Test
  void theStreamIsFixedForEver() {
    // A change here changes every published result: bump the result version if it must happen.
    assertThat(new Seed(42).child("GB-EVA-001").child(7).random().nextLong())
        .isEqualTo(6720167560352709365L);
  }
}
