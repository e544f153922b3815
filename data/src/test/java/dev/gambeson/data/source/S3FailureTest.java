package dev.gambeson.data.source;

import static dev.gambeson.core.ExitCode.COULD_NOT_RUN;
import static dev.gambeson.core.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a store does wrong half-way: a server that fails on purpose.
class S3FailureTest {
  private static final byte[] TABLE =
      ("a,b\n" + "1,2\n".repeat(200_000)).getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger gets = new AtomicInteger();
  private HttpServer server;
  private volatile Answer answer = (exchange, _) -> whole(exchange);

  private interface Answer {
    void give(HttpExchange exchange, int get) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test-secret-value");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().add("ETag", "\"v1\"");
            if (exchange.getRequestMethod().equals("HEAD")) {
              exchange.getResponseHeaders().add("Content-Length", "" + TABLE.length);
              exchange.sendResponseHeaders(200, -1);
            } else {
              answer.give(exchange, gets.incrementAndGet());
            }
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void whole(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(206, TABLE.length);
    exchange.getResponseBody().write(TABLE);
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    byte[] xml =
        "<Error><Code>%s</Code><Message>no</Message></Error>"
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, xml.length);
    exchange.getResponseBody().write(xml);
  }

  private TableSource source() {
    return Sources.open(
        "s3://bucket/t.csv?region=us-east-1&endpoint=http://localhost:"
            + server.getAddress().getPort(),
        SourceOptions.defaults().withTimeout(Duration.ofSeconds(2)));
  }

  @Test
  void aSoundAnswerIsRead() {
    assertThat(Reading.of(source()).rows()).hasSize(200_000);
  }

  @Test
  void credentialsThatExpireHalfWayGiveOneMessage() {
    TableSource source = source(); // looked at with credentials that still hold
    answer = (exchange, _) -> refuse(exchange, 400, "ExpiredToken");

    assertThatThrownBy(() -> Reading.of(source))
        .isInstanceOf(GambesonException.class)
        .hasMessage(
            "s3://bucket/t.csv cannot be read: the credentials have expired; renew them and start again.");
  }

  @Test
  void aRefusalIsNamedWithoutTheSecret() {
    answer = (exchange, _) -> refuse(exchange, 403, "SignatureDoesNotMatch");

    assertThatThrownBy(this::source)
        .hasMessageContaining("denies access (SignatureDoesNotMatch)")
        .hasMessageNotContaining("test-secret-value");
  }

  @Test
  void anAnswerThatBreaksOffIsNoTable() {
    TableSource source = source();
    answer =
        (exchange, _) -> {
          exchange.sendResponseHeaders(206, TABLE.length);
          exchange.getResponseBody().write(TABLE, 0, TABLE.length / 2);
          exchange.getResponseBody().flush();
          exchange.close();
        };

    Reading.refuses(() -> Reading.of(source), COULD_NOT_RUN, "t.csv cannot be read");
  }

  @Test
  void anAnswerThatIsShorterThanTheObjectIsNoTable() {
    TableSource source = source();
    answer =
        (exchange, _) -> {
          exchange.sendResponseHeaders(206, TABLE.length / 2);
          exchange.getResponseBody().write(TABLE, 0, TABLE.length / 2);
        };

    Reading.refuses(() -> Reading.of(source), COULD_NOT_RUN, "cannot be read");
  }

  @Test
  void aStoreThatStallsIsNotWaitedForLong() {
    TableSource source = source();
    answer =
        (exchange, _) -> {
          exchange.sendResponseHeaders(206, TABLE.length);
          exchange.getResponseBody().write(TABLE, 0, 1000);
          exchange.getResponseBody().flush();
          try {
            Thread.sleep(4000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };

    Reading.refuses(() -> Reading.of(source), COULD_NOT_RUN, "does not answer in time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://",
        "s3://UPPER/x",
        "s3://key:secret@bucket/x",
        "s3://bucket/x?secret=1",
        "s3://bucket/x?endpoint=http://key:secret@host",
        "s3://bucket/%zz"
      })
  void anAddressThatIsNoneIsRefusedAndNotRepeated(String address) {
    Reading.refuses(address, USAGE, "no address of an S3 object");
    assertThatThrownBy(() -> Sources.open(address)).hasMessageNotContaining("secret");
  }
}
