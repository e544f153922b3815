package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.WholeGateway;
import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.http.RawSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console of a whole gateway in a real Chromium, with clients whose names and inputs are made
/// to attack whoever looks at them.
class HostileNamesTest {
  private static final List<String> NAMES =
      List.of(
          "\"><img/src=x/onerror=window.pwned=2>",
          "</script><script>window.pwned=3</script>",
          "javascript:window.pwned=4",
          "{{constructor.constructor('window.pwned=5')()}}",
          "a/../../b?c#d");
  @TempDir private Path folder;

  @Test
  void theConsoleOfAWholeGatewayStandsItsTestsInABrowser() throws Exception {
    Chromium.require();
    WholeGateway gateway = WholeGateway.shared();
    assertThat(WholeConsole.people()).containsKey(Role.ADMIN);
    for (String name : NAMES) {
      String key = gateway.key(name, "scorer");
      for (String body :
          List.of(
              "{\"rows\":[{\"amount\":10,\"age\":20}]}",
              "{\"rows\":[{\"amount\":\"<img src=x onerror=window.pwned=6>\",\"age\":20}]}")) {
        try (RawSocket socket = new RawSocket(gateway.dataPort())) {
          socket
              .send(
                  "POST /v1/models/credit/predict HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                      + key
                      + "\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
              .response();
        }
      }
    }
    Chromium.run(
        "test/whole.test.mjs",
        Map.of(
            "WHOLE",
            Json.text(
                Map.of(
                    "address",
                    WholeConsole.address(),
                    "password",
                    WholeConsole.PASSWORD,
                    "names",
                    NAMES))),
        folder);
  }
}
