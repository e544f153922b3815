package dev.gambeson.server.admin;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Routes of people's own access.
record OwnRoutes(OwnAccess own) {
  void addTo(Routes routes) {
    routes
        .post(
            "session.factor-begin",
            "/session/factor",
            Permission.SELF,
            "Begins to set up a second factor; the answer holds its secret, once",
            Requests.Again.class,
            OwnAccess.Enrolment.class,
            c -> own.begin(c, c.body(Requests.Again.class).password()))
        .post(
            "session.factor-confirm",
            "/session/factor/confirm",
            Permission.SELF,
            "Lets the second factor count; the answer holds recovery codes, once",
            Requests.Code.class,
            OwnAccess.Codes.class,
            c -> own.confirm(c, c.body(Requests.Code.class).code()))
        .act(
            "session.factor-remove",
            "/session/factor/remove",
            Permission.SELF,
            "Takes the second factor away; all other sessions end",
            Requests.Both.class,
            c -> {
              Requests.Both body = c.body(Requests.Both.class);
              own.remove(c, body.password(), body.code());
            })
        .get(
            "session.list",
            "/session/all",
            Permission.SELF,
            "One's own sessions",
            Routes.listOf(OwnAccess.Own.class),
            own::sessions)
        .act(
            "session.end",
            "/session/end",
            Permission.SELF,
            "Ends one of one's own sessions, or all others",
            Requests.EndSession.class,
            c -> {
              Requests.EndSession body = c.body(Requests.EndSession.class);
              own.end(c, text(body.id()), text(body.password()));
            });
  }

  private static String text(@Nullable String given) {
    return Optional.ofNullable(given).orElse("");
  }
}
