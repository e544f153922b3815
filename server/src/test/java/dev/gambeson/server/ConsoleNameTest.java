package dev.gambeson.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.http.RawSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Console and data plane are never one site to a browser: each has a name of its own.
class ConsoleNameTest {
  private static final int CONSOLE = WholeGateway.freePort();
  private static WholeGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        new WholeGateway(
            """
            data: {port: 0}
            admin: {port: %d}
            console-origins: ["https://Console.bank.example"]
            """
                .formatted(CONSOLE),
            WholeGateway.POLICY);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String asked(int port, String path, String host) throws Exception {
    try (RawSocket socket = new RawSocket(port)) {
      return socket
          .send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
          .response();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "console.bank.example",
        "console.bank.example:443",
        "console.bank.example:8080",
        "CONSOLE.bank.EXAMPLE"
      })
  void theDataPlaneAnswersNothingUnderTheConsolesName(String name) throws Exception {
    assertThat(asked(gateway.dataPort(), "/v2/health/live", name))
        .startsWith("HTTP/1.1 400")
        .contains("This host name is the console's");
  }

  @Test
  void theDataPlaneAnswersUnderOtherNames() throws Exception {
    for (String name : new String[] {"models.bank.example", "127.0.0.1:8080", "localhost"}) {
      assertThat(asked(gateway.dataPort(), "/v2/health/live", name)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void theConsoleAnswersNothingUnderAnotherName() throws Exception {
    assertThat(asked(CONSOLE, "/", "console.bank.example")).startsWith("HTTP/1.1 200");
    for (String name : new String[] {"models.bank.example", "console.bank.example:8080", "a"}) {
      assertThat(asked(CONSOLE, "/", name)).startsWith("HTTP/1.1 403").doesNotContain("<html");
    }
  }
}
