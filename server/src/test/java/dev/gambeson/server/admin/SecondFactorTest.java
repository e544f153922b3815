package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmJce;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.UserStore.Account;
import dev.gambeson.server.admin.port.UserStore.Factor;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Second factor and one's own sessions.
class SecondFactorTest {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final MovedClock clock = new MovedClock();
  private DevPlane dev;
  private Visitor anna;

  @BeforeEach
  void start() throws Exception {
    open(AdminOptions.Rules.USUAL);
  }

  private void open(AdminOptions.Rules rules) throws Exception {
    stop();
    dev = new DevPlane(AdminOptions.local(clock).withPort(0).withRules(rules), false, true);
    dev.people();
    anna = Visitor.as(dev, "operator");
  }

  @AfterEach
  void stop() {
    if (dev != null) {
      anna.close();
      dev.close();
    }
  }

  /// HOTP as RFC 4226 defines it, written here a second time.
  private static String code(byte[] secret, long step) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(secret, "HmacSHA1"));
    byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
    int number = ByteBuffer.wrap(hash).getInt(hash[19] & 0xf) & 0x7fffffff;
    return String.format(Locale.ROOT, "%06d", number % 1_000_000);
  }

  private String codeNow(byte[] secret) throws Exception {
    return code(secret, clock.instant().getEpochSecond() / 30);
  }

  private static byte[] decoded(String base32) {
    byte[] out = new byte[base32.length() * 5 / 8];
    for (int bit = 0; bit < out.length * 8; bit++) {
      int value = BASE32.indexOf(base32.charAt(bit / 5));
      out[bit / 8] |= (byte) ((value >> (4 - bit % 5) & 1) << (7 - bit % 8));
    }
    return out;
  }

  private HttpResponse<String> logIn(Visitor who, String name, String code) throws Exception {
    return who.post(
        "/session/log-in",
        "{\"name\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}"
            .formatted(name, DevPlane.PASSWORD, code));
  }

  private static String again() {
    return "{\"password\":\"" + DevPlane.PASSWORD + "\"}";
  }

  private byte[] begun(Visitor who) throws Exception {
    HttpResponse<String> begun = who.post("/session/factor", again());
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
    String secret = Visitor.json(begun).path("secret").asString("");
    assertThat(secret).matches("[A-Z2-7]{32}");
    assertThat(Visitor.json(begun).path("address").asString(""))
        .startsWith("otpauth://totp/Gambeson%3A")
        .contains("secret=" + secret);
    return decoded(secret);
  }

  private static HttpResponse<String> confirm(Visitor who, String code) throws Exception {
    return who.post("/session/factor/confirm", "{\"code\":\"%s\"}".formatted(code));
  }

  private byte[] enrolled(Visitor who) throws Exception {
    byte[] secret = begun(who);
    HttpResponse<String> confirmed = confirm(who, codeNow(secret));
    assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(200);
    clock.move(Duration.ofSeconds(30));
    return secret;
  }

  private static String error(HttpResponse<String> response) {
    return Visitor.json(response).path("error").asString("");
  }

  @Test
  void theCodesAreThoseOfTheRfc() throws Exception {
    byte[] secret = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    AesGcmJce box = new AesGcmJce(new byte[32]);
    String sealed =
        Base64.getEncoder()
            .encodeToString(
                box.encrypt(
                    secret, "gambeson/second-factor/1/eve".getBytes(StandardCharsets.UTF_8)));
    Factor factor = new Factor(sealed, true, 0, 0, List.of());
    Object[][] vectors = { // RFC 6238, appendix B, SHA-1, the last six digits
      {59L, "287082"},
      {1111111109L, "081804"},
      {1111111111L, "050471"},
      {1234567890L, "005924"},
      {2000000000L, "279037"},
      {20000000000L, "353130"}
    };
    for (Object[] vector : vectors) {
      Instant now = Instant.ofEpochSecond((long) vector[0]);
      SecondFactor second = new SecondFactor(box, AdminOptions.local(() -> now));
      assertThat(second.tried("eve", factor, (String) vector[1]).fits())
          .as(vector[1].toString())
          .isTrue();
      assertThat(second.tried("eve", factor, "000000").fits()).isFalse();
      assertThatThrownBy(() -> second.tried("bob", factor, (String) vector[1]))
          .as("sealed for another account")
          .isInstanceOf(Rejected.class);
    }
  }

  @Test
  void thePasswordAloneIsNotEnoughAnyMore() throws Exception {
    byte[] secret = enrolled(anna);
    try (Visitor later = new Visitor(dev)) {
      HttpResponse<String> without = logIn(later, "operator", "");
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(error(without)).isEqualTo("second-factor");
      assertThat(later.cookies).isEmpty();
      HttpResponse<String> wrong = logIn(later, "operator", code(secret, 1));
      assertThat(error(wrong)).isEqualTo("unauthenticated");
      assertThat(later.cookies).isEmpty();
      HttpResponse<String> right = logIn(later, "operator", codeNow(secret));
      assertThat(right.statusCode()).isEqualTo(200);
      assertThat(Visitor.json(right).path("factor").asBoolean()).isTrue();
    }
  }

  @Test
  void whoDoesNotKnowThePasswordIsNotToldOfTheFactor() throws Exception {
    enrolled(anna);
    try (Visitor stranger = new Visitor(dev)) {
      String guess = "{\"name\":\"%s\",\"password\":\"guess\"}";
      assertThat(stranger.post("/session/log-in", guess.formatted("operator")).body())
          .isEqualTo(stranger.post("/session/log-in", guess.formatted("nobody")).body());
    }
  }

  @Test
  void aCodeCountsOnceAndInItsOwnHalfMinute() throws Exception {
    byte[] secret = enrolled(anna);
    String code = codeNow(secret);
    try (Visitor first = new Visitor(dev);
        Visitor second = new Visitor(dev)) {
      assertThat(logIn(first, "operator", code).statusCode()).isEqualTo(200);
      assertThat(logIn(second, "operator", code).statusCode()).as("replayed").isEqualTo(401);
      long step = clock.instant().getEpochSecond() / 30;
      assertThat(logIn(second, "operator", code(secret, step + 1)).statusCode()).isEqualTo(401);
      clock.move(Duration.ofSeconds(60));
      assertThat(logIn(second, "operator", code(secret, step + 1)).statusCode())
          .as("too old")
          .isEqualTo(401);
      assertThat(logIn(second, "operator", codeNow(secret)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void ofTwoWhoGiveTheSameCodeAtOnceOneIsLetIn() throws Exception {
    byte[] secret = enrolled(anna);
    String code = codeNow(secret);
    List<Thread> threads = new ArrayList<>();
    List<Integer> statuses = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try (Visitor one = new Visitor(dev)) {
              statuses.add(logIn(one, "operator", code).statusCode());
            } catch (Exception e) {
              statuses.add(0);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(statuses).containsExactlyInAnyOrder(200, 401, 401, 401);
  }

  @Test
  void guessesOfCodesAreSlowedDownAndEndAfterFifty() throws Exception {
    byte[] secret = enrolled(anna);
    try (Visitor guesser = new Visitor(dev)) {
      int wrong = 0;
      for (int i = 0; i < 5; i++) {
        wrong += logIn(guesser, "operator", code(secret, i)).statusCode() == 401 ? 1 : 0;
      }
      assertThat(wrong).isEqualTo(5);
      assertThat(logIn(guesser, "operator", codeNow(secret)).statusCode()).isEqualTo(429);
    }
    Account account = dev.users.find("operator").orElseThrow();
    Factor factor = account.factor().orElseThrow();
    assertThat(factor.wrong()).isEqualTo(5);
    clock.move(Duration.ofMinutes(5));
    Factor tired = new Factor(factor.sealed(), true, factor.step(), 50, factor.codes());
    dev.users.replace(account, account.withFactor(java.util.Optional.of(tired)));
    try (Visitor late = new Visitor(dev)) {
      assertThat(logIn(late, "operator", codeNow(secret)).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void recoveryCodesWorkOnceAndOnlyTheirHashesAreKept() throws Exception {
    byte[] secret = begun(anna);
    JsonNode codes = Visitor.json(confirm(anna, codeNow(secret))).path("codes");
    assertThat(codes.size()).isEqualTo(10);
    HashSet<String> all = new HashSet<>();
    codes.forEach(c -> all.add(c.asString("")));
    assertThat(all).hasSize(10).allMatch(c -> c.matches("([a-z2-7]{4}-){5}[a-z2-7]{4}"));
    String code = codes.get(3).asString("");
    Factor kept = dev.users.find("operator").orElseThrow().factor().orElseThrow();
    assertThat(kept.codes()).contains(Tokens.hash(code.replace("-", ""))).doesNotContain(code);
    assertThat(kept.toString() + dev.users.find("operator")).doesNotContain(kept.sealed());
    try (Visitor one = new Visitor(dev)) {
      assertThat(logIn(one, "operator", code.toUpperCase(Locale.ROOT)).statusCode()).isEqualTo(200);
      assertThat(logIn(one, "operator", code).statusCode()).as("again").isEqualTo(401);
    }
  }

  @Test
  void theSecretIsKeptEncryptedAndAReportHoldsNoCode() throws Exception {
    byte[] secret = enrolled(anna);
    Factor kept = dev.users.find("operator").orElseThrow().factor().orElseThrow();
    String sealed =
        new String(Base64.getDecoder().decode(kept.sealed()), StandardCharsets.ISO_8859_1);
    assertThat(sealed).doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
    assertThat(dev.events.toString()).contains("session.factor-confirm").doesNotContain("code");
  }

  @Test
  void settingUpAndTakingAwayNeedFreshProof() throws Exception {
    assertThat(anna.post("/session/factor", "{\"password\":\"wrong\"}").statusCode())
        .isEqualTo(403);
    byte[] secret = begun(anna);
    assertThat(confirm(anna, "000000").statusCode()).isEqualTo(403);
    try (Visitor other = new Visitor(dev)) {
      assertThat(logIn(other, "operator", "").statusCode()).as("not confirmed").isEqualTo(200);
      assertThat(confirm(anna, codeNow(secret)).statusCode()).isEqualTo(200);
      assertThat(other.get("/session/all").statusCode()).as("others ended").isEqualTo(401);
    }
    assertThat(anna.get("/session/all").statusCode()).isEqualTo(200);
    clock.move(Duration.ofSeconds(30));
    String both = "{\"password\":\"%s\",\"code\":\"%s\"}";
    assertThat(
            anna.post("/session/factor/remove", both.formatted(DevPlane.PASSWORD, "000000"))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            anna.post("/session/factor/remove", both.formatted(DevPlane.PASSWORD, codeNow(secret)))
                .statusCode())
        .isEqualTo(204);
    try (Visitor later = new Visitor(dev)) {
      assertThat(logIn(later, "operator", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whereItIsRequiredNothingElseIsDoneBeforeItIsSetUp() throws Exception {
    open(new AdminOptions.Rules(true, 5));
    try (Visitor admin = Visitor.as(dev, "admin")) {
      assertThat(Visitor.json(admin.get("/session")).path("mustEnrol").asBoolean()).isTrue();
      for (Route route : dev.plane.table().routes()) {
        if (route.access() instanceof Route.Access.Needs needs
            && needs.permission() != Permission.SELF) {
          String path = RouteTable.ROOT + route.path().replaceAll("\\{[a-z]+\\}", "nothing");
          boolean get = route.method().name().equals("GET");
          assertThat(
                  admin
                      .send(
                          route.method().name(),
                          path,
                          get ? java.util.Optional.empty() : java.util.Optional.of("{}"))
                      .statusCode())
              .as(route.name())
              .isEqualTo(403);
        }
      }
      byte[] secret = enrolled(admin);
      assertThat(admin.get("/users").statusCode()).isEqualTo(200);
      assertThat(Visitor.json(admin.get("/session")).path("mustEnrol").asBoolean()).isFalse();
      assertThat(
              admin
                  .post(
                      "/session/factor/remove",
                      "{\"password\":\"%s\",\"code\":\"%s\"}"
                          .formatted(DevPlane.PASSWORD, codeNow(secret)))
                  .statusCode())
          .isEqualTo(409);
    }
  }

  @Test
  void aResetTakesTheFactorAwayWithThePassword() throws Exception {
    enrolled(anna);
    try (Visitor admin = Visitor.as(dev, "admin")) {
      assertThat(admin.post("/users/operator/reset", "{}").statusCode()).isEqualTo(200);
    }
    Account account = dev.users.find("operator").orElseThrow();
    assertThat(account.factor()).isEmpty();
    assertThat(account.password()).isEmpty();
    assertThat(anna.get("/session/all").statusCode()).isEqualTo(401);
  }

  @Test
  void oneSeesAndEndsOnesOwnSessionsWithThePassword() throws Exception {
    try (Visitor other = Visitor.as(dev, "operator");
        Visitor third = Visitor.as(dev, "operator");
        Visitor stranger = Visitor.as(dev, "viewer")) {
      JsonNode all = Visitor.json(anna.get("/session/all"));
      assertThat(all.size()).isEqualTo(3);
      assertThat(all.findValuesAsString("current")).containsOnlyOnce("true");
      assertThat(all.get(0).path("address").asString("")).isEqualTo("127.0.0.1");
      String id = Tokens.hash(other.cookies.get("gambeson-local"));
      String end = "{\"id\":\"%s\",\"password\":\"%s\"}";
      assertThat(anna.post("/session/end", end.formatted(id, "wrong")).statusCode()).isEqualTo(403);
      assertThat(stranger.post("/session/end", end.formatted(id, DevPlane.PASSWORD)).statusCode())
          .as("somebody else's")
          .isEqualTo(404);
      assertThat(other.get("/session/all").statusCode()).isEqualTo(200);
      assertThat(anna.post("/session/end", end.formatted(id, DevPlane.PASSWORD)).statusCode())
          .isEqualTo(204);
      assertThat(other.get("/session/all").statusCode()).isEqualTo(401);
      assertThat(anna.post("/session/end", again()).statusCode()).isEqualTo(204);
      assertThat(third.get("/session/all").statusCode()).isEqualTo(401);
      assertThat(anna.get("/session/all").statusCode()).isEqualTo(200);
      assertThat(stranger.get("/session/all").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void ofTooManySessionsTheOldestEnds() throws Exception {
    open(new AdminOptions.Rules(false, 2));
    clock.move(Duration.ofSeconds(1));
    try (Visitor second = Visitor.as(dev, "operator")) {
      clock.move(Duration.ofSeconds(1));
      try (Visitor third = Visitor.as(dev, "operator");
          Visitor viewer = Visitor.as(dev, "viewer")) {
        assertThat(anna.get("/session/all").statusCode()).as("oldest").isEqualTo(401);
        assertThat(second.get("/session/all").statusCode()).isEqualTo(200);
        assertThat(third.get("/session/all").statusCode()).isEqualTo(200);
        assertThat(viewer.get("/session/all").statusCode()).isEqualTo(200);
      }
    }
  }
}
