package dev.gambeson.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScannerTest {
  private static final String FINE =
      "POST /v2/models/m/infer HTTP/1.1\r\nHost: a:80\r\nContent-Length: 3\r\n\r\nabc";

  private static RequestScanner scan(String text) {
    RequestScanner scanner = new RequestScanner(FrontLimits.defaults());
    scanner.feed(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    return scanner;
  }

  private static String get(String target, String... headers) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + String.join("", headers) + "\r\n";
  }

  @Test
  void requestsOneAfterTheOtherAreAccepted() {
    RequestScanner scanner = scan(FINE + get("/") + FINE);
    assertThat(scanner.status()).isZero();
    assertThat(scanner.requests()).isEqualTo(3);
    assertThat(scanner.state()).isEqualTo(RequestScanner.State.IDLE);
  }

  @Test
  void chunkedBodiesAreFollowedToTheirEnd() {
    String chunked =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
    RequestScanner scanner = scan(chunked + FINE);
    assertThat(scanner.status()).isZero();
    assertThat(scanner.requests()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "length and chunked  | Content-Length: 3~Transfer-Encoding: chunked~",
        "chunked and length  | Transfer-Encoding: chunked~Content-Length: 3~",
        "two lengths         | Content-Length: 3~Content-Length: 4~",
        "the same length twice | Content-Length: 3~Content-Length: 3~",
        "a list of lengths   | Content-Length: 3, 3~",
        "a signed length     | Content-Length: +3~",
        "a negative length   | Content-Length: -3~",
        "a hex length        | Content-Length: 0x3~",
        "an empty length     | Content-Length:~",
        "a huge length       | Content-Length: 99999999999999999999~",
        "a folded header     | X-A: b~ c~",
        "a folded length     | Content-Length:~ 3~",
        "space before colon  | Content-Length : 3~",
        "xchunked            | Transfer-Encoding: xchunked~",
        "gzip and chunked    | Transfer-Encoding: gzip, chunked~",
        "chunked twice       | Transfer-Encoding: chunked~Transfer-Encoding: chunked~",
        "identity            | Transfer-Encoding: identity~",
        "a second Host       | Host: b~",
        "no colon            | X-A~",
        "no name             | : b~",
        "a NUL in a value    | X-A: b^c~",
        "a space in a name   | X A: b~",
      })
  void ambiguousHeadersAreRefused(String what, String headers) {
    RequestScanner scanner = scan(get("/", headers.replace("~", "\r\n").replace('^', '\0')));
    assertThat(scanner.status()).isGreaterThanOrEqualTo(400);
    assertThat(scanner.state()).isEqualTo(RequestScanner.State.BROKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://other/x", "*", "a:80", "//x", "/a//b", "/a/../b", "/..", "/a/..", "/./a", "/a/.",
        "/a;b", "/..;/a", "/%2e%2e/a", "/a%2fb", "/a%00", "/a#b", "/a\\b", "/a?b#c", "/ä", "",
        "/a b", "/a?b c"
      })
  void targetsThatServersReadDifferentlyAreRefused(String target) {
    assertThat(scan(get(target)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/v2", "/v2/", "/v2/models/a.b-c_d~e/infer?x=%20&y=;", "/...", "/a/..b"})
  void plainTargetsAreAccepted(String target) {
    assertThat(scan(get(target)).status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n",
        "get / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void otherFormsOfTheHeadAreRefused(String head) {
    assertThat(scan(head).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3;a=b\r\nabc\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "\r\nabc",
        "3\nabc\r\n0\r\n\r\n",
        "3\r\nabcX\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "0\r\nX-Trailer: a\r\n\r\n",
        "-1\r\n",
        "123456789\r\n"
      })
  void otherFormsOfChunksAreRefused(String body) {
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(scan(head + body).status()).isEqualTo(400);
  }

  @Test
  void tooManyHeadersAndTooLargeOnesAreRefused() {
    assertThat(scan(get("/", "A: b\r\n".repeat(63))).status()).isZero();
    assertThat(scan(get("/", "A: b\r\n".repeat(64))).status()).isEqualTo(431);
    assertThat(scan(get("/", "A: " + "b".repeat(8200) + "\r\n")).status()).isEqualTo(431);
    assertThat(scan(get("/" + "b".repeat(8200))).status()).isEqualTo(414);
    assertThat(scan("A".repeat(8200)).status()).isEqualTo(414);
  }

  @Test
  void bodiesBeyondTheLimitAreRefusedBeforeAndWhileTheyCome() {
    assertThat(scan(get("/", "Content-Length: 1048577\r\n")).status()).isEqualTo(413);
    String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(scan(chunked + "100001\r\n").status()).isEqualTo(413);
    assertThat(scan(chunked + "8\r\n01234567\r\n" + "FFFFF\r\n").status()).isEqualTo(413);
  }

  @Test
  void howTheBytesAreCutMakesNoDifference() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    List<String> pieces =
        List.of(
            FINE,
            get("/a"),
            "\r\n",
            "GET ",
            "Host: a\r\n",
            "3\r\nabc\r\n",
            "0\r\n\r\n",
            "\0",
            " ",
            "Transfer-Encoding: chunked\r\n",
            "POST / HTTP/1.1\r\n",
            "Content-Length: 5\r\n");
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? FINE : "");
      for (int i = random.nextInt(6); i >= 0; i--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
      if (random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      RequestScanner whole = new RequestScanner(FrontLimits.defaults());
      whole.feed(Unpooled.wrappedBuffer(bytes));
      RequestScanner cut = new RequestScanner(FrontLimits.defaults());
      for (int at = 0; at < bytes.length; ) {
        int n = Math.min(bytes.length - at, 1 + random.nextInt(9));
        cut.feed(Unpooled.wrappedBuffer(bytes, at, n));
        at += n;
      }
      assertThat(cut.status()).as(text.toString()).isEqualTo(whole.status());
      assertThat(cut.requests()).isEqualTo(whole.requests());
      assertThat(cut.state()).isEqualTo(whole.state());
    }
  }
}
