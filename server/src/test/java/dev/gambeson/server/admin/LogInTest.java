package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.server.admin.port.AdminListener;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Set-up token, passwords, sessions.
class LogInTest {
  private static final String GOOD = "violet tram 61 umbrella";

  private final MovedClock clock = new MovedClock();
  private DevPlane dev;
  private Visitor visitor;

  @BeforeEach
  void start() {
    dev = new DevPlane(AdminOptions.local(clock).withPort(0), false, true);
    visitor = new Visitor(dev);
  }

  @AfterEach
  void stop() {
    visitor.close();
    dev.close();
  }

  private HttpResponse<String> setUp(String token, String password) throws Exception {
    return visitor.post(
        "/session/set-up",
        "{\"name\":\"admin\",\"token\":\"%s\",\"password\":\"%s\"}".formatted(token, password));
  }

  private HttpResponse<String> logIn(Visitor who, String name, String password) throws Exception {
    return who.post(
        "/session/log-in", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
  }

  private String token() {
    return dev.plane.setupToken().orElseThrow();
  }

  private String who() throws Exception {
    return Visitor.json(visitor.get("/session")).path("name").asString("");
  }

  @Test
  void theSetUpTokenLetsTheFirstAdministratorInOnce() throws Exception {
    assertThat(Visitor.json(visitor.get("/session")).path("untouched").asBoolean()).isTrue();
    assertThat(setUp(token(), GOOD).statusCode()).isEqualTo(200);
    assertThat(who()).isEqualTo("admin");
    assertThat(setUp(token(), GOOD).statusCode()).isEqualTo(401);
    assertThat(Visitor.json(visitor.get("/session")).path("untouched").asBoolean()).isFalse();
  }

  @Test
  void theSetUpTokenEndsAfterADay() throws Exception {
    clock.move(Duration.ofHours(24));
    assertThat(setUp(token(), GOOD).statusCode()).isEqualTo(401);
  }

  @Test
  void nobodyLogsInBeforeAPasswordWasSet() throws Exception {
    assertThat(logIn(visitor, "admin", "").statusCode()).isEqualTo(400);
    assertThat(logIn(visitor, "admin", "admin").statusCode()).isEqualTo(401);
  }

  @Test
  void theStoreHoldsNeitherTokenNorPasswordNorSession() throws Exception {
    setUp(token(), GOOD);
    String cookie = visitor.cookies.get("gambeson-local");
    assertThat(dev.users.find("admin").orElseThrow().password().orElseThrow())
        .startsWith("$argon2id$")
        .doesNotContain(GOOD);
    assertThat(dev.sessions.all)
        .hasSize(1)
        .doesNotContainKey(cookie)
        .containsKey(Tokens.hash(cookie));
    assertThat(cookie).hasSize(43);
  }

  @Test
  void weakPasswordsAreRefused() throws Exception {
    for (String weak :
        List.of(
            "short 1!",
            "password1234",
            "qwertyuiop123",
            "aaaaaaaaaaaaaaaa",
            "123456789012",
            "administrator",
            "my admin name is",
            "letmeinletmein",
            "x".repeat(129))) {
      HttpResponse<String> response = setUp(token(), weak);
      assertThat(response.statusCode()).as(weak).isIn(400, 429);
      assertThat(response.body()).as(weak).doesNotContain("\"" + weak);
      clock.move(Duration.ofMinutes(5));
    }
  }

  @Test
  void aWrongNameAndAWrongPasswordLookAlike() throws Exception {
    setUp(token(), GOOD);
    HttpResponse<String> name = logIn(new Visitor(dev), "nobody", GOOD);
    HttpResponse<String> password = logIn(new Visitor(dev), "admin", "wrong");
    assertThat(name.statusCode()).isEqualTo(401);
    assertThat(name.body()).isEqualTo(password.body());
  }

  @Test
  void guessingIsSlowedDownEvenWithTheRightPassword() throws Exception {
    setUp(token(), GOOD);
    Visitor guesser = new Visitor(dev);
    for (int i = 0; i < 5; i++) {
      assertThat(logIn(guesser, "admin", "guess " + i).statusCode()).isEqualTo(401);
    }
    assertThat(logIn(guesser, "admin", GOOD).statusCode()).isEqualTo(429);
    clock.move(Duration.ofMinutes(5));
    assertThat(logIn(guesser, "admin", GOOD).statusCode()).isEqualTo(200);
  }

  @Test
  void manyNamesFromOneAddressAreSlowedDown() throws Exception {
    int refused = 0;
    for (int i = 0; i < 25; i++) {
      refused += logIn(visitor, "user" + i, "guess").statusCode() == 429 ? 1 : 0;
    }
    assertThat(refused).isEqualTo(5);
  }

  @Test
  void aPlantedSessionIdIsNotTakenOver() throws Exception {
    String planted = "B".repeat(43);
    visitor.cookies.put("gambeson-local", planted);
    setUp(token(), GOOD);
    assertThat(visitor.cookies.get("gambeson-local")).isNotEqualTo(planted);
    assertThat(dev.sessions.all).doesNotContainKey(Tokens.hash(planted));
  }

  @Test
  void loggingInAgainEndsTheSessionBefore() throws Exception {
    setUp(token(), GOOD);
    String first = visitor.cookies.get("gambeson-local");
    assertThat(logIn(visitor, "admin", GOOD).statusCode()).isEqualTo(200);
    assertThat(visitor.cookies.get("gambeson-local")).isNotEqualTo(first);
    assertThat(dev.sessions.all).doesNotContainKey(Tokens.hash(first)).hasSize(1);
  }

  @Test
  void aSecondCookieOfTheNameCountsAsNone() throws Exception {
    setUp(token(), GOOD);
    String cookie = visitor.cookies.remove("gambeson-local");
    visitor.cookies.put("x=1; gambeson-local", cookie);
    assertThat(who()).isEqualTo("admin");
    visitor.cookies.put("gambeson-local", "planted");
    assertThat(who()).isEmpty();
  }

  @Test
  void theCookieIsForThisSiteAndNoScript() throws Exception {
    HttpResponse<String> response = setUp(token(), GOOD);
    String header =
        response.headers().allValues("set-cookie").stream()
            .filter(h -> h.contains("Path=/"))
            .reduce((_, b) -> b)
            .orElseThrow();
    assertThat(header)
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict")
        .doesNotContain("Domain");
  }

  @Test
  void aSessionEndsAfterATimeWithoutUse() throws Exception {
    setUp(token(), GOOD);
    clock.move(Duration.ofMinutes(29));
    assertThat(who()).isEqualTo("admin");
    clock.move(Duration.ofMinutes(29));
    assertThat(who()).isEqualTo("admin");
    clock.move(Duration.ofMinutes(30));
    assertThat(who()).isEmpty();
    assertThat(dev.sessions.all).isEmpty();
  }

  @Test
  void aSessionEndsAfterTwelveHoursAtTheLatest() throws Exception {
    setUp(token(), GOOD);
    for (int i = 0; i < 35; i++) {
      clock.move(Duration.ofMinutes(20));
      assertThat(who()).isEqualTo("admin");
    }
    clock.move(Duration.ofMinutes(20));
    assertThat(who()).isEmpty();
  }

  @Test
  void loggingOutEndsTheSession() throws Exception {
    setUp(token(), GOOD);
    String cookie = visitor.cookies.get("gambeson-local");
    assertThat(visitor.post("/session/log-out", "{}").statusCode()).isEqualTo(204);
    visitor.cookies.put("gambeson-local", cookie);
    assertThat(who()).isEmpty();
  }

  @Test
  void loggingOutClearsTheBrowser() throws Exception {
    setUp(token(), GOOD);
    HttpResponse<String> out = visitor.post("/session/log-out", "{}");
    assertThat(out.headers().firstValue("clear-site-data")).hasValue("\"cache\"");
    assertThat(visitor.cookies).doesNotContainKey("gambeson-local");
  }

  @Test
  void sessionsEndButPasswordsDoNot() throws Exception {
    setUp(token(), GOOD);
    clock.move(Duration.ofDays(2_000));
    assertThat(who()).isEmpty();
    assertThat(
            visitor
                .post("/session/log-in", "{\"name\":\"admin\",\"password\":\"%s\"}".formatted(GOOD))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void anInvitedUserChoosesAPasswordAndALockEndsTheirSessions() throws Exception {
    setUp(token(), GOOD);
    HttpResponse<String> invited =
        visitor.post("/users", "{\"name\":\"maria\",\"role\":\"OPERATOR\"}");
    String token = Visitor.json(invited).path("token").asString("");
    try (Visitor maria = new Visitor(dev)) {
      assertThat(
              maria
                  .post(
                      "/session/set-up",
                      "{\"name\":\"maria\",\"token\":\"%s\",\"password\":\"%s\"}"
                          .formatted(token, GOOD))
                  .statusCode())
          .isEqualTo(200);
      assertThat(maria.get("/overview").statusCode()).isEqualTo(200);
      visitor.post("/users/maria/enabled", "{\"enabled\":false}");
      assertThat(maria.get("/overview").statusCode()).isEqualTo(401);
      clock.move(Duration.ofMinutes(6));
      assertThat(logIn(maria, "maria", GOOD).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aChangedRoleEndsTheSessionsThatHadTheOldOne() throws Exception {
    dev.people();
    try (Visitor admin = Visitor.as(dev, "admin");
        Visitor approver = Visitor.as(dev, "approver")) {
      assertThat(admin.post("/users/approver/role", "{\"role\":\"VIEWER\"}").statusCode())
          .isEqualTo(204);
      assertThat(approver.get("/overview").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void nobodyChangesThemselves() throws Exception {
    setUp(token(), GOOD);
    assertThat(visitor.post("/users/admin/role", "{\"role\":\"VIEWER\"}").statusCode())
        .isEqualTo(409);
    assertThat(visitor.post("/users/admin/enabled", "{\"enabled\":false}").statusCode())
        .isEqualTo(409);
    assertThat(visitor.post("/users/admin/reset", "{}").statusCode()).isEqualTo(409);
  }

  @Test
  void aNewPasswordEndsAllOtherSessions() throws Exception {
    setUp(token(), GOOD);
    try (Visitor other = new Visitor(dev)) {
      logIn(other, "admin", GOOD);
      String body = "{\"old\":\"%s\",\"password\":\"%s\"}";
      assertThat(
              visitor
                  .post("/session/password", body.formatted("wrong", "lilac ferry 70 kettle"))
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              visitor
                  .post("/session/password", body.formatted(GOOD, "lilac ferry 70 kettle"))
                  .statusCode())
          .isEqualTo(200);
      assertThat(visitor.get("/overview").statusCode()).isEqualTo(200);
      assertThat(other.get("/overview").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void logInsAreReportedWithoutSecrets() throws Exception {
    setUp(token(), GOOD);
    logIn(new Visitor(dev), "admin", "wrong password here");
    assertThat(dev.events)
        .anyMatch(e ->
            e.action().equals("session.set-up")
                && e.outcome() == AdminListener.Outcome.DONE
                && e.who().equals("admin"))
        .anyMatch(e ->
            e.action().equals("session.log-in") && e.outcome() == AdminListener.Outcome.REJECTED);
    assertThat(dev.events.toString()).doesNotContain(GOOD, "wrong password here", token());
  }
}
