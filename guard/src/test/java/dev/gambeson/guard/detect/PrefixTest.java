package dev.gambeson.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
  @Test
  void neighboursOfAPublicAddressAreOne() {
    assertThat(Prefix.of("198.51.100.7")).isEqualTo(Prefix.of("198.51.100.200")).isPresent();
    assertThat(Prefix.of("198.51.100.7")).isNotEqualTo(Prefix.of("198.51.101.7"));
    assertThat(Prefix.of("2001:db8:0:100::1"))
        .isEqualTo(Prefix.of("2001:db8:0:1ff::2"))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.9",
        "172.16.4.4",
        "::1",
        "fe80::1",
        "fd00::1",
        "",
        "host"
      })
  void behindOneThatIsNotPublicAnybodyMayStand(String address) {
    assertThat(Prefix.of(address)).isEmpty();
  }
}
