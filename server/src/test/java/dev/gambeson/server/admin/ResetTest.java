package dev.gambeson.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ResetTest {
  @Test
  void aResetVoidsPasswordAndSessionsAndItsTokenWorksOnce() throws Exception {
    try (DevPlane dev =
            new DevPlane(AdminOptions.local(InstantSource.system()).withPort(0), false, false);
        Visitor again = new Visitor(dev)) {
      dev.people();
      try (Visitor admin = Visitor.as(dev, "admin");
          Visitor viewer = Visitor.as(dev, "viewer")) {
        String token =
            Visitor.json(admin.post("/users/viewer/reset", "{}")).path("token").asString();
        assertThat(viewer.get("/overview").statusCode()).as("the session is gone").isEqualTo(401);
        String old = "{\"name\":\"viewer\",\"password\":\"%s\"}".formatted(DevPlane.PASSWORD);
        assertThat(again.post("/session/log-in", old).statusCode()).isEqualTo(401);
        String fresh =
            "{\"name\":\"viewer\",\"token\":\"%s\",\"password\":\"copper-lantern-58-meadow\"}"
                .formatted(token);
        assertThat(again.post("/session/set-up", fresh).statusCode()).isEqualTo(200);
        assertThat(again.post("/session/set-up", fresh).statusCode()).isEqualTo(401);
        assertThat(again.get("/overview").statusCode()).isEqualTo(200);
      }
    }
  }
}
