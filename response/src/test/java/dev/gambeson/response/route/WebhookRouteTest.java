package dev.gambeson.response.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gambeson.core.GambesonException;
import dev.gambeson.response.TestClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRouteTest {
  private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String PATH = "/services/T000/path-token-that-is-secret";
  private static final List<Map.Entry<Headers, byte[]>> RECEIVED = new CopyOnWriteArrayList<>();
  private static final AtomicInteger ELSEWHERE = new AtomicInteger();
  private static volatile int status = 204;
  @TempDir private static Path folder;
  private static TestKeys keys;
  private static HttpsServer server;
  private final TestClock clock = new TestClock();

  @BeforeAll
  static void start() throws Exception {
    keys = new TestKeys(folder);
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
    server.createContext(
        PATH,
        exchange -> {
          RECEIVED.add(
              Map.entry(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.createContext(
        "/elsewhere",
        exchange -> {
          ELSEWHERE.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @BeforeEach
  void reset() {
    RECEIVED.clear();
    status = 204;
  }

  private static RouteSettings.Webhook settings(String url, List<String> hosts, List<String> nets)
      throws Exception {
    return settings(url, hosts, nets, Duration.ofSeconds(30)); // a busy machine is slow
  }

  private static RouteSettings.Webhook settings(
      String url, List<String> hosts, List<String> nets, Duration timeout) throws Exception {
    return new RouteSettings.Webhook(
        TestKeys.secretFile(folder, "url", url),
        List.of(TestKeys.secretFile(folder, "key", KEY)),
        Optional.empty(),
        hosts,
        Optional.of(nets),
        Optional.of(keys.certificate()),
        Optional.of(timeout));
  }

  private static String url(int port) {
    return "https://" + TestKeys.HOST + ":" + port + PATH;
  }

  private static InetAddress[] local() {
    return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
  }

  private WebhookRoute route(Destinations.Resolver resolver, String... networks) throws Exception {
    return WebhookRoute.open(
        settings(url(server.getAddress().getPort()), List.of(TestKeys.HOST), List.of(networks)),
        resolver,
        clock);
  }

  @Test
  void aNoticeArrivesSignedSoThatTheReceiverCanCheckIt() throws Exception {
    route(_ -> local(), "127.0.0.0/8").send(Notices.plain());
    Headers head = RECEIVED.getFirst().getKey();
    byte[] body = RECEIVED.getFirst().getValue();
    assertThat(head.getFirst("host")).startsWith(TestKeys.HOST);
    assertThat(new String(body, StandardCharsets.UTF_8))
        .contains("\"schema\":\"gambeson/notice/1\"", "INC-0011223344556677");
    assertThat(verified(head, body, clock.instant().plusSeconds(60))).isTrue();
    assertThat(verified(head, body, clock.instant().plusSeconds(400))).as("a replay").isFalse();
    body[10] ^= 1;
    assertThat(verified(head, body, clock.instant())).as("a changed body").isFalse();
  }

  private static boolean verified(Headers head, byte[] body, Instant now) {
    return WebhookSignature.verify(
        Secret.of(KEY),
        head.getFirst("webhook-id"),
        head.getFirst("webhook-timestamp"),
        body,
        head.getFirst("webhook-signature"),
        now,
        Duration.ofMinutes(5));
  }

  @Test
  void theSignatureIsThatOfTheStandardsExample() {
    String signature =
        WebhookSignature.sign(
            List.of(Secret.of(KEY)),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant.ofEpochSecond(1614265330),
            "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void aDrillSaysSo() throws Exception {
    route(_ -> local(), "127.0.0.0/8").send(Notices.drill());
    assertThat(RECEIVED.getFirst().getKey().getFirst("gambeson-drill")).isEqualTo("true");
    assertThat(new String(RECEIVED.getFirst().getValue(), StandardCharsets.UTF_8))
        .contains("[DRILL] Queries walk");
  }

  @Test
  void loopbackIsRefusedUnlessItsNetworkIsListed() throws Exception {
    WebhookRoute route = route(_ -> local());
    assertThatThrownBy(() -> route.send(Notices.plain())).hasMessageContaining("not public");
    assertThat(RECEIVED).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.100.100.200",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1::"
      })
  void addressesInsideTheHouseAreRefused(String address) throws Exception {
    InetAddress inside = InetAddress.ofLiteral(address);
    InetAddress open = InetAddress.ofLiteral("93.184.216.34");
    WebhookRoute route = route(_ -> new InetAddress[] {open, inside});
    DeliveryException e =
        catchThrowableOfType(DeliveryException.class, () -> route.send(Notices.plain()));
    assertThat(e).hasMessageContaining("not public");
    assertThat(e.worthRetrying()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"93.184.216.34", "2606:4700::1111", "172.32.0.1", "100.128.0.1"})
  void publicAddressesAreAllowed(String address) {
    assertThat(new Destinations(List.of(), List.of()).allowsAddress(InetAddress.ofLiteral(address)))
        .isTrue();
  }

  @Test
  void theAddressThatWasCheckedIsTheOneThatIsConnectedTo() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    WebhookRoute route =
        route(
            _ ->
                asked.incrementAndGet() == 1
                    ? local()
                    : new InetAddress[] {InetAddress.ofLiteral("169.254.169.254")},
            "127.0.0.0/8");
    route.send(Notices.plain());
    assertThat(asked).hasValue(1);
    assertThat(RECEIVED).hasSize(1);
  }

  @Test
  void aHostThatIsNotListedIsRefusedAtOnce() throws Exception {
    RouteSettings.Webhook other = settings(url(443), List.of("other.test"), List.of());
    assertThatThrownBy(() -> WebhookRoute.open(other, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allow-hosts");
    assertThatCode(() ->
            WebhookRoute.open(settings(url(443), List.of("*.example.test"), List.of()), clock))
        .doesNotThrowAnyException();
    assertThatThrownBy(() ->
            WebhookRoute.open(
                settings("https://evilexample.test/", List.of("*.example.test"), List.of()), clock))
        .hasMessageContaining("allow-hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.test/", "https://u:p@hooks.example.test/", "file:///etc/passwd",
        "https:///path", "https://hooks.example.test/#x", "https://hooks.example.test/\u00e4",
        "nonsense token-that-is-secret", "https://hooks.example.test/a b"
      })
  void anAddressOfAnotherKindIsRefusedWithoutShowingIt(String address) {
    assertThatThrownBy(
            () -> WebhookRoute.open(settings(address, List.of(TestKeys.HOST), List.of()), clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must begin with https://")
        .hasNoCause();
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    status = 302;
    WebhookRoute route = route(_ -> local(), "127.0.0.0/8");
    DeliveryException e =
        catchThrowableOfType(DeliveryException.class, () -> route.send(Notices.plain()));
    assertThat(e).hasMessage("answered with status 302");
    assertThat(e.worthRetrying()).isFalse();
    assertThat(ELSEWHERE).hasValue(0);
  }

  @Test
  void serverFaultsAreTriedAgainAndRefusalsAreNot() throws Exception {
    WebhookRoute route = route(_ -> local(), "127.0.0.0/8");
    for (int code : List.of(500, 503, 429, 408)) {
      status = code;
      assertThat(
              catchThrowableOfType(DeliveryException.class, () -> route.send(Notices.plain()))
                  .worthRetrying())
          .isTrue();
    }
    for (int code : List.of(400, 401, 404, 410)) {
      status = code;
      assertThat(
              catchThrowableOfType(DeliveryException.class, () -> route.send(Notices.plain()))
                  .worthRetrying())
          .isFalse();
    }
  }

  @Test
  void aCertificateForAnotherNameOrOfNobodyKnownIsRefused() throws Exception {
    RouteSettings.Webhook good =
        settings(
            "https://other.example.test:" + server.getAddress().getPort() + PATH,
            List.of("*.example.test"),
            List.of("127.0.0.0/8"));
    WebhookRoute otherName = WebhookRoute.open(good, _ -> local(), clock);
    assertThatThrownBy(() -> otherName.send(Notices.plain())).hasMessageContaining("trusted TLS");
    RouteSettings.Webhook open =
        new RouteSettings.Webhook(
            TestKeys.secretFile(folder, "url", url(server.getAddress().getPort())),
            good.secretFiles(),
            Optional.empty(),
            good.allowHosts(),
            good.allowNetworks(),
            Optional.empty(),
            good.timeout());
    WebhookRoute unknown = WebhookRoute.open(open, _ -> local(), clock);
    assertThatThrownBy(() -> unknown.send(Notices.plain())).hasMessageContaining("trusted TLS");
    assertThat(RECEIVED).isEmpty();
  }

  @Test
  void aServerThatNeverAnswersHoldsNobody() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      WebhookRoute route =
          WebhookRoute.open(
              settings(
                  url(silent.getLocalPort()),
                  List.of(TestKeys.HOST),
                  List.of("127.0.0.0/8"),
                  Duration.ofSeconds(1)),
              _ -> local(),
              clock);
      long start = System.nanoTime();
      assertThatThrownBy(() -> route.send(Notices.plain())).isInstanceOf(DeliveryException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void secretsAreInNothingThatIsPrintedOrThrown() throws Exception {
    status = 400;
    RouteSettings.Webhook settings =
        settings(
            url(server.getAddress().getPort()), List.of(TestKeys.HOST), List.of("127.0.0.0/8"));
    WebhookRoute route = WebhookRoute.open(settings, _ -> local(), clock);
    DeliveryException e =
        catchThrowableOfType(DeliveryException.class, () -> route.send(Notices.plain()));
    String seen = route + " " + settings + " " + Secret.of(KEY) + stack(e);
    assertThat(seen).doesNotContain("path-token", KEY, KEY.substring(6));
  }

  private static String stack(Throwable e) {
    java.io.StringWriter out = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(out));
    return out.toString();
  }

  @Test
  void aSecretFileThatOthersMayReadIsRefused() throws Exception {
    Path file = TestKeys.secretFile(folder, "open", KEY);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Secret.ofFile(file))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aShortSecretIsRefused() {
    assertThatThrownBy(() ->
            WebhookSignature.sign(
                List.of(Secret.of("whsec_aGVsbG8=")), "id", Instant.EPOCH, new byte[0]))
        .hasMessageContaining("24 to 64 random bytes")
        .hasMessageNotContaining("aGVsbG8");
  }
}
