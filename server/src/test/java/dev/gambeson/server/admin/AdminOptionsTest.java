package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminOptionsTest {
  private static AdminOptions on(
      String host, List<String> origins, Duration idle, Duration absolute) {
    return new AdminOptions(
        host,
        0,
        Optional.empty(),
        origins,
        idle,
        absolute,
        Optional.empty(),
        InstantSource.system(),
        new SecureRandom());
  }

  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration DAY = Duration.ofHours(12);

  @Test
  void sessionsDoNotTravelInTheClear() {
    assertThatThrownBy(() -> on("0.0.0.0", List.of(), IDLE, DAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the clear");
    assertThatThrownBy(() -> on("10.0.0.1", List.of("http://console.bank.example"), IDLE, DAY))
        .hasMessageContaining("in the clear");
    assertThatThrownBy(() -> on("127.0.0.1.evil.example", List.of(), IDLE, DAY))
        .hasMessageContaining("in the clear");
  }

  @Test
  void behindAProxyThatSpeaksTlsItMayListenAnywhere() {
    assertThatCode(() -> on("0.0.0.0", List.of("https://console.bank.example"), IDLE, DAY))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsNoOriginIsRefused() {
    for (String bad :
        List.of(
            "console",
            "https://a/b",
            "https://a?x",
            "ftp://a",
            "https://u@a",
            "https://",
            "*",
            " ")) {
      assertThatThrownBy(() -> on("127.0.0.1", List.of(bad), IDLE, DAY))
          .as(bad)
          .isInstanceOf(GambesonException.class);
    }
  }

  @Test
  void sessionsEnd() {
    assertThatThrownBy(() -> on("127.0.0.1", List.of(), Duration.ZERO, DAY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> on("127.0.0.1", List.of(), IDLE, Duration.ofDays(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
