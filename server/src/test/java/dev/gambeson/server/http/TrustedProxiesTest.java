package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {
  private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "2001:db8::/32"));

  @Test
  void nobodyIsTrustedByDefault() {
    assertThat(new TrustedProxies(List.of()).trusts("127.0.0.1")).isFalse();
  }

  @Test
  void theLastAddressThatIsNoProxyOfOursAsked() {
    assertThat(proxies.trusts("10.1.2.3")).isTrue();
    assertThat(proxies.trusts("2001:db8::1")).isTrue();
    assertThat(proxies.trusts("192.0.2.1")).isFalse();
    assertThat(proxies.client("10.1.2.3", "198.51.100.7, 192.0.2.9, 10.0.0.4"))
        .as("what the client itself claims stands further left")
        .isEqualTo("192.0.2.9");
  }

  @Test
  void whatIsNoAddressIsNotBelieved() {
    for (String claim :
        new String[] {"", "junk", "192.0.2.1, <b>", "10.0.0.0/8", "1.2.3.4.5", "*"}) {
      assertThat(proxies.client("10.1.2.3", claim)).isEqualTo("10.1.2.3");
    }
  }

  @Test
  void rangesThatAreNoneAreRefusedAtTheStart() {
    assertThatThrownBy(() -> new TrustedProxies(List.of("10.0.0.0/99")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 10.0.0.0/8");
  }

  @Test
  void connectionsAreCountedPerAddressAndForgotten() {
    ConnectionCounts counts = new ConnectionCounts(3, 2);
    assertThat(counts.open("a")).isTrue();
    assertThat(counts.open("a")).isTrue();
    assertThat(counts.open("a")).isFalse();
    assertThat(counts.open("b")).isTrue();
    assertThat(counts.open("c")).isFalse();
    counts.close("a");
    counts.close("a");
    counts.close("b");
    assertThat(counts.all()).isZero();
    assertThat(counts.addresses()).isZero();
  }
}
